"""What a hall tells the others of its chain, and what that still says later, when nobody has the hall in memory."""

from dataclasses import replace

import pytest

from app.hall.plan import MINUTE
from app.hall.summary import FRESH, door_of, neighbour, summary
from app.hall.wait import AT_ONCE, Wait
from tests.hall.floor import ACCOUNT, BILL, PLAN, SIM, WANG, Floor

WEEKDAYS = replace(PLAN, opens=(*[((510, 720), (780, 1080))] * 5, (), ()), last_ticket=15 * MINUTE)
"""08:30 to 12:00, 13:00 to 18:00; no tickets in the last quarter of an hour. The 9th of March 2026 is a Monday."""


def told(floor: Floor, clock: str | None = None):
    """What the others know of the hall when the clock on the wall says this; nothing has happened there since."""
    before, at = summary(floor.hall), floor.now
    if clock is not None:
        floor.clock(clock)
    return neighbour(before, at, floor.now)


def busy(plan=WEEKDAYS, at: str = "2026-03-09 11:00") -> Floor:
    floor = Floor(plan, at)
    floor.open(1, 3)
    for _ in range(4):
        floor.take(WANG, ACCOUNT)
    floor.take(WANG, BILL)
    return floor


# ------------------------------------------------------------ what is told
def test_it_tells_who_waits_how_many_counters_are_open_and_each_services_wait():
    hall = told(busy())
    assert (hall.open, hall.waiting, hall.counters_open) == (True, 5, 2)
    assert {one.service: (one.waiting, one.wait and one.wait.p50) for one in hall.services} == {
        ACCOUNT: (4, 5 * 8 * MINUTE),
        BILL: (1, 2 * 2 * MINUTE // 2),
        SIM: (0, None),
    }


def test_where_a_counter_is_free_and_nobody_waits_nobody_will():
    floor = Floor()
    floor.open(3)
    assert told(floor).wait_for(BILL) == AT_ONCE
    floor.take(WANG, BILL)
    assert told(floor).wait_for(BILL) != AT_ONCE


def test_the_halls_wait_is_that_of_the_customer_in_the_middle():
    """Of seven customers' worth, five come for what takes long: so does the one in the middle."""
    floor = busy()
    assert told(floor).wait == told(floor).wait_for(ACCOUNT)
    for _ in range(8):
        floor.cancel(ticket=floor.take(WANG, BILL))
    assert told(floor).wait == told(floor).wait_for(BILL), "most of today's customers pay bills"


def test_before_anybody_came_each_service_counts_alike():
    floor = Floor(replace(PLAN, services=(*PLAN.services[:2], replace(PLAN.services[2], typical=30 * MINUTE))))
    floor.replan(counters=tuple(replace(one, services=(ACCOUNT, BILL, SIM)) for one in PLAN.counters))
    floor.open(1)
    for service in (ACCOUNT, BILL, SIM):
        floor.take(WANG, service)
    assert told(floor).wait == told(floor).wait_for(ACCOUNT), "16 of 4, 16 and 60 minutes"


def test_a_service_that_the_hall_does_not_have_is_waited_for_like_the_others():
    hall = told(busy())
    assert (hall.serves(BILL), hall.serves("broadband")) == (True, False)
    assert hall.wait_for("broadband") == hall.wait_for(None) == hall.wait


def test_without_an_open_counter_no_wait_is_told():
    floor = busy()
    floor.close(counter=1)
    floor.close(counter=3)
    assert (told(floor).wait, told(floor).counters_open, told(floor).waiting) == (None, 0, 5)


def test_a_paused_counter_is_not_open():
    floor = busy()
    floor.pause(counter=3)
    assert told(floor).counters_open == 1


def test_the_same_version_tells_the_same_whoever_works_it_out_and_when():
    floor = busy()
    before = summary(floor.hall)
    floor.later(minutes=20)
    assert summary(floor.hall) == before
    floor.take(WANG, BILL)
    assert summary(floor.hall) != before


def test_the_door_says_nothing_of_levels_staff_or_settings():
    door = door_of(replace(WEEKDAYS, settings={"hotline": "10086"}))
    assert (door.name, door.opens) == (PLAN.name, WEEKDAYS.opens)
    assert (door.levels, door.services, door.counters, door.settings) == ((), (), (), {})


# ------------------------------------------------------------ what time alone changes
@pytest.mark.parametrize(
    ("clock", "open", "takes"),
    [
        ("2026-03-09 11:44", True, True),
        ("2026-03-09 11:45", True, False),
        ("2026-03-09 12:00", False, False),
        ("2026-03-09 13:00", True, True),
        ("2026-03-09 21:00", False, False),
        ("2026-03-10 08:29", False, False),
        ("2026-03-10 08:30", True, True),
        ("2026-03-14 10:00", False, False),
    ],
)
def test_open_or_closed_is_right_although_nobody_has_the_hall_in_memory(clock, open, takes):
    hall = told(busy(), clock)
    assert (hall.open, hall.takes_tickets, hall.wait is not None) == (open, takes, takes and clock < "2026-03-10")


@pytest.mark.parametrize(
    ("clock", "opens", "closes"),
    [
        ("2026-03-09 11:00", None, "2026-03-09 12:00"),
        ("2026-03-09 12:30", "2026-03-09 13:00", None),
        ("2026-03-09 18:00", "2026-03-10 08:30", None),
        ("2026-03-13 18:00", "2026-03-16 08:30", None),
    ],
)
def test_it_is_known_when_it_opens_or_closes(clock, opens, closes):
    floor = busy()
    hall = told(floor, clock)
    found = []
    for at in (opens, closes):
        floor.clock(at or "2000-01-01 00:00")
        found.append(floor.now if at else None)
    assert [hall.opens_at, hall.closes_at] == found


def test_yesterdays_customers_wait_no_longer_when_the_business_day_is_over():
    floor = busy()
    assert (told(floor, "2026-03-10 03:59").waiting, told(floor, "2026-03-10 03:59").counters_open) == (5, 2)
    floor.clock("2026-03-09 11:00")
    next_morning = told(floor, "2026-03-10 09:00")
    assert (next_morning.open, next_morning.waiting, next_morning.counters_open, next_morning.wait) == (True, 0, 0, None)
    assert {(one.waiting, one.wait) for one in next_morning.services} == {(0, None)}


def test_a_hall_without_hours_never_closes():
    hall = told(busy(PLAN), "2026-03-09 23:59")
    assert (hall.open, hall.opens_at, hall.closes_at) == (True, None, None)


@pytest.mark.parametrize("clock", ["2026-03-09 11:00", "2026-03-09 11:50", "2026-03-09 17:59", "2026-03-12 20:00"])
def test_until_the_next_change_it_stays_as_it_is(clock):
    floor = busy()
    hall = told(floor, clock)
    assert hall.until > floor.now
    later = neighbour(hall.told, hall.at, hall.until - 1)
    assert replace(later, until=hall.until) == hall
    assert replace(neighbour(hall.told, hall.at, hall.until), until=hall.until) != hall


def test_what_is_older_than_a_minute_is_not_fresh():
    floor = busy()
    hall = told(floor)
    assert (hall.is_fresh(floor.now + FRESH), hall.is_fresh(floor.now + FRESH + 1)) == (True, False)


def test_waits_are_counted_as_for_a_ticket():
    floor = busy()
    expected = told(floor).wait_for(ACCOUNT)
    number = floor.take(WANG, ACCOUNT)
    assert expected == floor.wait(number) == Wait(expected.p50, expected.p90)
