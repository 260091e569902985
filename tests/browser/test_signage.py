"""The lobby's screens in a real browser: large enough, plain enough, and a call always wins."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route

from app.hall.colours import contrast
from tests.browser.conftest import live
from tests.cli.command import Server, serving, yingbin
from tests.house import HALL
from tests.media import clips

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

MORE = "".join(f"  - {{number: {n}, services: [pay-bill]}}\n" for n in range(4, 13))
SIGNS = 'brand: {colour: "#0085d0"}\nsignage: {night: "%s"}\n'
SCREENS = {"landscape": (1920, 1080), "portrait": (1080, 1920)}


@pytest.fixture(scope="module")
def signs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("signs")
    file(folder, "03:00-03:01")
    yingbin("init", "--data", folder / "var", "--hall", folder / "hall.yaml").done()
    (folder / "no-scripts").mkdir()
    with serving(folder / "var", YINGBIN_SCRIPTS=str(folder / "no-scripts")) as server:
        yield server


def file(folder: Path, night: str) -> Path:
    (folder / "hall.yaml").write_text(HALL + MORE + SIGNS % night)
    return folder / "hall.yaml"


def dim(server: Server, night: str) -> None:
    yingbin("hall", "--data", server.data, "apply", file(server.data.parent, night)).done()


@pytest.fixture
def shown(browser: Browser, signs: Server) -> Iterator[Callable[..., Page]]:
    contexts, faults = [], []

    def screen(path: str, size: tuple[int, int] = (1920, 1080), **more) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.goto(signs.link)
        page.goto(signs.url + path)
        live(page)
        return page

    yield screen
    for context in contexts:
        context.close()
    assert faults == []


class Manager:
    def __init__(self, server: Server) -> None:
        self.server, self.token, self.keys = server, server.token("manager"), 0
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def post(self, path: str, **body: object) -> dict:
        self.keys += 1
        answer = self.server.post(self.token, f"dongcheng{path}", f"{id(self)}-{self.keys}", **body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else {}

    def file(self, content: bytes) -> str:
        address = f"{self.server.url}/api/v1/halls/dongcheng/media"
        return httpx.post(address, content=content, headers=self.headers | {"Idempotency-Key": "f"}).json()["media"]

    def clear(self) -> None:
        for entry in self.server.get(self.token, "halls/dongcheng/playlist").json()["entries"]:
            self.post(f"/playlist/{entry['entry']}/remove")

    def call(self, *counters: int) -> list[str]:
        for counter in counters:
            self.post("/tickets", service="pay-bill")
            self.post(f"/counters/{counter}/open")
        return [self.post(f"/counters/{counter}/call-next", expected_current=None)["number"] for counter in counters]

    def end(self, *counters: int) -> None:
        """So that nobody is called any more, ten seconds later."""
        for counter in counters:
            self.post(f"/counters/{counter}/no-show")


@pytest.fixture
def manager(signs: Server) -> Iterator[Manager]:
    made = Manager(signs)
    yield made
    made.clear()


def until(page: Page, holds: str, within: float = 20) -> None:
    """The policy of our pages forbids Playwright's own way to wait for a condition."""
    last = time.monotonic() + within
    while not page.evaluate(holds):
        assert time.monotonic() < last, holds
        page.wait_for_timeout(50)


HEIGHTS = """() => [...document.querySelectorAll('.now .number')].map((one) => {
  const pen = document.createElement('canvas').getContext('2d'), style = getComputedStyle(one)
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  const told = pen.measureText('0'), box = one.getBoundingClientRect(), call = one.closest('.call').getBoundingClientRect()
  return {text: one.textContent, height: (told.actualBoundingBoxAscent + told.actualBoundingBoxDescent) / innerHeight,
          inside: box.left >= call.left && box.right <= call.right + 1 && call.bottom <= innerHeight && box.width > 0}
})"""
INKS = """() => {
  const digits = (part) => Number(part).toString(16).padStart(2, '0')
  const hex = (colour) => '#' + colour.match(/[\\d.]+/g).slice(0, 3).map(digits).join('')
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      if (!/, 0\\)$/.test(colour)) return hex(colour)
    }
    return '#ffffff'
  }
  const found = []
  for (const one of document.querySelectorAll('live-region :is(b, i, h2, .people, wall-clock)'))
    if (one.textContent.trim() && one.getClientRects().length && getComputedStyle(one).visibility === 'visible')
      found.push([one.textContent.trim(), hex(getComputedStyle(one).color), ground(one)])
  return found
}"""


def test_numbers_are_an_eighth_of_the_screen_and_all_words_can_be_read_across_the_room(
    shown: Callable[..., Page], manager: Manager, signs: Server
):
    pages = {name: shown("/display/dongcheng", size) for name, size in SCREENS.items()}
    pages |= {pair: shown(f"/display/dongcheng?pair={pair}") for pair in ("left", "right")}
    counters = (1, 2, 3, 4, 5, 6, 7, 8)
    for more in ((1,), (2,), (3,), (4, 5, 6, 7, 8)):
        newest = manager.call(*more)[-1]
        for name, page in pages.items():
            page.wait_for_selector(f".now [data-ticket='{newest}']", timeout=10_000)
            page.wait_for_timeout(30)
            found = page.evaluate(HEIGHTS)
            assert newest in [one["text"] for one in found]
            assert all(one["inside"] for one in found), (name, found)
            if name != "portrait" or len(found) <= 4:  # a number and a counter each
                assert all(one["height"] >= 1 / 8 for one in found), (name, found)
    window = shown("/display/dongcheng/window/1")
    for night in ("03:00-03:01", "00:00-23:59"):
        dim(signs, night)
        for page in (*pages.values(), window):
            page.wait_for_selector("[data-night]", state="attached" if night.startswith("00") else "detached", timeout=15_000)
            inks = page.evaluate(INKS)
            assert len(inks) > 3
            low = [(text, ink, ground) for text, ink, ground in inks if contrast(ink, ground) < 7]
            assert low == []
    dim(signs, "03:00-03:01")
    manager.end(*counters)


