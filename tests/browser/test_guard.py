"""What a customer touches or presses does not lead off a screen for customers, and does not break it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import live
from tests.cli.command import Server

PATHS = ("/kiosk/dongcheng", "/display/dongcheng")


@pytest.fixture
def touched(browser: Browser, running: Server):
    """A page on a touch screen."""
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, has_touch=True)
    page = context.new_page()
    page.goto(running.link)

    def opened(path: str) -> Page:
        page.goto(running.url + path)
        live(page)
        return page

    yield opened
    context.close()


def prevented(page: Page, event: str) -> bool:
    """Whether the page holds back what the browser would do."""
    return page.evaluate(f"() => !document.querySelector('live-region p').dispatchEvent({event})")


@pytest.mark.browser
@pytest.mark.parametrize("path", PATHS)
def test_menus_dragging_selecting_and_keys_are_held_back(touched: Callable[[str], Page], path: str):
    page = touched(path)
    options = "bubbles: true, cancelable: true"
    for event in (
        f"new MouseEvent('contextmenu', {{{options}}})",
        f"new DragEvent('dragstart', {{{options}}})",
        f"new DragEvent('drop', {{{options}}})",
        f"new Event('selectstart', {{{options}}})",
        f"new WheelEvent('wheel', {{ctrlKey: true, {options}}})",
        f"new MouseEvent('auxclick', {{button: 1, {options}}})",
    ):
        assert prevented(page, event), event
    assert not prevented(page, f"new WheelEvent('wheel', {{{options}}})")
    keys = ("'F5'", "'F12'", "'F1'", "'r', ctrlKey: true", "'p', ctrlKey: true", "'ArrowLeft', altKey: true", "'BrowserBack'")
    for key in keys:
        assert prevented(page, f"new KeyboardEvent('keydown', {{key: {key}, {options}}})"), key
    for key in ("'Tab'", "'Enter'", "' '", "'ArrowLeft'", "'a'"):
        assert not prevented(page, f"new KeyboardEvent('keydown', {{key: {key}, {options}}})"), (
            f"{key} is for people without a hand"
        )


@pytest.mark.browser
@pytest.mark.parametrize("path", PATHS)
def test_two_fingers_do_not_enlarge_the_page_and_a_swipe_leads_nowhere(touched: Callable[[str], Page], path: str):
    page = touched(path)
    hand = page.context.new_cdp_session(page)
    hand.send("Input.synthesizePinchGesture", {"x": 500, "y": 900, "scaleFactor": 3, "relativeSpeed": 4000})
    assert page.evaluate("visualViewport.scale") == 1
    swipe = {"x": 100, "y": 900, "xDistance": 900, "yDistance": 0, "speed": 4000, "gestureSourceType": "touch"}
    hand.send("Input.synthesizeScrollGesture", swipe)
    page.mouse.move(400, 400)
    page.mouse.dblclick(540, 200)
    assert page.evaluate("String(getSelection())") == ""
    assert page.url.endswith(path)
    assert page.evaluate("document.body.dataset.link") == "live"


@pytest.mark.browser
def test_a_link_to_elsewhere_is_not_followed(touched: Callable[[str], Page]):
    page = touched("/kiosk/dongcheng")
    page.evaluate(
        """() => document.body.insertAdjacentHTML('afterbegin', `
          <a id="away" href="https://elsewhere.example/">x</a><a id="window" href="${location.href}#x" target="_blank">y</a>`)"""
    )
    page.locator("#away").evaluate("link => link.click()")
    page.locator("#window").evaluate("link => link.click()")
    page.wait_for_timeout(200)
    assert page.url.split("#")[0].endswith("/kiosk/dongcheng")
    assert len(page.context.pages) == 1
