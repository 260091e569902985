"""The phone page in a real browser, as large as a phone: live, over weak links, and heard."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.house import Place, server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

COUNTS = """
window.tones = 0; window.buzzes = 0
const begin = OscillatorNode.prototype.start
OscillatorNode.prototype.start = function (...at) { window.tones++; return begin.apply(this, at) }
navigator.vibrate = () => { window.buzzes++; return true }
"""
"""What was heard can't be seen from outside: the tones are counted as they begin."""
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
  Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}"""


@dataclass
class Hall:
    address: str
    place: Place
    count: int = 0

    def post(self, path: str, role="manager", **body: object) -> dict:
        self.count += 1
        headers = {"Authorization": f"Bearer {self.place.tokens[role]}", "Idempotency-Key": str(self.count)}
        answer = httpx.post(f"{self.address}/api/v1/halls/dongcheng{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def take(self, **body: str) -> str:
        """The address of a new ticket's page."""
        return self.address + httpx.URL(self.post("/tickets", "integration", service="open-account", **body)["phone_url"]).path

    def call(self) -> str:
        self.post("/counters/1/open")
        return str(self.post("/counters/1/call-next", expected_current=None)["number"])


@pytest.fixture
def hall(place: Place) -> Iterator[Hall]:
    with server(place) as address:
        yield Hall(address, place)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages on a phone; a fault in a page, or something that its policy keeps from it, fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(address: str, locale: str = "zh-CN", clock: bool = False) -> Page:
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale=locale, is_mobile=True, has_touch=True)
        contexts.append(context)
        context.add_init_script(COUNTS)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        if clock:
            page.clock.install()
        page.goto(address)
        page.wait_for_selector("body.seen-live[data-link=live]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def until(page: Page, holds: str, seconds: float = 5) -> None:
    """The page's own policy lets nothing be evaluated in it, so it is asked from outside."""
    end = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < end, holds
        page.wait_for_timeout(30)


def called(page: Page) -> None:
    page.wait_for_selector(".is-called [data-call]", timeout=10_000)


CHINESE = ("zh-CN", "到号时响铃提醒我", "请到")
ENGLISH = ("en-US", "Ring when I am called", "Please go to counter")


@pytest.mark.parametrize(("locale", "ring", "come"), [CHINESE, ENGLISH], ids=["zh", "en"])
def test_a_call_is_seen_heard_and_felt(hall: Hall, phone: Callable[..., Page], locale: str, ring: str, come: str):
    hall.post("/counters/1/open")
    page = phone(hall.take(), locale)
    assert page.evaluate("tones") == 0, "nothing rings without a tap"
    page.get_by_text(ring).tap()
    before = page.evaluate("tones")
    assert before
    hall.call()
    called(page)
    assert come in page.inner_text("main")
    assert page.evaluate("tones") == before + 3
    assert page.evaluate("buzzes") > 1
    until(page, "document.title.startsWith('●')")
    assert ("1 号台席" in page.title()) or ("counter 1" in page.title())
    page.touchscreen.tap(190, 700)
    until(page, "!document.title.startsWith('●')")
    hall.post("/counters/1/recall")
    until(page, f"tones >= {before + 6}")


def test_no_call_rings_twice_though_the_page_is_opened_anew(hall: Hall, phone: Callable[..., Page]):
    page = phone(hall.take())
    page.get_by_text("到号时响铃提醒我").tap()
    hall.call()
    called(page)
    page.reload()
    page.wait_for_selector("body.seen-live")
    assert page.evaluate("[tones, buzzes]") == [0, 0]
    assert "请到" in page.title()


def test_more_time_is_asked_for_with_two_taps_and_confirmed(hall: Hall, phone: Callable[..., Page]):
    address, *_ = [hall.take() for _ in range(5)]
    page = phone(address)
    page.get_by_text("我晚点到").tap()
    page.locator("[data-command=let-pass][data-value='3']").tap()
    page.locator(".said", has_text="已让 3 位客户先办理").wait_for(timeout=10_000)
    page.get_by_text("您已让 3 位客户先办理").wait_for(timeout=10_000)
    assert "3 位" in page.inner_text(".facts")
    assert page.locator("[data-command]").count() == 0
    assert "ask" not in page.url


def test_who_comes_later_hears_a_second_time_that_it_is_nearly_time(hall: Hall, phone: Callable[..., Page]):
    address, *_ = [hall.take() for _ in range(5)]
    hall.post("/counters/1/open")
    page = phone(address)
    page.locator("main.soon").wait_for(timeout=10_000)
    page.get_by_text("到号时响铃提醒我").tap()
    page.get_by_text("我晚点到").tap()
    page.locator("[data-command=let-pass][data-value='3']").tap()
    page.locator("main:not(.soon)").wait_for(timeout=10_000)
    before = page.evaluate("tones")
    hall.call()
    page.locator("main.soon").wait_for(timeout=10_000)
    until(page, f"tones == {before + 2}")


def test_leaving_asks_again_and_the_language_can_be_changed_meanwhile(hall: Hall, phone: Callable[..., Page]):
    page = phone(hall.take())
    page.get_by_text("取消排队").tap()
    page.get_by_text("确定取消排队吗").wait_for()
    page.get_by_text("English").tap()
    page.get_by_text("Leave the queue?").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("[data-command=cancel]").tap()
    page.get_by_text("This ticket was cancelled").wait_for()
    assert page.locator("[data-command], [data-ring]").count() == 0


def test_a_weak_link_is_seen_and_a_tap_meanwhile_does_nothing_later(hall: Hall, phone: Callable[..., Page]):
    address, _ = hall.take(), hall.take()
    page = phone(address)
    page.get_by_text("我晚点到").tap()
    page.locator("[data-command=let-pass]").first.wait_for()
    page.context.set_offline(True)
    page.wait_for_selector("body[data-link=stale] .stale-line:visible")
    assert "信号不好，页面停在" in page.inner_text(".stale-line")
    page.locator("[data-command=let-pass]").first.tap()
    page.locator(".said", has_text="没有进行").wait_for()
    page.context.set_offline(False)
    page.wait_for_selector("body[data-link=live]", timeout=8000)
    page.wait_for_timeout(300)
    assert "您已让" not in page.inner_text("main")


def test_where_no_live_link_can_be_had_the_page_is_fetched(hall: Hall, phone: Callable[..., Page], browser: Browser):
    address = hall.take()
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.clock.install()
    page.route_web_socket("**/live*", lambda socket: socket.close())
    page.goto(address)
    page.wait_for_selector("body.seen-live[data-link=live]")
    hall.call()
    page.clock.fast_forward(16_000)
    called(page)
    context.close()


def test_a_page_that_nobody_sees_rests_and_tells_a_call_on_return(hall: Hall, phone: Callable[..., Page]):
    page = phone(hall.take(), clock=True)
    lost: list[object] = []
    page.on("request", lambda request: lost.append(request.url))
    page.evaluate(HIDE, True)
    page.clock.fast_forward(21_000)
    hall.call()
    page.wait_for_timeout(600)
    assert page.locator("[data-call]").count() == 0
    assert lost == [], "it asks for nothing"
    page.evaluate(HIDE, False)
    called(page)
    until(page, "buzzes > 0")


def test_a_page_that_is_to_ring_rings_though_nobody_sees_it(hall: Hall, phone: Callable[..., Page]):
    page = phone(hall.take(), clock=True)
    page.get_by_text("到号时响铃提醒我").tap()
    before = page.evaluate("tones")
    page.evaluate(HIDE, True)
    page.clock.fast_forward(21_000)
    hall.call()
    until(page, f"tones >= {before + 3}")


def test_an_address_whose_time_is_over_becomes_the_page_that_says_so(hall: Hall, phone: Callable[..., Page]):
    address = hall.take()
    page = phone(address)
    with hall.place.data.engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM personal")
        connection.commit()
    page.context.set_offline(True)
    page.wait_for_selector("body[data-link=stale]")
    page.context.set_offline(False)
    page.get_by_text("或已过保存期限").wait_for(timeout=8000)


def test_axe_finds_nothing_serious_in_any_state(hall: Hall, phone: Callable[..., Page]):
    addresses = [hall.take() for _ in range(4)]
    waiting = phone(addresses[2])
    for ask in ("later", "leave", ""):
        waiting.goto(f"{addresses[2]}?lang=en&ask={ask}")
        fine(waiting)
    page = phone(addresses[0])
    hall.call()
    called(page)
    page.wait_for_timeout(2300)  # the pulse is over
    fine(page)
    hall.post("/counters/1/no-show")
    page.wait_for_selector("[data-command=rejoin]")
    fine(page)
    page.locator("[data-command=rejoin]").tap()
    page.wait_for_selector(".is-waiting")
    fine(page)


def fine(page: Page) -> None:
    page.wait_for_selector("body.seen-live")
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
