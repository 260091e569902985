"""A clerk opens an account by keys alone, in a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import live
from tests.house import HALL, Place, server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

OPENING = """
id: open-account
title: {zh: 普通开户入网, en: Open an account}
steps:
  - {id: welcome, kind: greeting, moment: true, say: {zh: "您好，请坐，很高兴为您服务。", en: Welcome.}}
  - id: papers
    kind: request
    ask: {zh: "请问您带身份证了吗？", en: "May I see your identity card?"}
    answers: {have: check, missing: sorry}
  - {id: sorry, kind: apology, say: {zh: "非常抱歉，需要您带好证件再来。", en: I am sorry.}, then: farewell}
  - {id: check, checklist: [{zh: 身份证原件, en: The card}, {zh: 身份证复印件, en: Its copy}]}
  - {id: open, do: {zh: 系统内开户, en: Open it in the system}, within: 3m, moment: true}
  - id: callback
    kind: request
    ask: {zh: "请问几分钟内给您回电话方便？", en: "When may we call you?"}
    enter: minutes
    effect: {follow-up: {what: callback}}
  - {id: farewell, kind: farewell, say: {zh: "谢谢您的光临，请带好随身物品。", en: Thank you for coming.}, moment: true}
"""
LOOKING = """
id: opening-counter
title: {zh: 仪容仪表, en: Appearance}
steps:
  - {id: look, checklist: [{zh: 工牌, en: Badge}, {zh: 领带, en: Tie}, {zh: 鞋, en: Shoes}]}
