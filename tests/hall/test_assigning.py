"""Services move between counters, and a counter takes others first, for today."""

from dataclasses import replace

import pytest

from app.hall import assigning
from app.hall.events import CounterAssigned
from app.hall.plan import CounterPlan
from app.hall.refusals import ServiceLeft, UnknownCounter, UnknownLevel, UnknownService
from tests.hall.floor import ACCOUNT, BILL, LI, PLAN, SIM, WANG, Floor, refused


def assign(floor: Floor, counter: int, **told: object) -> list:
    return floor.do(assigning.assign, counter=counter, **told)


def test_a_counter_calls_for_a_service_as_soon_as_it_is_moved_there(floor: Floor):
    floor.open(3)
    account = floor.take(WANG, ACCOUNT)
    assert floor.next(3) is None
    assign(floor, 3, services=(ACCOUNT, BILL))
    assert floor.wait(account) is not None
    assert floor.next(3) == account


def test_a_counter_calls_no_more_for_a_service_that_was_moved_away_and_finishes_the_work_in_hand(floor: Floor):
    floor.open(1)
    in_hand, waits, bill = floor.take(WANG, ACCOUNT), floor.take(WANG, ACCOUNT), floor.take(WANG, BILL)
    floor.serve(1)
    assign(floor, 1, services=(BILL,))
    assert floor.in_hand(1) == in_hand
    assert floor.next(1, after=in_hand) == bill
    assert floor.upcoming(2) == [waits]


def test_what_was_moved_is_forgotten_when_the_day_ends(floor: Floor):
    assign(floor, 3, services=(ACCOUNT, BILL), first=("vip",))
    floor.clock("2026-03-10 03:59")
    floor.tick()
    assert floor.hall.works[3].services == (ACCOUNT, BILL)
    floor.clock("2026-03-10 04:00")
    floor.tick()
    assert floor.hall.works[3] == PLAN.counters[2]


def test_first_moves_to_another_counter_and_the_calling_rule_goes_by_it(floor: Floor):
    floor.open(1, 2)
    wang, li = floor.take(WANG, BILL), floor.take(LI, BILL)
    floor.hall.queues.of_service(BILL)
    assert floor.upcoming(1)[0] == li  # 10 min are due before 15
    floor.later(minutes=6)
    late = floor.take(LI, BILL)
    assert floor.upcoming(1) == [li, wang, late]
    assign(floor, 1, first=("vip",))
    assert floor.upcoming(1) == [li, wang, late], "no open counter without it serves the service, so nobody is passed"
    assign(floor, 2, first=())
    assert floor.upcoming(1) == [li, late, wang]
    assert floor.upcoming(2) == [li, wang, late]


@pytest.mark.parametrize("told", [{"services": (BILL, ACCOUNT)}, {"services": None}, {"first": ()}, {"first": None}, {}])
def test_what_is_so_anyway_is_no_fact(floor: Floor, told: dict):
    assert assign(floor, 1, **told) == []


def test_what_the_hall_file_says_takes_an_assignment_back(floor: Floor):
    assign(floor, 1, services=(BILL,), first=("vip",))
    [taken_back] = assign(floor, 1, services=(ACCOUNT, BILL))
    assert taken_back == CounterAssigned(at=floor.now, counter=1, services=None, first=("vip",))
    assign(floor, 1, services=None, first=None)
    assert floor.hall.works[1] is floor.hall.plan.counters[0]


def test_every_service_stays_with_one_counter_at_least():
    floor = Floor(replace(PLAN, counters=(*PLAN.counters[:2], CounterPlan(3, (BILL, SIM)))))
    with refused(ServiceLeft, service=SIM, counter=3):
        assign(floor, 3, services=(BILL,))
    assign(floor, 1, services=(ACCOUNT, BILL, SIM))
    assign(floor, 3, services=(BILL,))
    with refused(ServiceLeft, service=SIM, counter=1):
        assign(floor, 1, services=None)


def test_a_counter_serves_nothing_that_the_hall_does_not_know(floor: Floor):
    with refused(UnknownService, service="tea"):
        assign(floor, 1, services=(BILL, "tea"))
    with refused(UnknownLevel, level="gold"):
        assign(floor, 1, first=("gold",))
    with refused(UnknownCounter, counter=9):
        assign(floor, 9, services=(BILL,))


def test_a_new_hall_file_leaves_what_was_moved_today_but_what_it_does_not_have():
    floor = Floor(replace(PLAN, counters=(*PLAN.counters[:2], CounterPlan(3, (BILL, SIM)))))
    assign(floor, 1, services=(ACCOUNT, SIM))
    floor.replan(services=PLAN.services[:2], counters=PLAN.counters)
    assert floor.hall.works[1].services == (ACCOUNT,)
    floor.replan(services=PLAN.services[1:2], counters=tuple(CounterPlan(n, (BILL,)) for n in (1, 2, 3)))
    assert floor.hall.works[1].services == (BILL,), "nothing is left of it: the hall file holds"
