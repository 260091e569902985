"""The spoken call in a real browser: what it plays, in which order, on which screen; and what it does without sound."""

import itertools
import os
import shutil
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.hall.call import Call
from display_ui.speech import told
from display_ui.spoken_call import CLIPS
from tests.browser.conftest import ARGUMENTS, live
from tests.cli.command import Server, serving, yingbin
from tests.hall.floor import PLAN
from tests.house import HALL

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

TICKS = """
window.gone = []
const ask = window.fetch, tick = Uint8Array.from(atob('%s'), (c) => c.charCodeAt(0)).buffer
window.fetch = async (url, more) => {
  if (!url.endsWith('.ogg')) return ask(url, more)
  const arrayBuffer = async () => { const bytes = tick.slice(0); urls.set(bytes, url); return bytes }
  return gone.some((one) => url.endsWith(one)) ? { ok: false, status: 404 } : { ok: true, arrayBuffer }
}
""" % b64encode((Path(__file__).parent / "tick.ogg").read_bytes()).decode()  # noqa: UP031
"""A click of 40 ms in place of each clip, where only the order of clips matters; those that are `gone` apart."""
COUNTERS = "".join(f"  - {{number: {n}, services: [pay-bill]}}\n" for n in range(4, 9))
KINDS = {"both": "[zh, en]", "mandarin": "[zh]", "turns": "[zh]", "blocked": "[zh]", "missing": "[zh, en]", "gap": "[zh]"}
RECORD = """
window.played = []; window.told = []
window.urls = new WeakMap(); const names = new WeakMap()
const body = Response.prototype.arrayBuffer
Response.prototype.arrayBuffer = async function () {
  const bytes = await body.call(this)
  urls.set(bytes, this.url)
  return bytes
}
const slice = ArrayBuffer.prototype.slice
ArrayBuffer.prototype.slice = function (...at) {
  const bytes = slice.apply(this, at)
  urls.set(bytes, urls.get(this))
  return bytes
}
const decode = BaseAudioContext.prototype.decodeAudioData
BaseAudioContext.prototype.decodeAudioData = async function (bytes) {
  const url = urls.get(bytes), buffer = await decode.call(this, bytes)
  names.set(buffer, url.replace(/.*\\/voice\\//, '').replace('.ogg', ''))
  return buffer
}
const start = AudioBufferSourceNode.prototype.start
AudioBufferSourceNode.prototype.start = function (at = 0) {
  const from = Math.max(at, this.context.currentTime)
  window.played.push({ clip: names.get(this.buffer), from, until: from + this.buffer.duration })
  return start.call(this, at)
}
for (const kind of ['ducking', 'call-queued', 'speaking']) {
  document.addEventListener(kind, ({ detail }) => {
    window.told.push({ kind, ...(typeof detail === 'boolean' ? { on: detail } : detail) })
  })
}
"""


@dataclass
class Tv:
    """A lobby TV whose browser is watched while it speaks."""

    page: Page

    @property
    def played(self) -> list[dict]:
        return self.page.evaluate("played")

    @property
    def clips(self) -> list[str]:
        return [one["clip"] for one in self.played]

    def told(self, kind: str) -> list[dict]:
        return [one for one in self.page.evaluate("told") if one["kind"] == kind]

    def is_(self, state: str, milliseconds: int = 5000) -> None:
        self.page.wait_for_selector(f"body[data-voice={state}]", timeout=milliseconds)

    def plays(self, count: int, clip: str = "chime", milliseconds: int = 15_000) -> None:
        script = "([clip, count]) => played.filter((one) => one.clip === clip).length >= count"
        self.page.wait_for_function(script, arg=[clip, count], timeout=milliseconds)

    def falls_silent(self, calls: int, milliseconds: int = 20_000) -> None:
        """After so many calls."""
        script = "n => told.filter(({kind}) => kind === 'speaking').length >= n && told.at(-1)?.on === false"
        self.page.wait_for_function(script, arg=calls, timeout=milliseconds)

    def never_overlaps(self) -> None:
        for one, next in itertools.pairwise(self.played):
            assert one["until"] <= next["from"] + 1e-6, f"{next['clip']} begins before {one['clip']} has ended"


