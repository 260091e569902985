"""Every screen in every state, as programs read it for those who can't see it: axe finds nothing serious."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.rooms import EVERY_LOOK, KIOSK, LANDSCAPE, PHONE, PORTRAIT, PUBLIC, STAFF, STAFF_LOOKS, STILL, Rooms

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

SERIOUS = ("serious", "critical")
LOOKS = ("", "lang=en", "lang=zh-Hant", "large=1", "contrast=high", "reach=1", "theme=night", "read=1")
TABLE: list[tuple[str, str, tuple[int, int], bool]] = [
    *(
        (f"kiosk, {name}, {look or 'usual'}", path + look, PORTRAIT, False)
        for name, path in KIOSK.items()
        for look in LOOKS
        if name in EVERY_LOOK or not look  # what the looks change is the same on all
    ),
    *((name, path, LANDSCAPE, False) for name, path in STAFF.items()),
    *((f"{name}, {look}", STAFF[name] + look, LANDSCAPE, False) for name, look in zip(STAFF, STAFF_LOOKS * 4, strict=False)),
    *((name, path, LANDSCAPE, False) for name, path in PUBLIC.items()),
    *((name, path, PHONE if "phone" in name else LANDSCAPE, True) for name, path in STILL.items()),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False, "iframes": False}


def grave(page: Page) -> list[str]:
    """What axe finds serious or critical, each with the places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("asked => axe.run(asked)", AXE)["violations"]
    return [
        f"{one['id']} ({one['impact']}): {[node['target'] for node in one['nodes']][:4]}"
        for one in found
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(("path", "size", "still"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_nobody_is_kept_from_a_screen(rooms: Rooms, path: str, size: tuple[int, int], still: bool):
    assert grave(rooms.show(path, size, still=still, turns=True)) == []


STALE = """() => {
  const {body} = document
  body.classList.add('seen-live')
  body.dataset.link = 'stale'
  const line = document.querySelector('.stale-line')
  line.textContent = line.dataset.zh
}"""


@pytest.mark.parametrize("path", ["/kiosk/dongcheng", "/counter/dongcheng/6", "/display/dongcheng"])
def test_nobody_is_kept_from_a_screen_that_is_cut_off(rooms: Rooms, path: str):
    page = rooms.show(path, LANDSCAPE)
    page.evaluate(STALE)
    assert grave(page) == []


def test_the_measure_finds_what_keeps_somebody_out(rooms: Rooms):
    page = rooms.show("/kiosk/dongcheng")
    page.evaluate("document.querySelector('main button').replaceChildren()")
    assert any(fault.startswith("button-name") for fault in grave(page))
