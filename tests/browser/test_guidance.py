"""The kiosk walks the guidance with a customer, in a real browser."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import double_tap, live
from tests.cli.command import yingbin
from tests.house import HALL, Place, server
from tests.screens.guidance import FOLDER

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

ASKING = HALL.replace("typical: 8m}", "typical: 8m, documents: [id-card]}").replace(
    "typical: 2m}", "typical: 2m, elsewhere: [{channel: self-service, where: {zh: 自助服务区, en: Self-service area}}]}"
)
ASKING += "nearby: [{name: {zh: 西城营业厅, en: Xicheng Hall}}]\n"
PHONE = "13912345678"


@dataclass
class Kiosk:
    """Its page, and the bodies of what it sent."""

    page: Page
    url: str
    token: str
    sent: list[dict] = field(default_factory=list)

    def button(self, command: str, value: str | None = None) -> Locator:
        return self.page.locator(f"[data-command='{command}']" + (f"[data-value='{value}']" if value else ""))

    def answer(self, value: str = "done") -> None:
        """As a person does: having read the page, and until it is turned."""
        self.button("answer", value).wait_for(timeout=10_000)
        self.page.wait_for_timeout(460)
        turn = "document.querySelector('live-region').firstElementChild.dataset.turn"
        was = self.page.evaluate(turn)
        self.button("answer", value).click()
        self.page.wait_for_function(f"was => {turn} !== was", arg=was, timeout=10_000)

    def step(self, id: str) -> None:
        self.page.wait_for_selector(f"[data-step='{id}']", timeout=10_000)

    def shows(self, *words: str) -> None:
        for word in words:
            self.page.get_by_text(word).first.wait_for(timeout=10_000)

    @property
    def log(self) -> list[dict]:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(f"{self.url}/api/v1/halls/dongcheng/log", headers=headers).json()["events"]

    def told(self, type: str) -> list[dict]:
        return [event["data"] for event in self.log if event["type"] == type]


@pytest.fixture
def kiosk(browser: Browser, tmp_path: Path) -> Iterator[Kiosk]:
    place = Place.make(tmp_path / "var", (ASKING,))
    (tmp_path / "vips.csv").write_text(f"phone,level\n{PHONE},vip\n")
    yingbin("vip", "--data", tmp_path / "var", "--hall", "dongcheng", "import", tmp_path / "vips.csv").done()
    with server(place, scripts=FOLDER) as url:
        bearer = {"Authorization": f"Bearer {place.tokens['kiosk']}"}
        context = browser.new_context(viewport={"width": 1080, "height": 1920}, extra_http_headers=bearer)
        page, faults = context.new_page(), []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
        found = Kiosk(page, url, place.tokens["manager"])
        page.on("request", lambda asked: found.sent.append(json.loads(asked.post_data)) if asked.post_data else None)
        page.goto(f"{url}/kiosk/dongcheng")
        live(page)
        yield found
        context.close()
        assert faults == []


def test_a_customer_without_papers_hears_the_kind_parts_and_is_told_the_nearby_halls(kiosk: Kiosk):
    kiosk.answer("open-account")
    kiosk.answer("missing")
    for step, value in (("sorry", "done"), ("protects", "done"), ("needed", "done"), ("come", "later"), ("kind-thanks", "done")):
        kiosk.step(step)
        kiosk.answer(value)
    kiosk.shows("带好证件，随时欢迎您再来", "本人身份证", "西城营业厅")
    assert kiosk.told("TicketTaken") == []


def test_a_customer_without_papers_may_take_a_number_all_the_same(kiosk: Kiosk):
    for value in ("open-account", "missing", "done", "done", "done", "still"):
        kiosk.answer(value)
    kiosk.page.wait_for_selector("[data-ticket='A001']", timeout=10_000)


def test_whoever_pays_a_bill_and_knows_how_is_sent_to_the_self_service_area(kiosk: Kiosk):
    for value in ("pay-bill", "there", "know", "done", "done"):
        kiosk.answer(value)
    kiosk.shows("交话费不用排队", "自助服务区")
    assert [told["channel"] for told in kiosk.told("CustomerDiverted")] == ["self-service"]
    assert kiosk.told("TicketTaken") == []
    kiosk.page.locator("[data-key='back']").click()
    kiosk.button("answer", "pay-bill").wait_for(timeout=10_000)


def test_whoever_does_not_know_how_is_told_that_a_helper_comes(kiosk: Kiosk):
    for value in ("pay-bill", "there", "help"):
        kiosk.answer(value)
    kiosk.step("helper")
    kiosk.shows("已通知引导员，请稍候")
    for _ in range(2):
        kiosk.answer()
    kiosk.shows("引导员正在过来")
    assert len(kiosk.told("HelperCalled")) == 1


def test_a_vip_types_the_number_and_nobody_sees_the_level_or_the_number(kiosk: Kiosk):
    kiosk.answer("vip")
    kiosk.step("phone")
    type_in(kiosk, PHONE)
    assert kiosk.page.locator("phone-pad output").inner_text() == "••• •••• ••78"
    assert PHONE[:-2] not in kiosk.page.content()
    kiosk.page.locator("[data-show='lang=en']").click()
    kiosk.page.get_by_text("Please enter your phone number").wait_for(timeout=10_000)
    kiosk.answer()
    kiosk.step("need")
    kiosk.answer("pay-bill")
    kiosk.answer("here")
    kiosk.page.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    assert [told["level"] for told in kiosk.told("TicketTaken")] == ["vip"]
    assert [body for body in kiosk.sent if body.get("step") == "phone"] == [{"step": "phone", "phone": PHONE}]
    assert "vip" not in kiosk.page.locator("body").inner_text().lower()
    assert PHONE not in kiosk.page.url + json.dumps(kiosk.log) + kiosk.page.evaluate("JSON.stringify(localStorage)")


def test_a_number_that_is_none_is_refused_kindly_and_stays_to_be_corrected(kiosk: Kiosk):
    kiosk.answer("vip")
    kiosk.step("phone")
    type_in(kiosk, "1390")
    kiosk.button("answer", "done").click()
    kiosk.page.wait_for_selector(".notice.shown", timeout=10_000)
    kiosk.step("phone")
    kiosk.page.locator("[data-delete]").click()
    assert kiosk.page.locator("phone-pad output").inner_text() == "•39"
    type_in(kiosk, "12345678")
    kiosk.answer()
    kiosk.step("need")


def type_in(kiosk: Kiosk, digits: str) -> None:
    for digit in digits:
        kiosk.page.locator(f"[data-digit='{digit}']").click()


@pytest.mark.parametrize("pause", [60, 250])
def test_a_double_tap_on_an_answer_does_not_answer_the_next_question(kiosk: Kiosk, pause: int):
    kiosk.answer("open-account")
    kiosk.answer("missing")
    kiosk.step("sorry")
    kiosk.page.wait_for_timeout(500)
    box = kiosk.button("answer", "done").bounding_box()
    assert box
    double_tap(kiosk.page, box["x"] + 300, box["y"] + 40, pause)
    kiosk.page.wait_for_timeout(500)
    kiosk.step("protects")
    assert not kiosk.page.locator(".notice.shown").count()
    kiosk.answer()
    kiosk.step("needed")


def test_start_over_and_an_idle_page_leave_the_walk_and_show_the_first_page(kiosk: Kiosk):
    kiosk.answer("pay-bill")
    kiosk.answer("there")
    kiosk.step("know-how")
    kiosk.page.wait_for_timeout(500)
    kiosk.button("leave").click()
    kiosk.answer("open-account")
    kiosk.step("papers")
    kiosk.page.locator("idle-reset").evaluate("element => element.setAttribute('seconds', '0')")
    kiosk.button("answer", "pay-bill").wait_for(timeout=10_000)
    kiosk.page.wait_for_timeout(300)
    assert [told["outcome"] for told in kiosk.told("WalkEnded")] == ["gave-up", "gave-up"]


def test_back_is_the_question_before_and_from_the_first_one_the_services(kiosk: Kiosk):
    kiosk.answer("pay-bill")
    kiosk.answer("there")
    kiosk.step("know-how")
    kiosk.page.wait_for_timeout(500)
    kiosk.button("back").click()
    kiosk.step("elsewhere")
    kiosk.page.wait_for_timeout(500)
    kiosk.button("leave").click()
    kiosk.button("answer", "pay-bill").wait_for(timeout=10_000)