@dataclass
class Desk:
    """Takes and calls, by requests."""

    server: Server
    hall: str
    token: str
    keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def post(self, path: str, **body: object) -> httpx.Response:
        answer = self.server.post(self.token, f"{self.hall}/{path}", f"key-{next(self.keys)}", **body)
        assert answer.is_success, answer.text
        return answer

    def call(self, *counters: int) -> None:
        for _ in counters:
            self.post("tickets", service="pay-bill")
        for counter in counters:
            self.post(f"counters/{counter}/open")
            self.post(f"counters/{counter}/call-next", expected_current=None)

    def device(self, told: str, value: str) -> bool:
        """Whether, within a few seconds, a device of the hall says so of itself."""
        for _ in range(40):
            devices = self.server.get(self.token, f"halls/{self.hall}/devices").json()["devices"]
            if value in [one[told] for one in devices]:
                return True
            time.sleep(0.1)
        return False

    def spoken(self) -> list[str]:
        events = self.server.get(self.token, f"halls/{self.hall}/log").json()["events"]
        return [event["data"]["number"] for event in events if event["type"] == "CallSpoken"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Several halls, so that each test has one to itself."""
    home = tmp_path_factory.mktemp("voice")
    for hall, languages in KINDS.items():
        text = HALL.replace("hall: dongcheng", f"hall: {hall}") + COUNTERS + f"voice: {{languages: {languages}}}\n"
        (home / f"{hall}.yaml").write_text(text, "utf-8")
    (home / "silent.yaml").write_text(HALL.replace("hall: dongcheng", "hall: silent") + "voice: {volume: 0}\n", "utf-8")
    (home / "scripts").mkdir()
    files = [word for hall in (*KINDS, "silent") for word in ("--hall", home / f"{hall}.yaml")]
    yingbin("init", "--data", home / "var", *files).done()
    with serving(home / "var", YINGBIN_SCRIPTS=str(home / "scripts")) as server:
        yield server


def launched(browser: Browser, policy: str) -> Browser:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return browser.browser_type.launch(executable_path=path, args=[*ARGUMENTS, f"--autoplay-policy={policy}"])


@pytest.fixture(scope="module")
def loud(browser: Browser) -> Iterator[Browser]:
    """As the TV's browser is started."""
    started = launched(browser, "no-user-gesture-required")
    yield started
    started.close()


def entered(browser: Browser, served: Server, ticks: bool = False) -> BrowserContext:
    """A browser on a machine of its own, which has come in by the printed link."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(RECORD)
    if ticks:
        context.add_init_script(TICKS)
    context.new_page().goto(served.link)
    return context


def tv(context: BrowserContext, served: Server, hall: str) -> Tv:
    page = context.pages[0] if context.pages[0].url.endswith("/") else context.new_page()
    page.goto(f"{served.url}/display/{hall}")
    live(page)
    return Tv(page)


def desk(served: Server, hall: str) -> Desk:
    return Desk(served, hall, served.link.partition("key=")[2])


def test_a_call_is_chimed_spoken_in_both_languages_and_reported_to_its_clerk(loud: Browser, served: Server):
    context = entered(loud, served)
    screen, hall = tv(context, served, "both"), desk(served, "both")
    screen.is_("speaks")
    hall.call(3)
    clerk = context.new_page()
    clerk.goto(f"{served.url}/counter/both/3")
    screen.falls_silent(1)
    zh = ["please", "letter-B", "n001", "guest-to", "taixi-3", "handle"]
    en = ["ticket", "letter-B", "d0", "d0", "d1", "go-counter", "no-3"]
    assert screen.clips == ["chime", *(f"zh/{clip}" for clip in zh), *(f"en/{clip}" for clip in en)]
    screen.never_overlaps()
    for one in screen.played:
        assert abs((one["until"] - one["from"]) * 1000 - CLIPS[one["clip"]]) < 25, "a clip is played whole"
    gaps = [(next["from"] - one["until"]) * 1000 for one, next in itertools.pairwise(screen.played)]
    assert [gap for gap in [*gaps[1:6], *gaps[7:]] if not 39 < gap < 41] == [], "within a sentence it is the same short pause"
    assert gaps[0] >= 200, "after the chime a longer one"
    assert gaps[6] >= 500, "between the languages too"
    [queued] = screen.told("call-queued")
    assert queued["queued"] - queued["at"] < 1000
    assert [one["on"] for one in screen.told("ducking")] == [True, False]
    clerk.get_by_text("大厅已播报").wait_for(timeout=10_000)
    assert hall.spoken() == ["B001"]
    context.close()


def test_calls_under_load_are_spoken_once_each_in_order_and_by_one_screen(loud: Browser, served: Server):
    context, other = entered(loud, served, ticks=True), entered(loud, served, ticks=True)
    first, hall = tv(context, served, "turns"), desk(served, "turns")
    first.is_("speaks")
    second = tv(other, served, "turns")
    second.is_("silent")
    hall.call(1, 2, 3, 4, 5)
    first.falls_silent(5)
    first.never_overlaps()
    numbers = [f"zh/n{n:03}" for n in range(1, 6)]
    assert [clip for clip in first.clips if "/n0" in clip] == numbers
    assert [one["id"] for one in first.told("speaking")] == [one["id"] for one in first.told("call-queued")]
    assert second.clips == []
    second.page.wait_for_function("() => told.at(-1)?.on === false")
    assert [one["on"] for one in second.told("ducking")] == [True, False], "its videos keep quiet while another screen speaks"
    assert hall.spoken() == ["B001", "B002", "B003", "B004", "B005"]

    first.page.reload()
    live(first.page)
    first.is_("speaks")
    hall.post("counters/5/recall")
    first.falls_silent(1)
    assert [one["id"] for one in first.told("speaking")] == [first.told("call-queued")[-1]["id"]], "what was spoken isn't again"
    assert first.clips[1] == "zh/again"

    context.close()
    second.is_("speaks", milliseconds=12_000)
    hall.call(6)
    second.falls_silent(1)
    assert [clip for clip in second.clips if "/n0" in clip] == ["zh/n006"]
    other.close()


def test_twenty_calls_at_once_get_shorter_so_that_none_waits_a_minute(loud: Browser, served: Server):
    context = entered(loud, served)
    screen = tv(context, served, "silent")
    times = screen.page.evaluate(
        """async (calls) => {
          const module = [...document.scripts].find((one) => one.src.endsWith('call-speaker.js')).src
          const order = await import(module.replace('call-speaker', 'speaking-order'))
          const begins = [], forms = []
          for (let now = 0, at = 0; at < calls.length; at++) {
            const form = order.form(calls.slice(at), now, at > 0)
            forms.push(form); begins.push(now)
            now += order.lasts(calls[at], form, at > 0)
            if (at === calls.length - 1) begins.push(now)
          }
          const one = order.form(calls.slice(0, 1), 0, false), four = order.form(calls.slice(0, 4), 0, false)
          return { begins, forms, one, four, late: order.form([{ ...calls[0], at: -50_000 }], 0, false) }
        }""",
        burst(20),
    )
    assert (times["one"], times["four"], times["late"]) == ("full", "brief", "brief")
    assert times["begins"][-2] < 55_000, "the last of twenty is heard"
    assert times["begins"][-1] < 60_000
    assert set(times["forms"][:-1]) == {"least"}
    context.close()


def burst(size: int) -> list[dict]:
    """Calls of different counters in one moment, as they stand in the picture."""
    calls = [Call(f"c{n}", f"B{n:03}", n, 0) for n in range(1, size + 1)]
    return [told(PLAN, call) for call in calls]


def test_a_browser_that_blocks_sound_says_so_and_the_picture_goes_on(browser: Browser, served: Server):
    blocking = launched(browser, "document-user-activation-required")
    context = entered(blocking, served, ticks=True)
    screen, hall = tv(context, served, "blocked"), desk(served, "blocked")
    screen.is_("blocked")
    assert screen.page.get_by_text("声音被浏览器阻止").first.is_visible()
    hall.call(3)
    screen.page.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    assert (screen.clips, hall.spoken()) == ([], [])
    assert hall.device("sound", "blocked")
    screen.page.keyboard.press("Enter")
    screen.falls_silent(1)
    screen.is_("speaks")
    assert not screen.page.locator(".sound-fault[data-when=blocked]").is_visible()
    assert hall.spoken() == ["B001"]
    assert hall.device("sound", "ok")
    blocking.close()


def test_a_missing_clip_leaves_chime_and_picture_and_what_can_be_said(loud: Browser, served: Server):
    context = entered(loud, served, ticks=True)
    context.add_init_script("window.gone.push('/zh/n001.ogg')")
    screen, hall = tv(context, served, "missing"), desk(served, "missing")
    only, alone = tv(context, served, "gap"), desk(served, "gap")
    screen.is_("speaks")
    only.is_("speaks")
    hall.call(3)
    alone.call(3)
    screen.falls_silent(1)
    assert screen.clips == ["chime", *(f"en/{clip}" for clip in ("ticket", "letter-B", "d0", "d0", "d1", "go-counter", "no-3"))]
    assert hall.spoken() == ["B001"]
    assert hall.device("error", "clip-missing")
    only.falls_silent(1)
    assert (only.clips, alone.spoken()) == (["chime"], []), "its clerk will be told that it wasn't spoken"
    only.page.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    alone.call(4)
    only.falls_silent(2)
    assert alone.spoken() == ["B002"]
    context.close()


def test_a_hall_that_is_silent_by_its_file_plays_nothing(loud: Browser, served: Server):
    context = entered(loud, served, ticks=True)
    screen, hall = tv(context, served, "silent"), desk(served, "silent")
    screen.is_("off")
    hall.call(3)
    screen.page.wait_for_selector("[data-ticket='B001']", timeout=10_000)
    screen.page.wait_for_timeout(500)
    assert (screen.clips, hall.spoken()) == ([], [])
    context.close()


def test_staff_try_the_sound_by_a_key(loud: Browser, served: Server):
    context = entered(loud, served, ticks=True)
    screen = tv(context, served, "mandarin")
    screen.is_("speaks")
    assert screen.page.locator(".sound-panel").evaluate("one => getComputedStyle(one).opacity") == "0"
    screen.page.keyboard.press("Tab")
    screen.page.locator("[data-sound-test]").focus()
    assert screen.page.get_by_text("本屏幕播报叫号").is_visible()
    screen.page.keyboard.press("Enter")
    screen.plays(1, "zh/hello")
    assert screen.clips == ["chime", "zh/hello"]
    context.close()
