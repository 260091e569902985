"""The manager's console in a real browser: counters are set from it, on a tablet in either position, and nobody is kept out."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONSOLE = "/manager/dongcheng"


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_service_is_moved_with_one_touch_and_the_counter_is_closed_after_a_question(opened: Callable[[str], Page]):
    page = opened(CONSOLE)
    page.click("[data-counter='3'] .n")
    page.click("[data-command=open]")
    page.wait_for_selector("[data-counter='3'][data-doing=free]")
    page.click("[data-command=move-service][data-value=open-account]")
    page.wait_for_selector("[data-command=move-service][data-value=open-account][aria-pressed=true]")
    page.wait_for_selector("[data-counter='3'] .moved")
    page.click("[data-command=as-planned]")
    page.wait_for_selector("[data-counter='3'] .moved", state="detached")
    page.click("[data-show='ask=close']")
    page.click("[data-command=close]")
    page.wait_for_selector("[data-counter='3'][data-doing=closed]")


def test_the_last_counter_of_a_service_keeps_it_and_the_page_says_why(opened: Callable[[str], Page]):
    page = opened(CONSOLE)
    for counter in ("1", "2"):
        page.click(f"[data-counter='{counter}'] .n")
        page.wait_for_selector(f"[data-counter='{counter}'] .n[aria-expanded=true]")
        page.click("[data-command=move-service][data-value=open-account]")
        if counter == "1":
            page.wait_for_selector("[data-counter='1'] .moved")
    page.wait_for_selector(".notice.shown >> text=请先让另一个台席也办理")


def test_a_word_to_a_counter_is_seen_there(opened: Callable[[str], Page]):
    page, clerk = opened(CONSOLE), opened("/counter/dongcheng/1")
    page.click("[data-counter='1'] .n")
    page.click("[data-command=call-attention][data-value=come]")
    clerk.wait_for_selector("[data-command=heed-attention]")
    clerk.keyboard.press("v")
    clerk.wait_for_selector("[data-command=heed-attention]", state="detached")
    page.wait_for_selector(".words >> text=已看到")


@pytest.mark.parametrize("size", [(1180, 820), (820, 1180)], ids=["landscape", "portrait"])
def test_nobody_is_kept_from_the_console_and_it_fits_a_tablet(opened: Callable[[str], Page], size: tuple[int, int]):
    kiosk = opened("/kiosk/dongcheng")
    kiosk.locator("[data-command=take]").first.click()
    page = opened(f"{CONSOLE}?counter=1&ask=close&curve=table")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_selector(".curve table")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off at the side"
    small = page.evaluate(
        "[...document.querySelectorAll('main button')].filter((b) => b.offsetHeight < 43).map((b) => b.outerHTML)"
    )
    assert small == [], "each key is large enough for a finger"
