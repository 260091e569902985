"""The kiosk reads its page aloud, where the machine has a voice."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import live
from tests.browser.rooms import PORTRAIT, Rooms

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

ENGINE = """() => {
  window.said = []; let on = null
  const voices = window.noVoice ? [] : [{lang: 'zh-CN', name: 'A'}, {lang: 'en-GB', name: 'B'}]
  class Utterance { constructor(text) { this.text = text } }
  const engine = {
    queue: [], speaking: false, getVoices: () => voices,
    speak(one) { this.queue.push(one); this.next() },
    next() {
      if (this.speaking || !this.queue.length) return
      const one = on = this.queue.shift(); this.speaking = true
      setTimeout(() => { if (on !== one) return; said.push([one.text, one.lang]); one.onstart?.()
        setTimeout(() => { if (on !== one) return; this.speaking = false; one.onend?.(); this.next() }, 30) }, 5)
    },
    cancel() { this.queue = []; this.speaking = false; on = null },
  }
  Object.defineProperty(window, 'speechSynthesis', {value: engine})
  Object.defineProperty(window, 'SpeechSynthesisUtterance', {value: Utterance})
}"""


@pytest.fixture
def listening(rooms: Rooms) -> Iterator[Callable[..., Page]]:
    """A kiosk whose machine has voices: Chromium here has none, so an engine stands in its place."""
    pages = []

    def opened(path: str, voice: bool = True) -> Page:
        page = rooms.windows[PORTRAIT].new_page()
        pages.append(page)
        page.add_init_script(f"window.noVoice = {'false' if voice else 'true'};({ENGINE})()")
        page.goto(rooms.url + path.format(**rooms.named))
        live(page)
        return page

    yield opened
    for page in pages:
        page.close()


def said(page: Page) -> list[str]:
    return [text for text, _ in page.evaluate("said")]


def test_a_page_is_read_when_it_comes_and_again_and_is_quiet_at_once(listening: Callable[..., Page]):
    page = listening("/kiosk/dongcheng?")
    page.get_by_text("朗读").click()
    page.wait_for_function("() => said.length > 2")
    assert "请问您办理什么业务？" in said(page)[0]
    page.keyboard.press("Escape")
    page.wait_for_selector("read-aloud[data-state=done]")
    quiet = len(said(page))
    page.wait_for_timeout(150)
    assert len(said(page)) == quiet
    page.keyboard.press("r")
    page.wait_for_function("count => said.length > count", arg=quiet)
    assert said(page)[quiet] == said(page)[0]
    page.locator("[data-read=stop]").click()
    page.wait_for_selector("read-aloud[data-state=done]")
    page.locator("[data-read=again]").click()
    page.wait_for_function("count => said.length > count + 1", arg=len(said(page)))


def test_a_number_is_read_letter_by_letter_and_in_the_language_that_is_shown(listening: Callable[..., Page]):
    page = listening("/kiosk/dongcheng?page=ticket&number={waiting}&read=1&lang=en")
    page.wait_for_function("() => said.some(([text]) => text === 'F 0 0 1')")
    assert {language for _, language in page.evaluate("said")} == {"en-GB"}


def test_a_machine_without_a_voice_says_so_where_it_is_seen(listening: Callable[..., Page], rooms: Rooms):
    page = listening("/kiosk/dongcheng?read=1", voice=False)
    page.wait_for_selector("read-aloud[data-state=none]", timeout=10_000)
    assert "本机没有这种语言的语音" in page.inner_text("read-aloud")
    assert page.locator("[data-read=again]").is_disabled()
