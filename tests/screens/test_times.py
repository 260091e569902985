"""Waits and times as all screens tell them."""

from dataclasses import replace

import pytest

from app.hall.day import utc_offset
from app.hall.plan import MINUTE
from app.hall.wait import Wait
from shared_ui.times import About, about, about_newcomer, clock, opening, window
from tests.hall.floor import ACCOUNT, BILL, PLAN, WANG, Floor

WEEKDAYS = replace(PLAN, opens=(*[((510, 720), (780, 1080))] * 5, (), ()))
MORNING = Floor().now


@pytest.mark.parametrize(
    ("p50", "p90", "told"),
    [(0.4, 0.6, (1, 1)), (4.1, 8.9, (5, 8)), (4.6, 5.4, (5, 5)), (14, 26, (15, 25)), (70, 100, (60, 90))],
)
def test_waits_are_told_in_the_minutes_that_people_say(p50, p90, told):
    said = about(Wait(int(p50 * MINUTE), int(p90 * MINUTE)))
    assert (said.low, said.high) == told
    assert said.code == ("one" if told[0] == told[1] else "range")


def test_a_wait_of_two_hours_is_only_called_long() -> None:
    assert about(Wait(120 * MINUTE, 150 * MINUTE)).code == "long"


def test_nothing_is_promised_where_no_counter_serves() -> None:
    floor = Floor()
    floor.open(1)
    assert about_newcomer(floor.hall, ACCOUNT) == About("none")
    floor.take(WANG)
    assert about_newcomer(floor.hall, ACCOUNT).expected
    assert about_newcomer(floor.hall, BILL).code != "unserved", "counter 1 serves it too"
    floor.close(counter=1)
    assert about_newcomer(floor.hall, ACCOUNT) == about(None) == About("unserved")


def test_window_is_told_to_five_minutes_when_it_is_far():
    near = window(PLAN, MORNING, Wait(3 * MINUTE, 7 * MINUTE))
    far = window(PLAN, MORNING, Wait(26 * MINUTE, 38 * MINUTE))
    assert ((near.low, near.high), (far.low, far.high)) == (("09:03", "09:07"), ("09:25", "09:40"))


def test_the_next_opening_is_today_tomorrow_or_a_day_with_its_name() -> None:
    def told(wall: str) -> tuple[str, str]:
        found = opening(WEEKDAYS, Floor(at=wall).now)
        assert found is not None
        return found.code, found.time

    assert told("2026-03-09 12:30") == ("today", "13:00")
    assert told("2026-03-09 20:00") == ("tomorrow", "08:30")
    assert told("2026-03-13 20:00") == ("later", "08:30")
    later = opening(WEEKDAYS, Floor(at="2026-03-13 20:00").now)
    assert later is not None
    assert [(later.weekday.in_(one), later.month.in_(one)) for one in ("zh", "en")] == [("一", "3 月"), ("Monday", "March")]
    assert opening(replace(PLAN, opens=((),) * 7), MORNING) is None


def test_times_are_those_of_the_halls_own_wall() -> None:
    assert clock(PLAN, MORNING) == "09:00"
    assert utc_offset(PLAN, MORNING) == 480
    assert utc_offset(replace(PLAN, timezone="America/St_Johns"), MORNING) == -150
