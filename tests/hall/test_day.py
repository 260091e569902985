"""The business day: when it begins, what it takes with it, when the hall is open, how it greets."""

from dataclasses import replace

import pytest

from app.hall import day
from app.hall.decide import next_timer
from app.hall.events import CounterClosed, DayBegan, TicketExpired
from app.hall.plan import MINUTE
from app.hall.refusals import HallClosed, UnknownTicket
from tests.hall.floor import BILL, LI, PLAN, Floor, refused

WEEK = (((510, 720), (780, 1080)),) * 5 + (((540, 1020),), ())
"""Monday to Friday 08:30 to 12:00 and 13:00 to 18:00, Saturday 09:00 to 17:00."""


def at(wall: str, **changes) -> Floor:
    return Floor(replace(PLAN, **changes), wall)


def opens(wall: str, **changes) -> bool:
    floor = at(wall, **{"opens": WEEK} | changes)
    return day.is_open(floor.hall.plan, floor.now)


def instant(wall: str, timezone: str = PLAN.timezone) -> int:
    return at(wall, timezone=timezone).now


# ------------------------------------------------------------ when a day begins
@pytest.mark.parametrize(
    ("wall", "begun"),
    [("2026-03-09 03:59:59.999", "2026-03-08"), ("2026-03-09 04:00", "2026-03-09"), ("2026-03-10 00:00", "2026-03-09")],
)
def test_business_day_begins_at_four(wall, begun):
    assert at(wall).hall.day == begun


def test_business_day_begins_when_the_hall_says_so():
    assert at("2026-03-09 00:00", day_starts=0).hall.day == "2026-03-09"


def test_numbers_begin_anew_at_four_and_not_at_midnight():
    floor = at("2026-03-08 23:59")
    assert floor.take() == "A001"
    floor.clock("2026-03-09 03:59")
    assert floor.take() == "A002"
    floor.clock("2026-03-09 04:00")
    assert floor.take() == "A001"


def test_timer_wakes_at_the_beginning_of_the_next_day(floor):
    assert next_timer(floor.hall) == instant("2026-03-10 04:00")


@pytest.mark.parametrize(
    ("clocks", "wall", "hours"), [("go forward", "2026-03-28 04:00", 23), ("go back", "2026-10-24 04:00", 25)]
)
def test_day_on_which_the_clocks_change_begins_at_four_all_the_same(clocks, wall, hours):
    floor = at(wall, timezone="Europe/Berlin")
    begins = day.next_day_starts(floor.hall.plan, floor.hall.day)
    assert begins - floor.now == hours * 60 * MINUTE
    assert floor.later(hours=hours, milliseconds=-1) == []
    assert [type(fact) for fact in floor.later(milliseconds=1)] == [DayBegan]


def test_day_that_begins_in_an_hour_that_the_clocks_skip_begins_when_they_do():
    floor = at("2026-03-28 12:00", timezone="Europe/Berlin", day_starts=150)
    begins = day.next_day_starts(floor.hall.plan, floor.hall.day)
    assert begins == instant("2026-03-29 03:00", "Europe/Berlin")
    assert day.business_day(floor.hall.plan, begins) == "2026-03-29"
    assert day.business_day(floor.hall.plan, begins - 1) == "2026-03-28"


def test_hour_that_the_clocks_repeat_does_not_begin_a_day_twice():
    floor = at("2026-10-25 02:29", timezone="Europe/Berlin", day_starts=150)
    floor.later(minutes=1)
    assert floor.hall.day == "2026-10-25"
    floor.later(minutes=45)
    assert day.business_day(floor.hall.plan, floor.now) == "2026-10-24", "the wall shows 02:15 once more"
    floor.later(hours=1)
    assert floor.hall.day == "2026-10-25"
    assert sum(isinstance(fact, DayBegan) for fact in floor.facts) == 2


# ------------------------------------------------------------ what a new day leaves behind
def test_waiting_held_and_missed_tickets_expire_with_the_day(floor):
    floor.open(1)
    held, missed, waiting = floor.take(), floor.take(), floor.take()
    floor.serve(1)
    floor.hold(counter=1)
    floor.next(1)
    floor.no_show(counter=1)
    facts = floor.later(days=1)
    assert {fact.number for fact in facts if isinstance(fact, TicketExpired)} == {held, missed, waiting}
    assert floor.hall.tickets == floor.hall.held == {}
    with refused(UnknownTicket, number=waiting):
        floor.see(waiting)


def test_done_and_cancelled_tickets_do_not_expire(floor):
    floor.open(1)
    done, cancelled = floor.take(), floor.take()
    floor.serve(1)
    floor.finish(counter=1)
    floor.cancel(ticket=cancelled)
    assert not any(isinstance(fact, TicketExpired) for fact in floor.later(days=1)), done