"""
SECONDS = 5
SHORT = HALL.replace("typical: 8m}", "typical: 8m, script: open-account}") + f"limits: {{open-account: {{open: {SECONDS}s}}}}\n"

HAMMERING = """async keys => {
  const down = how => new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...how})
  const press = how => keys.forEach(key => document.body.dispatchEvent(down({key, ...how})))
  const step = () => document.querySelector('[data-step]')?.getAttribute('data-step')
  const before = step()
  const turned = new Promise(done => addEventListener('painted', () => step() === before || done(press({}))))
  for (let times = 0; times < 3; times++) press({})
  await turned
  for (let times = 0; times < 4; times++) {
    await new Promise(done => setTimeout(done, 90))
    press({repeat: true})
  }
}"""


@dataclass
class Clerk:
    """The console of counter 1, and what the log says."""

    page: Page
    url: str
    place: Place

    def press(self, *keys: str) -> None:
        """As a person presses: having seen what the key means now."""
        for key in keys:
            self.page.wait_for_timeout(460)
            self.page.keyboard.press(key)

    def at(self, step: str) -> None:
        self.page.wait_for_selector(f"[data-step='{step}']", timeout=10_000)

    def take(self, key: str) -> None:
        asked = {"Authorization": f"Bearer {self.place.tokens['integration']}", "Idempotency-Key": key}
        httpx.post(
            f"{self.url}/api/v1/halls/dongcheng/tickets", json={"service": "open-account"}, headers=asked
        ).raise_for_status()

    def told(self, type: str) -> list[dict]:
        asked = {"Authorization": f"Bearer {self.place.tokens['manager']}"}
        events = httpx.get(f"{self.url}/api/v1/halls/dongcheng/log", headers=asked).json()["events"]
        return [event["data"] for event in events if event["type"] == type]

    def steps(self) -> list[str]:
        return [told["step"] for told in self.told("StepDone")]


@pytest.fixture
def clerk(browser: Browser, tmp_path: Path) -> Iterator[Clerk]:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "open-account.yaml").write_text(OPENING)
    (folder / "opening-counter.yaml").write_text(LOOKING)
    place = Place.make(tmp_path / "var", (SHORT,))
    with server(place, scripts=folder) as url:
        bearer = {"Authorization": f"Bearer {place.tokens['counter', 1]}"}
        context = browser.new_context(viewport={"width": 1366, "height": 768}, extra_http_headers=bearer)
        page, faults = context.new_page(), []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
        page.goto(f"{url}/counter/dongcheng/1")
        live(page)
        yield Clerk(page, url, place)
        context.close()
        assert faults == []


def opened(clerk: Clerk) -> None:
    clerk.press("o")
    clerk.at("look")
    clerk.press("Space")
    clerk.page.wait_for_selector("[data-step]", state="detached")


def served(clerk: Clerk) -> None:
    """A customer is in service, at the first step."""
    opened(clerk)
    clerk.take("one")
    clerk.press("Space")
    clerk.page.wait_for_selector("[data-command='start']")
    clerk.press("Space")
    clerk.page.wait_for_selector("[data-step='welcome'] [data-command='answer']")


def test_an_account_is_opened_from_the_call_to_the_farewell_by_keys_alone(clerk: Clerk):
    clerk.take("one")
    clerk.press("o")
    clerk.at("look")
    for key in "123":
        clerk.page.keyboard.press(key)
    clerk.page.wait_for_selector("[data-command='answer'].main")
    assert clerk.page.locator("[data-tick][aria-pressed='true']").count() == 3, "however quickly they are pressed"
    clerk.press("Space")
    clerk.page.wait_for_selector("[data-step]", state="detached")
    clerk.press("Space")
    clerk.at("welcome")
    clerk.press("Space")
    clerk.page.wait_for_selector("[data-step='welcome'] [data-command='answer']")
    for step, keys in {"welcome": ["Space"], "papers": ["1"], "check": ["1", "2", "Space"]}.items():
        clerk.at(step)
        clerk.press(*keys)
    clerk.at("open")
    clock = clerk.page.locator("step-clock")
    clerk.page.wait_for_selector("step-clock[data-state='soon']", timeout=10_000)
    clerk.page.wait_for_selector("step-clock[data-state='late']", timeout=10_000)
    assert clock.locator("b").evaluate("one => getComputedStyle(one).color") == "rgb(163, 33, 27)"
    assert "已超时" in clock.inner_text()
    clerk.press("Space")
    clerk.at("callback")
    clerk.press("3", "0", "Enter")
    clerk.at("farewell")
    clerk.press("Space")
    clerk.page.wait_for_selector("[data-step]", state="detached", timeout=10_000)
    assert clerk.steps() == ["look", "welcome", "papers", "check", "open", "callback", "farewell"]
    assert [told["late"] for told in clerk.told("StepDone") if told["step"] == "open"] == [True]
    assert clerk.told("StepDone")[0]["ticked"] == [0, 1, 2]
    assert [told["outcome"] for told in clerk.told("WalkEnded")] == ["finished", "finished"]
    assert len(clerk.told("ServiceFinished")) == 1


A_SLOW_LINE = """() => {
  const send = WebSocket.prototype.send
  let sent = 0
  WebSocket.prototype.send = function (text) { setTimeout(() => send.call(this, text), sent++ ? 600 : 0) }
  const press = key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))
  addEventListener('painted', () => press('3'), {once: true})
  press('1')
  press('2')
}"""


def test_a_tick_is_kept_when_a_picture_from_before_it_comes(clerk: Clerk):
    clerk.press("o")
    clerk.at("look")
    clerk.page.evaluate(A_SLOW_LINE)
    clerk.page.wait_for_selector("[data-command='answer'].main", timeout=10_000)
    assert clerk.page.locator("[data-tick][aria-pressed='true']").count() == 3


def test_one_press_answers_one_step_however_long_or_often(clerk: Clerk):
    served(clerk)
    clerk.page.wait_for_timeout(460)
    clerk.page.evaluate(HAMMERING, [" "])
    clerk.at("papers")
    clerk.page.wait_for_timeout(460)
    clerk.page.evaluate(HAMMERING, ["1", " "])
    clerk.at("check")
    assert clerk.steps() == ["look", "welcome", "papers"]
    assert clerk.page.locator("[data-tick][aria-pressed='true']").count() == 0


def test_what_is_typed_stays_when_it_is_refused_and_the_walk_is_unharmed(clerk: Clerk):
    served(clerk)
    for step, key in {"welcome": "Space", "papers": "1", "check": "Space", "open": "Space"}.items():
        clerk.at(step)
        clerk.press(key)
    clerk.at("callback")
    clerk.press("Enter")
    clerk.page.wait_for_selector(".notice.shown")
    clerk.at("callback")
    clerk.press("9", "Space", "Backspace", "9", "9", "9", "9", "Enter")
    clerk.page.wait_for_timeout(300)
    assert clerk.page.locator("step-entry input").input_value() == "99999"
    assert clerk.steps()[-1] == "open", "more minutes than there are: refused"
    clerk.press("Escape", "Backspace")
    clerk.at("open")