def test_a_call_takes_the_screen_from_a_video_at_once_and_what_is_missing_is_skipped(
    shown: Callable[..., Page], manager: Manager, signs: Server
):
    film = bytes(shown("/display/dongcheng").evaluate(RECORD))
    gone, there = manager.file(clips.picture(size=(80, 45))), manager.file(film)
    manager.post("/playlist", media=gone, seconds=3)
    manager.post("/playlist", media=there, sound=True)
    with closing(sqlite3.connect(signs.data / "yingbin.sqlite3", timeout=10)) as connection, connection:
        connection.execute("DELETE FROM media WHERE print = ?", [gone])
    tv = shown("/display/dongcheng")
    tv.wait_for_selector("media-player > video", timeout=30_000)
    until(tv, "document.querySelector('video').currentTime > 0")
    tv.evaluate("document.dispatchEvent(new CustomEvent('ducking', {detail: true}))")
    assert tv.evaluate("document.querySelector('video').volume") < 0.2
    manager.post("/playlist", zh="新的一条", en="A new one")
    until(tv, "document.querySelector('media-player').dataset.items.includes('A new one')")
    until(tv, "document.querySelector('video')?.currentTime > 0")
    assert tv.evaluate("document.querySelector('video').volume") < 0.2, "a new playlist is as quiet"
    tv.evaluate("document.dispatchEvent(new CustomEvent('ducking', {detail: false}))")
    assert tv.evaluate("document.querySelector('video').volume") == 1
    [number] = manager.call(9)
    tv.wait_for_selector(f".now [data-ticket='{number}']", timeout=10_000)
    assert tv.locator("media-player").is_hidden()
    assert tv.evaluate("document.querySelector('video')?.paused ?? true")
    page = shown("/manager/dongcheng/signage?lang=en")
    page.get_by_text("This file is gone").wait_for(timeout=10_000)
    page.route("**/playlist-form.js", late)
    page.reload()
    page.get_by_text("This file is gone").wait_for(timeout=10_000)
    manager.end(9)


def late(route: Route) -> None:
    """The script is there only after the page has tried to show the file."""
    time.sleep(1)
    route.continue_()


RECORD = """async () => {
  const canvas = document.createElement('canvas')
  canvas.width = 160; canvas.height = 90
  const pen = canvas.getContext('2d'), recorder = new MediaRecorder(canvas.captureStream(10), {mimeType: 'video/webm;codecs=vp8'})
  const parts = []
  recorder.ondataavailable = (event) => parts.push(event.data)
  const ended = new Promise((resolve) => { recorder.onstop = resolve })
  recorder.start()
  for (let n = 0; n < 12; n++) {
    pen.fillStyle = `hsl(${n * 30} 80% 50%)`
    pen.fillRect(0, 0, 160, 90)
    await new Promise((go) => setTimeout(go, 100))
  }
  recorder.stop()
  await ended
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
}"""


def test_a_script_in_a_text_is_shown_as_text_and_a_long_line_stands_still_for_those_who_want_that(
    shown: Callable[..., Page], manager: Manager
):
    text = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    manager.post("/playlist", zh=text, en=text, title=text)
    manager.post("/playlist", zh="长" * 90, en="long words " * 10, below=True)
    screens = {motion: shown("/display/dongcheng", reduced_motion=motion) for motion in ("reduce", "no-preference")}
    for motion, tv in screens.items():
        tv.wait_for_selector("media-player > .message", timeout=30_000)
        assert text in (tv.text_content("media-player") or "")
        until(tv, "!!document.querySelector('ticker-line > :last-child:not([data-off])')")
        moving = tv.evaluate("document.querySelector('ticker-line').getAnimations({subtree: true}).length")
        assert moving == (0 if motion == "reduce" else 1)
        assert tv.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown("/manager/dongcheng/signage").get_by_text("onerror").first.wait_for(timeout=10_000)


def test_the_manager_uploads_a_picture_and_is_told_why_another_file_is_not_taken(
    shown: Callable[..., Page], manager: Manager, tmp_path: Path
):
    page = shown("/manager/dongcheng/signage?lang=en")
    for name, content, sentence in (
        ("a.svg", b"<svg><script>alert(1)</script></svg>", "SVG"),
        ("a.png", b"this is no picture", "neither a picture nor a video"),
        ("a.mp4", clips.mp4(clips.track("vide", "hvc1")), "hvc1"),
    ):
        (tmp_path / name).write_bytes(content)
        page.set_input_files("[data-key='file'] input[type=file]", tmp_path / name)
        page.click("[data-key='file'] [data-command='show']")
        page.locator("[data-key='file'] .refused", has_text=sentence).wait_for(timeout=10_000)
    (tmp_path / "summer.png").write_bytes(clips.picture(size=(320, 180)))
    page.set_input_files("[data-key='file'] input[type=file]", tmp_path / "summer.png")
    page.click("[data-key='file'] [data-command='show']")
    page.get_by_text("summer.png").wait_for(timeout=10_000)
    (tmp_path / "logo.png").write_bytes(clips.logo("#101010"))
    page.set_input_files(".logo-screen input[type=file]", tmp_path / "logo.png")
    page.click(".logo-screen [data-command='set-logo']:not([data-post])")
    shown("/display/dongcheng/window/2").wait_for_selector(".logo.plate", timeout=10_000)
    manager.post("/logos/screen/set")
