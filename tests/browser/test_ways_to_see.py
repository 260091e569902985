"""From right to left, without motion, in large type: every screen still holds together."""

import pytest

from tests.browser.rooms import KIOSK, LANDSCAPE, PORTRAIT, PUBLIC, STAFF, Rooms, boxes, overlapping

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

RTL = "document.documentElement.dir = 'rtl'; document.querySelector('live-region > *')?.setAttribute('dir', 'rtl')"


@pytest.mark.parametrize(
    ("path", "size"),
    [
        *((KIOSK[name], PORTRAIT) for name in ("idle", "a question", "keys of a number", "waiting", "closed")),
        *(
            (STAFF[name], LANDSCAPE)
            for name in ("counter, serving by a script", "counter, a panel", "greeter, crowded", "manager", "chain")
        ),
        *((PUBLIC[name], LANDSCAPE) for name in ("TV, calls", "TV, crowded", "window, called")),
    ],
)
def test_from_right_to_left_nothing_overlaps_and_nothing_is_off_the_screen(rooms: Rooms, path: str, size: tuple[int, int]):
    page = rooms.show(path, size)
    before = boxes(page)
    page.evaluate(RTL)
    after = boxes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert overlapping(after) == overlapping(before) == []
    assert [box for box in after if box[1] < -1 or box[3] > size[0] + 1] == []
    if len(before) > 1:
        assert [box[1] for box in after] != [box[1] for box in before], "it has turned round"


def test_without_motion_every_animation_has_come_to_its_end(rooms: Rooms):
    for path in ("/display/dongcheng", "/greeter/crowded", "/kiosk/dongcheng?page=ticket&number={called}"):
        page = rooms.show(path, LANDSCAPE)
        page.wait_for_function("() => document.getAnimations().every(one => one.playState !== 'running')", timeout=10_000)


# ------------------------------------------------------------ large type
@pytest.mark.parametrize("path", ["/counter/dongcheng/6?", "/greeter/crowded?", "/manager/dongcheng?"])
def test_large_type_is_a_third_larger_and_nothing_falls_off_the_screen(rooms: Rooms, path: str):
    page = rooms.show(path, LANDSCAPE)
    size = "parseFloat(getComputedStyle(document.querySelector('main button, .bar button')).fontSize)"
    usual = page.evaluate(size)
    page.locator(".ways:has([data-show]) > summary").click()
    page.wait_for_timeout(450)  # the tablet takes two quick taps for one
    page.locator(".ways [data-show='large=1']").click()
    page.wait_for_function("() => document.documentElement.dataset.large === '1' && !document.querySelector('.ways[open]')")
    assert page.evaluate(size) >= 1.3 * usual
    assert page.evaluate("document.documentElement.scrollWidth") <= LANDSCAPE[0]
    assert overlapping(boxes(page)) == []