def test_free_counters_close_with_the_day_and_busy_ones_stay(floor):
    floor.open(1, 2, 3)
    floor.pause(counter=3)
    floor.take()
    floor.serve(1)
    facts = floor.later(days=1)
    assert [fact.counter for fact in facts if isinstance(fact, CounterClosed)] == [2, 3]
    assert [floor.counter(n) for n in (1, 2, 3)] == ["open", "closed", "closed"]


def test_a_day_without_visitors_still_begins(floor):
    assert [fact.day for fact in floor.later(days=3)] == ["2026-03-12"]


def overnight(floor: Floor, start: bool = True) -> str:
    """Somebody who is still at counter 1 when the day ends; a new A001 waits already."""
    floor.open(1, 2)
    late = floor.take()
    floor.next(1)
    if start:
        floor.start(counter=1)
    floor.later(days=1)
    return late


def test_called_and_served_customers_stay_at_their_counter_under_their_own_day(floor):
    late = overnight(floor, start=False)
    assert (floor.in_hand(1), floor.see(late).day, floor.state(late)) == (late, "2026-03-09", "called")
    floor.recall(counter=1)
    floor.start(counter=1)
    assert floor.see(late).day == "2026-03-09"
    floor.finish(counter=1)
    assert floor.in_hand(1) is None
    with refused(UnknownTicket):
        floor.see(late)


def test_number_of_today_goes_before_the_same_number_of_yesterday(floor):
    late = overnight(floor)
    today = floor.take()
    assert today == late
    assert floor.see(today).day == "2026-03-10"
    assert floor.hall.in_hand(floor.hall.counters[1]).day == "2026-03-09"


@pytest.mark.parametrize("verb", ["finish", "hold", "transfer", "no_show"])
def test_who_is_at_a_counter_overnight_is_dealt_with_as_ever(floor, verb):
    overnight(floor, start=verb != "no_show")
    getattr(floor, verb)(counter=1)
    assert floor.in_hand(1) is None
    assert floor.counter(1) == "open"


def test_customer_of_yesterday_who_was_sent_on_is_called_before_those_of_today(floor):
    late = overnight(floor)
    floor.transfer(counter=1, service=BILL)
    today = floor.take(service=BILL)
    assert [floor.next(1), floor.queue(BILL)] == [late, [today]]


def test_customer_of_yesterday_who_was_put_on_hold_waits_again_in_time(floor):
    late = overnight(floor)
    floor.hold(counter=1, minutes=10)
    floor.later(minutes=10)
    assert (floor.state(late), floor.queue()) == ("waiting", [late])


def test_same_number_of_two_days_may_wait_at_the_same_place(floor):
    late = overnight(floor)
    today = floor.take()
    floor.transfer(counter=1, keep_place=False)
    yesterdays, todays = floor.hall.queues.of_service("open-account")
    assert (yesterdays.number, todays.number) == (late, today)
    assert (yesterdays.day, yesterdays.due) == ("2026-03-09", todays.due)
    floor.cancel(ticket=today)
    assert floor.hall.queues.of_service("open-account") == [yesterdays]


def test_who_waits_again_after_the_night_expires_with_the_next_day(floor):
    overnight(floor)
    floor.transfer(counter=1, service=BILL)
    facts = floor.later(days=1)
    assert [(fact.number, fact.day) for fact in facts if isinstance(fact, TicketExpired)] == [("A001", "2026-03-09")]
    assert floor.hall.carried == {}


def test_who_is_served_for_two_nights_stays_under_the_first_day(floor):
    late = overnight(floor)
    floor.later(days=1)
    assert floor.see(late).day == "2026-03-09"


def test_pause_that_waits_for_a_customer_overnight_comes_when_that_one_leaves(floor):
    floor.open(1)
    floor.take()
    floor.serve(1)
    floor.pause(counter=1, reason="meal")
    floor.later(days=1)
    assert floor.counter(1) == "open"
    floor.finish(counter=1)
    assert floor.counter(1) == "paused"


def test_what_the_day_counted_begins_anew(floor):
    floor.open(1)
    floor.take()
    floor.serve(1)
    floor.finish(counter=1)
    floor.call_helper(kiosk="door")
    floor.later(days=1)
    hall = floor.hall
    assert (hall.issued, hall.served, hall.helps, list(hall.calls), hall.counters[1].served) == ({}, {}, {}, [], 0)


# ------------------------------------------------------------ opening hours
@pytest.mark.parametrize(
    ("wall", "is_open"),
    [
        ("2026-03-09 08:29", False),
        ("2026-03-09 08:30", True),
        ("2026-03-09 11:59:59", True),
        ("2026-03-09 12:00", False),
        ("2026-03-09 13:00", True),
        ("2026-03-09 18:00", False),
        ("2026-03-14 16:59", True),
        ("2026-03-15 10:00", False),
    ],
)
def test_hall_is_open_in_its_hours_and_shut_at_lunch_and_on_sunday(wall, is_open):
    assert opens(wall) is is_open


