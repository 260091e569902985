"""The greeter's tablet in a real browser: three customers under one finger, and what comes up meanwhile."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import double_tap, free_port, live
from tests.cli.command import Server, serving, yingbin
from tests.house import HALL

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

MORE = """
posts: [{id: door, kind: greeter}, {id: sales-1, kind: sales, stands_in_for: door}]
waiting: {seats: 40}
lounge: {seats: 2}
"""
SIZES = [(1280, 800), (800, 1280)]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data: Path = tmp_path_factory.mktemp("greeter")
    (data / "hall.yaml").write_text(HALL + MORE)
    yingbin("init", "--data", data / "var", "--hall", data / "hall.yaml").done()
    with serving(data / "var", free_port()) as server:
        yield server


@pytest.fixture
def tablet(browser: Browser, running: Server) -> Iterator[Open]:
    """A tablet without customers; a fault in the page fails the test."""
    for walk in sent(running, "log?limit=5000").json()["events"]:
        if walk["type"] == "WalkBegan":
            post(running, f"walks/{walk['data']['walk']}/leave")
    contexts, faults = [], []

    def screen(query: str = "", size: tuple[int, int] = SIZES[0]) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=True,
            reduced_motion="reduce",
            extra_http_headers=key(running),
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{running.url}/greeter/dongcheng{query}")
        live(page)
        page.wait_for_timeout(100)
        return page

    yield screen
    for context in contexts:
        context.close()
    assert faults == []


def key(running: Server) -> dict[str, str]:
    return {"Authorization": f"Bearer {running.link.partition('key=')[2]}"}


def sent(running: Server, path: str) -> httpx.Response:
    return httpx.get(f"{running.url}/api/v1/halls/dongcheng/{path}", headers=key(running))


NONCE = iter(range(10_000))


def post(running: Server, path: str, **body) -> httpx.Response:
    headers = key(running) | {"Idempotency-Key": f"greeter-{next(NONCE)}"}
    return httpx.post(f"{running.url}/api/v1/halls/dongcheng/{path}", headers=headers, json=body)


def welcome(page: Page, customers: int) -> None:
    for n in range(customers):
        page.locator("[data-command='begin-walk'][data-value='guidance']").first.tap()
        page.locator(".held").nth(n).wait_for()
        page.wait_for_timeout(450)


def step(page: Page) -> str:
    return page.locator("[data-step]").get_attribute("data-step") or ""


def passed(running: Server) -> int:
    return sum(event["type"] == "StepDone" for event in sent(running, "log?limit=5000").json()["events"])


def test_one_touch_switches_between_three_customers_and_a_reload_loses_none(tablet: Open):
    page = tablet()
    welcome(page, 3)
    assert page.locator(".held[aria-pressed='true']").count() == 1
    first = step(page)
    page.locator("[data-command='answer'][data-value='done']").tap()
    page.wait_for_selector(f"[data-step='{first}']", state="detached", timeout=10_000)
    second = step(page)
    page.locator(".held").nth(2).tap()
    page.wait_for_selector(f"[data-step='{first}']", timeout=10_000)
    page.reload()
    live(page)
    assert page.locator(".held").nth(2).get_attribute("aria-pressed") == "true"
    assert page.locator("[data-command='begin-walk'][data-value='guidance']").count() == 0
    page.locator(".held").nth(0).tap()
    page.wait_for_selector(f"[data-step='{second}']", timeout=10_000)


@pytest.mark.parametrize("pause", [60, 150, 300])
def test_a_double_tap_passes_one_step(tablet: Open, running: Server, pause: int):
    page = tablet()
    welcome(page, 1)
    before = passed(running)
    box = page.locator("[data-command='answer']").first.bounding_box()
    assert box
    double_tap(page, box["x"] + 60, box["y"] + 8, pause)  # where the next step has a key, too
    page.wait_for_timeout(500)
    assert passed(running) == before + 1


def test_what_is_being_typed_stays_while_somebody_calls_for_help(tablet: Open, running: Server):
    number = running.take(key(running)["Authorization"].removeprefix("Bearer "), f"typed-{next(NONCE)}")
    page = tablet(f"?ticket={number}&act=note")
    page.locator("input[name='note']").fill("需要轮椅")
    post(running, "help", kiosk="7")
    page.wait_for_selector(".alert.soon", timeout=10_000)
    assert page.locator("input[name='note']").input_value() == "需要轮椅"
    page.wait_for_timeout(450)
    page.locator("[type='submit'][data-command='note']").tap()
    page.wait_for_selector(".card .noted", timeout=10_000)
    assert "需要轮椅" in page.locator(".card .noted").inner_text()
    page.locator("[data-command='send-helper']").first.tap()
    page.wait_for_selector(".alert.soon", state="detached", timeout=10_000)


def test_a_finger_on_its_way_does_not_press_what_an_alert_has_pushed_under_it(tablet: Open, running: Server):
    page = tablet()
    welcome(page, 1)
    page.wait_for_timeout(1600)
    before = passed(running)
    page.evaluate(PRESSED_AS_IT_COMES)
    post(running, "help", kiosk="8")
    page.wait_for_selector(".alert.soon", timeout=10_000)
    page.wait_for_timeout(500)
    assert passed(running) == before
    page.locator("[data-command='send-helper']").first.tap()


def test_a_number_is_found_while_it_is_typed(tablet: Open, running: Server):
    number = running.take(key(running)["Authorization"].removeprefix("Bearer "), f"find-{next(NONCE)}", "open-account")
    page = tablet()
    page.locator("ticket-find input").press_sequentially(number[1:])
    page.wait_for_selector(f".list [data-ticket='{number}']", timeout=10_000)
    assert page.locator("ticket-find input").input_value() == number[1:]
    page.locator(f".list [data-ticket='{number}']").tap()
    page.wait_for_selector(f".card[data-ticket='{number}']", timeout=10_000)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_is_large_enough_for_a_finger_and_nothing_is_cut_off_at_the_side(
    tablet: Open, running: Server, size: tuple[int, int], language: str
):
    number = post(running, "tickets", service="pay-bill", level="vip").json()["number"]
    page = tablet(f"?lang={language}", size)
    welcome(page, 2)
    post(running, "help", kiosk="3")
    post(running, "posts/sales-1/away")
    page.wait_for_selector(".alert.soon", timeout=10_000)
    for look in (
        "list=",
        "list=vip",
        "list=floor",
        f"ticket={number}&list=",
        "act=note",
        "act=change",
        "ticket=&act=&walk=issue",
    ):
        page.evaluate(f"document.querySelector('live-region').show('{look}')")
        page.wait_for_timeout(250)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], look
        assert page.evaluate(SMALL) == [], look
        assert page.evaluate(CUT) == [], look
    post(running, "posts/sales-1/back")
    page.locator("[data-command='send-helper']").first.tap()


SMALL = """[...document.querySelectorAll('button, input')].map(one => [one.innerText, one.getBoundingClientRect()])
  .filter(([_, box]) => box.width && (box.height < 47.5 || box.width < 47.5)).map(([text]) => text)"""
CUT = """[...document.querySelectorAll('.tablet section, .tablet nav, .tablet header, .tablet button')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className + ' ' + one.innerText.slice(0, 40))"""
PRESSED_AS_IT_COMES = """() => document.querySelector('live-region').addEventListener('painted', () => {
  const key = document.querySelector('.answers [data-command=answer]'), at = key.getBoundingClientRect()
  key.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, detail: 1, clientX: at.x + 9, clientY: at.y + 9}))
}, {once: true})"""
