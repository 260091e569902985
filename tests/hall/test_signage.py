"""The playlist and its hours, the night, the brand's colour."""

from dataclasses import replace

import pytest

from app.hall import signage
from app.hall.colours import CONTRAST, WHITE, contrast, for_white_words, looks_like_a_call
from app.hall.plan import Signage, Text
from app.hall.playlist import MOST, Entry, is_due, is_night
from app.hall.refusals import PlaylistFull, UnknownEntry
from tests.hall.floor import PLAN, Floor


def shown(floor: Floor) -> list[str]:
    return [entry.title for entry in floor.hall.playlist]


def add(floor: Floor, title: str, **more) -> str:
    floor.do(signage.add, entry=Entry("", "message", title, text=Text(title, title), **more))
    return floor.hall.playlist[-1].id


def test_entries_are_added_moved_changed_and_removed():
    floor = Floor()
    first, second, third = (add(floor, title) for title in ("a", "b", "c"))
    floor.do(signage.move, id=third, before=first)
    assert shown(floor) == ["c", "a", "b"]
    floor.do(signage.move, id=third, before=None)
    assert shown(floor) == ["a", "b", "c"]
    floor.do(signage.change, id=second, entry=Entry("", "message", seconds=30, days=(0,)))
    changed = floor.hall.playlist[1]
    assert (changed.title, changed.text, changed.seconds, changed.days) == ("b", Text("b", "b"), 30, (0,))
    floor.do(signage.remove, id=first)
    assert shown(floor) == ["b", "c"]
    assert len({first, second, third, add(floor, "d")}) == 4, "an id is never used again"


def test_what_changes_nothing_is_no_fact():
    floor = Floor()
    only = add(floor, "a")
    for wish in ({"id": only, "before": None}, {"id": only, "before": only}):
        assert floor.do(signage.move, **wish) == []
    assert floor.do(signage.set_logo, use="screen", media=None) == []
    assert floor.do(signage.change, id=only, entry=floor.hall.playlist[0]) == []


def test_an_entry_that_is_gone_is_not_changed():
    floor = Floor()
    with pytest.raises(UnknownEntry):
        floor.do(signage.remove, id="m9")
    add(floor, "a")
    with pytest.raises(UnknownEntry):
        floor.do(signage.move, id=floor.hall.playlist[0].id, before="m99")


def test_a_playlist_has_an_end():
    floor = Floor()
    for n in range(MOST):
        floor.unchecked(signage.add, entry=Entry("", "message", str(n)))
    with pytest.raises(PlaylistFull):
        floor.do(signage.add, entry=Entry("", "message", "one more"))


def test_a_logo_is_set_and_taken_away():
    floor = Floor()
    floor.do(signage.set_logo, use="screen", media="a" * 32, plate=True)
    floor.do(signage.set_logo, use="paper", media="b" * 32)
    assert signage.files_in_use(floor.hall) == {"a" * 32, "b" * 32}
    floor.do(signage.set_logo, use="screen", media=None)
    assert set(floor.hall.logos) == {"paper"}


@pytest.mark.parametrize(
    ("entry", "at", "due"),
    [
        ({}, "2026-03-09 09:00", True),
        ({"begins": 540, "ends": 720}, "2026-03-09 09:00", True),
        ({"begins": 540, "ends": 720}, "2026-03-09 12:00", False),
        ({"days": (0,)}, "2026-03-09 09:00", True),  # a Monday
        ({"days": (1, 2)}, "2026-03-09 09:00", False),
        ({"first": "2026-03-10"}, "2026-03-09 23:59", False),
        ({"last": "2026-03-09"}, "2026-03-09 23:59", True),
        ({"last": "2026-03-09"}, "2026-03-10 00:00", False),
        ({"begins": 1320, "ends": 120, "days": (0,)}, "2026-03-10 01:59", True),  # Monday's night goes on
        ({"begins": 1320, "ends": 120, "days": (0,)}, "2026-03-09 01:59", False),  # that was Sunday's
        ({"begins": 1320, "ends": 120, "last": "2026-03-09"}, "2026-03-10 01:00", True),
    ],
)
def test_an_entry_is_shown_on_its_days_and_in_its_hours(entry, at, due):
    floor = Floor()
    floor.clock(at)
    assert is_due(PLAN, Entry("m1", "message", **entry), floor.now) == due


@pytest.mark.parametrize(("at", "dim"), [("21:59", False), ("22:00", True), ("03:00", True), ("06:00", False)])
def test_a_night_goes_past_midnight(at, dim):
    floor = Floor()
    floor.clock(f"2026-03-09 {at}")
    assert is_night(replace(PLAN, signage=Signage(night=(1320, 360))), floor.now) == dim
    assert not is_night(PLAN, floor.now)


@pytest.mark.parametrize("colour", ["#0085d0", "#e60012", "#ffffff", "#00a870", "#0a5c8f", "#000000", "#ff6a00"])
def test_white_words_can_be_read_on_every_brand(colour):
    shade = for_white_words(colour)
    assert contrast(shade, WHITE) >= CONTRAST
    assert (shade == colour) == (contrast(colour, WHITE) >= CONTRAST), "no darker than is needed"


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("colour", "call"), [("#ffd24a", True), ("#ffcc00", True), ("#0085d0", False), ("#ff6a00", False)])
def test_a_brand_that_looks_like_a_call_is_known(colour, call):
    assert looks_like_a_call(colour) == call
