"""By keyboard or by one or two switches: all of it, in order, and the place is kept."""

import pytest
from playwright.sync_api import Page

from tests.browser.rooms import LANDSCAPE, PORTRAIT, Rooms

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]


CONTROLS = """[...document.querySelectorAll('button:not([disabled]), a[href], input, textarea, summary')]
  .filter(one => one.checkVisibility() && !one.closest('details:not([open]) > :not(summary)'))"""
WATCHING = """() => { window.seen = []; addEventListener('focusin', event => {
  const {outlineStyle, outlineWidth} = getComputedStyle(event.target)
  seen.push([event.target, outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2]) }) }"""


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            "document.activeElement === document.body ? '' : document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"
        )
    )


@pytest.mark.parametrize("path", ["/kiosk/dongcheng?", "/counter/dongcheng/6?", "/greeter/dongcheng?", "/manager/dongcheng?"])
def test_tab_reaches_every_control_in_the_order_of_the_page_and_leaves_it_again(rooms: Rooms, path: str):
    page = rooms.show(path, LANDSCAPE)
    controls = page.evaluate(f"{CONTROLS}.length")
    page.evaluate(WATCHING)
    for _ in range(controls):
        page.keyboard.press("Tab")
    assert page.evaluate("new Set(seen.map(([one]) => one)).size") == controls, "each of them, and none twice"
    assert page.evaluate("seen.every(([, outlined]) => outlined)"), "where one is can be seen"
    ordered = "seen.every(([one], at) => !at || seen[at - 1][0].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)"
    assert page.evaluate(ordered)


def test_the_focus_stays_when_a_picture_arrives(rooms: Rooms):
    page = rooms.show("/kiosk/dongcheng?", LANDSCAPE)
    page.locator("[data-value='pay-bill']").focus()
    before = page.evaluate("document.querySelector('live-region').dataset.version")
    hall = rooms.halls["dongcheng"]
    number = hall.take("pay-bill")
    page.wait_for_function("before => document.querySelector('live-region').dataset.version !== before", arg=before)
    page.wait_for_timeout(100)
    assert focused(page).startswith("交话费")
    hall.post(f"tickets/{number}/cancel")


def test_what_was_turned_on_by_keyboard_is_turned_off_by_the_same_key(rooms: Rooms):
    page = rooms.show("/kiosk/dongcheng?", LANDSCAPE)
    for way in ("large", "contrast", "reach"):
        page.locator(f"[data-show^='{way}=']").focus()
        for pressed in ("true", "false"):
            page.keyboard.press("Enter")
            page.wait_for_selector(f"[data-show^='{way}='][aria-pressed={pressed}]")
            page.wait_for_function("way => document.activeElement.getAttribute('data-show')?.startsWith(way)", arg=way)
            page.wait_for_timeout(460)


def test_whoever_turns_the_page_by_keyboard_goes_on_from_its_heading(rooms: Rooms):
    page = rooms.show("/kiosk/dongcheng?", LANDSCAPE)
    page.locator("[data-value='open-account']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-step='documents']")
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.answer:first-child')")


def test_two_switches_step_and_choose(rooms: Rooms):
    page = rooms.show("/kiosk/dongcheng?scan=1", PORTRAIT)
    page.wait_for_function("() => document.activeElement.matches('main button')")
    names = [focused(page)]
    for _ in range(2):
        page.keyboard.press("Space")
        names.append(focused(page))
    assert [name.split(" ")[0] for name in names] == ["开户入网", "交话费", "套餐变更"]
    assert "page=" not in page.url, "to step chooses nothing"
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-step='elsewhere']")
    page.wait_for_function("() => document.activeElement.matches('.answer')")
    page.wait_for_timeout(500)
    page.keyboard.press("Space")
    assert focused(page) == "到台席办理"


PRESSING = """name => new Promise(done => {
  const watch = setInterval(() => {
    if (!document.activeElement.matches('button') || !document.activeElement.textContent.includes(name)) return
    clearInterval(watch)
    setTimeout(() => {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: ' ', bubbles: true, cancelable: true}))
      done()
    }, 500)
  }, 50)
})"""
"""As a person does who waits for a name; in the page, so that a busy machine is slow for both."""


def test_one_switch_chooses_what_the_kiosk_has_stepped_to(rooms: Rooms):
    page = rooms.show("/kiosk/dongcheng?scan=auto", PORTRAIT)
    page.evaluate(PRESSING, "交话费")
    page.wait_for_selector("[data-step='elsewhere']")


def test_scanning_comes_to_every_control_and_round_again(rooms: Rooms):
    page = rooms.show("/kiosk/dongcheng?scan=1", PORTRAIT)
    page.wait_for_function("() => document.activeElement.matches('main button')")
    first, all = focused(page), page.evaluate("document.querySelectorAll('button:not([disabled])').length")
    seen = {first}
    for _ in range(all - 1):
        page.keyboard.press("Space")
        seen.add(focused(page))
    assert len(seen) == all
    page.keyboard.press("Space")
    assert focused(page) == first
