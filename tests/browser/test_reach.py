"""Reach mode: whoever sits reaches all of the kiosk."""

import pytest

from tests.browser.rooms import KIOSK, LANDSCAPE, PORTRAIT, Rooms, boxes, overlapping

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

REACHED = ("idle", "a question", "a sentence", "keys of a number", "waiting", "called", "crowded", "closed")
LEAST = 40
"""px, of what is touched."""

WIDEST = ("keys of a number", "crowded", "a sentence")
"""Which have the most to hold, in large type and English."""


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize(
    ("name", "look"), [*((name, "reach=1") for name in REACHED), *((name, "reach=1&large=1&lang=en") for name in WIDEST)]
)
def test_in_reach_mode_all_that_is_touched_is_in_the_lower_half(rooms: Rooms, name: str, size: tuple[int, int], look: str):
    page = rooms.show(KIOSK[name] + look, size, turns=True)
    found = boxes(page)
    assert len(found) >= 5
    assert [box for box in found if box[2] < size[1] / 2] == [], "nothing to be touched above the middle"
    assert [box for box in found if box[4] > size[1] or box[1] < 0 or box[3] > size[0]] == [], "nothing off the screen"
    assert [box for box in found if box[4] - box[2] < LEAST or box[3] - box[1] < LEAST] == [], "nothing too small"
    assert overlapping(found) == []


def test_reach_mode_is_entered_by_a_button_in_the_lower_half_and_ends_with_the_customer(rooms: Rooms):
    for size in (PORTRAIT, LANDSCAPE):
        page = rooms.show("/kiosk/dongcheng", size)
        key = page.locator("[data-show='reach=1']")
        assert key.bounding_box()["y"] > size[1] / 2  # type: ignore[index]
        key.click()
        page.wait_for_selector(".kiosk.reach")
        assert "reach=" in str(page.locator("idle-reset").get_attribute("show"))
