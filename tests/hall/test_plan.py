"""A changed hall file is applied live; what customers and counters still need can't be taken away."""

from dataclasses import replace

import pytest

from app.hall.plan import MINUTE
from app.hall.refusals import InUse
from tests.hall.floor import ACCOUNT, BILL, LI, PLAN, SIM, WANG, Floor, refused


def without_sim(floor: Floor) -> None:
    floor.replan(services=tuple(service for service in PLAN.services if service.id != SIM))


def without_counter_3(floor: Floor) -> None:
    floor.replan(counters=PLAN.counters[:2])


def without_vip(floor: Floor) -> None:
    floor.replan(levels=PLAN.levels[:1], counters=tuple(replace(counter, first=()) for counter in PLAN.counters))


def bring(floor: Floor, number: str, state: str) -> None:
    """Brings a waiting ticket into a state, at counter 1."""
    floor.open(1)
    if state != "waiting":
        floor.call(counter=1, ticket=number, reason="other")
    if state in ("serving", "done"):
        floor.start(counter=1)
    for verb, reached in (("hold", "held"), ("no_show", "missed"), ("finish", "done")):
        if state == reached:
            getattr(floor, verb)(counter=1)
    assert floor.state(number) == state


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "held", "missed"])
def test_service_and_level_of_a_customer_who_may_still_need_them_stay(floor, state):
    bring(floor, floor.take(LI, SIM), state)
    with refused(InUse, what="service", id=SIM):
        without_sim(floor)
    with refused(InUse, what="level", id="vip"):
        without_vip(floor)


def test_service_and_level_may_go_when_their_last_customer_has_left(floor):
    bring(floor, floor.take(LI, SIM), "done")
    without_sim(floor)
    without_vip(floor)
    assert set(floor.hall.plan.level) == {"ordinary"}


def test_counter_with_a_customer_stays_even_from_yesterday(floor):
    floor.open(3)
    floor.take(WANG, BILL)
    floor.serve(3)
    floor.later(days=1)
    with refused(InUse, what="counter", id=3):
        without_counter_3(floor)
    floor.finish(counter=3)
    without_counter_3(floor)
    assert set(floor.hall.counters) == {1, 2}


def test_counter_that_somebody_waits_for_stays(floor):
    floor.open(1, 3)
    wang = floor.take()
    floor.serve(1)
    floor.transfer(counter=1, to_counter=3)
    with refused(InUse, what="counter", id=3):
        without_counter_3(floor)
    floor.close(counter=3)
    without_counter_3(floor)
    assert floor.next(1) == wang


def test_counter_that_comes_back_is_closed(floor):
    floor.open(3)
    without_counter_3(floor)
    floor.replan(counters=PLAN.counters)
    assert floor.counter(3) == "closed"


def test_new_promise_holds_for_new_tickets_only(floor):
    before = floor.take()
    floor.replan(levels=(replace(PLAN.levels[0], promise=5 * MINUTE), PLAN.levels[1]))
    after = floor.take()
    assert [floor.see(n).due - floor.now for n in (before, after)] == [15 * MINUTE, 5 * MINUTE]


def test_changed_plan_keeps_counters_queue_and_count(floor):
    floor.open(1)
    wang = floor.take()
    floor.replan(missed_return=3)
    assert (floor.counter(1), floor.queue(ACCOUNT), floor.take()) == ("open", [wang], "A002")


def test_counter_calls_by_its_new_services_at_once(floor):
    floor.open(3)
    wang = floor.take()
    assert floor.next(3) is None
    floor.replan(counters=(*PLAN.counters[:2], replace(PLAN.counters[2], services=(ACCOUNT,))))
    assert floor.next(3) == wang


def test_day_that_is_made_to_begin_later_does_not_go_back(floor):
    floor.replan(day_starts=10 * 60)
    floor.tick()
    assert floor.hall.day == "2026-03-09"
    floor.clock("2026-03-10 09:59")
    assert floor.tick() == []
    floor.clock("2026-03-10 10:00")
    floor.tick()
    assert floor.hall.day == "2026-03-10"