def test_hall_is_shut_on_a_closed_day():
    assert not opens("2026-03-09 10:00", closed=("2026-03-09",))
    assert not opens("2026-03-09 10:00", closed=("2026-03-09",), opens=None)
    assert opens("2026-03-10 10:00", closed=("2026-03-09",), opens=None)


def test_no_ticket_is_issued_out_of_hours_but_the_answer_says_when_again():
    floor = at("2026-03-09 12:30", opens=WEEK)
    with refused(HallClosed, opens_at=instant("2026-03-09 13:00")):
        floor.take()
    floor.clock("2026-03-14 17:00")
    with refused(HallClosed, opens_at=instant("2026-03-16 08:30")):
        floor.take()


def test_hall_that_has_just_opened_names_the_next_opening():
    floor = at("2026-03-09 13:00", opens=WEEK)
    assert day.opens_at(floor.hall.plan, floor.now) == instant("2026-03-10 08:30")


def test_hall_that_opens_in_no_fortnight_cannot_say_when():
    with refused(HallClosed, opens_at=None):
        at("2026-03-09 10:00", opens=((),) * 7).take()


def test_staff_may_issue_a_ticket_out_of_hours():
    assert at("2026-03-09 20:00", opens=WEEK).take(after_hours=True) == "A001"


def test_last_ticket_is_issued_a_quarter_of_an_hour_before_closing():
    floor = at("2026-03-09 17:44:59.999", opens=WEEK, last_ticket=15 * MINUTE)
    assert floor.take() == "A001"
    floor.later(milliseconds=1)
    assert day.is_open(floor.hall.plan, floor.now)
    with refused(HallClosed, opens_at=instant("2026-03-10 08:30")):
        floor.take()


def test_hours_to_midnight_go_on_into_hours_from_midnight():
    night = {"opens": (((1200, 1440),), ((0, 120),), *((),) * 5), "last_ticket": 15 * MINUTE}
    floor = at("2026-03-09 23:59", **night)
    assert day.closes_at(floor.hall.plan, floor.now) == instant("2026-03-10 02:00")
    assert floor.take() == "A001"
    floor.clock("2026-03-10 01:44")
    assert floor.take() == "A002"
    floor.clock("2026-03-10 01:45")
    with refused(HallClosed):
        floor.take()


def test_hours_to_midnight_end_there_if_the_next_day_begins_later():
    floor = at("2026-03-09 23:59", opens=(((1200, 1440),),) * 7, last_ticket=5 * MINUTE)
    assert day.closes_at(floor.hall.plan, floor.now) == instant("2026-03-10 00:00")
    with refused(HallClosed, opens_at=instant("2026-03-10 20:00")):
        floor.take()


def test_hall_that_is_always_open_never_stops_issuing():
    assert at("2026-03-09 23:59", last_ticket=15 * MINUTE).take() == "A001"
    assert at("2026-03-09 23:59", last_ticket=15 * MINUTE, opens=(((0, 1440),),) * 7).take() == "A001"


def test_hall_closes_by_the_clock_on_its_own_wall_when_the_clocks_change():
    floor = at("2026-03-29 01:00", timezone="Europe/Berlin", opens=(((0, 600),),) * 7)
    assert day.closes_at(floor.hall.plan, floor.now) - floor.now == 8 * 60 * MINUTE


# ------------------------------------------------------------ greeting
@pytest.mark.parametrize(
    ("wall", "words"),
    [
        ("2026-03-09 05:00", "morning"),
        ("2026-03-09 10:59", "morning"),
        ("2026-03-09 11:00", "noon"),
        ("2026-03-09 13:00", "afternoon"),
        ("2026-03-09 18:00", "evening"),
        ("2026-03-09 23:59", "evening"),
        ("2026-03-10 00:00", "evening"),
        ("2026-03-10 04:59", "evening"),
    ],
)
def test_hall_greets_by_the_time_of_day_around_midnight_too(wall, words):
    assert day.greeting(PLAN, instant(wall)) == words


def test_hall_greets_by_its_own_clock_and_boundaries():
    berlin = replace(PLAN, timezone="Europe/Berlin", greetings={"morning": 0, "evening": 1080})
    assert day.greeting(berlin, instant("2026-03-09 18:00", "Europe/Berlin")) == "evening"
    assert day.greeting(berlin, instant("2026-03-09 18:00")) == "morning"


def test_vip_keeps_the_shorter_promise_overnight(floor):
    floor.open(1)
    floor.take(LI)
    floor.serve(1)
    floor.later(days=1)
    floor.transfer(counter=1, keep_place=False)
    assert floor.see("A001").due == floor.now + 10 * MINUTE
