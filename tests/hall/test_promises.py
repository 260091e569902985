"""Promises about to be broken: whose due comes before their expected call."""

from app.hall import assigning, promises
from app.hall.plan import MINUTE
from tests.hall.floor import ACCOUNT, BILL, SIM, WANG, Floor


def at_risk(floor: Floor) -> list[tuple[str, bool]]:
    return [(one.ticket.number, one.broken) for one in promises.at_risk(floor.hall, floor.now)]


def test_with_one_counter_and_eight_minutes_each_the_second_in_fifteen_minutes_is_too_late(floor: Floor):
    floor.open(1)
    floor.crowd(3)
    assert at_risk(floor) == [("A002", False), ("A003", False)]
    [first, _] = promises.at_risk(floor.hall, floor.now)
    assert first.expected == floor.now + 16 * MINUTE


def test_one_more_counter_saves_the_promise(floor: Floor):
    floor.open(1)
    floor.crowd(2)
    assert at_risk(floor) == [("A002", False)]
    floor.open(2)
    assert at_risk(floor) == []


def test_a_service_moved_to_an_open_counter_saves_the_promise(floor: Floor):
    floor.open(1, 3)
    floor.crowd(2)
    assert at_risk(floor) == [("A002", False)]
    floor.do(assigning.assign, counter=3, services=(ACCOUNT, BILL))
    assert at_risk(floor) == []


def test_what_is_over_is_broken_and_the_earliest_due_stands_first(floor: Floor):
    floor.open(1)
    floor.take(WANG, BILL)
    floor.later(minutes=15, seconds=1)
    floor.take(WANG, ACCOUNT)
    assert at_risk(floor) == [("B001", True)]


def test_where_nobody_serves_it_nobody_is_expected_to_be_called(floor: Floor):
    floor.take(WANG, SIM)
    [one] = promises.at_risk(floor.hall, floor.now)
    assert (one.expected, one.broken) == (None, False)
