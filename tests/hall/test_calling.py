"""The calling rule: who is next, and why."""

from dataclasses import replace

from app.hall.events import TicketCalled
from app.hall.plan import MINUTE, CounterPlan, Level
from tests.hall.floor import ACCOUNT, BILL, LI, PLAN, SIM, WANG, Floor, named


def called(facts) -> TicketCalled:
    return next(fact for fact in facts if isinstance(fact, TicketCalled))


def floor_with(*counters: CounterPlan, levels=PLAN.levels) -> Floor:
    floor = Floor(replace(PLAN, counters=counters, levels=levels))
    floor.open(*(counter.number for counter in counters))
    return floor


# ------------------------------------------------------------ the earliest due
def test_customers_of_one_level_are_called_in_the_order_they_came(floor):
    floor.open(1)
    came = []
    for service in (BILL, ACCOUNT, BILL):
        came.append(floor.take(WANG, service))
        floor.later(seconds=1)
    assert floor.calls(1) == came


def test_vip_passes_an_ordinary_customer_who_came_less_than_five_minutes_before(floor):
    floor.open(1)
    wang = floor.take(WANG)
    floor.later(minutes=5, milliseconds=-1)
    li = floor.take(LI)
    assert floor.calls(1) == [li, wang]


def test_vip_does_not_pass_an_ordinary_customer_who_came_more_than_five_minutes_before(floor):
    floor.open(1)
    wang = floor.take(WANG)
    floor.later(minutes=5, milliseconds=1)
    li = floor.take(LI)
    assert floor.calls(1) == [wang, li]


def test_ties_are_called_by_number(floor):
    floor.open(1)
    bill, first, second = floor.take(WANG, BILL), floor.take(), floor.take()
    assert floor.calls(1) == [first, second, bill]


def test_ties_are_called_by_number_past_a999_too(floor):
    floor.open(1)
    came = floor.crowd(1001)
    assert came[998:] == ["A999", "A1000", "A1001"]
    assert floor.upcoming(1, 1001) == came


def test_counter_calls_only_the_services_it_serves(floor):
    floor.open(3)
    floor.take(WANG, ACCOUNT)
    floor.later(minutes=1)
    bill = floor.take(WANG, BILL)
    assert floor.next(3) == bill


def test_nobody_is_called_where_nobody_waits(floor):
    floor.open(3)
    floor.take(WANG, ACCOUNT)
    assert floor.call_next(counter=3, expected_current=None) == []


# ------------------------------------------------------------ first
def test_vip_counter_takes_vips_first_while_another_counter_serves_the_others(floor):
    floor.open(1, 2)
    wang = floor.take(WANG)
    floor.later(hours=1)
    li = floor.take(LI)
    assert floor.calls(2) == [li, wang]


def test_vip_counter_goes_by_due_while_no_other_counter_is_open(floor):
    floor.open(2)
    wang = floor.take(WANG)
    floor.later(hours=1)
    li = floor.take(LI)
    assert floor.calls(2) == [wang, li]


def test_vip_counter_goes_by_due_while_the_other_counter_pauses(floor):
    floor.open(1, 2)
    floor.pause(counter=1)
    wang = floor.take(WANG)
    floor.later(hours=1)
    floor.take(LI)
    assert floor.next(2) == wang


def test_vip_counter_goes_by_due_for_services_that_no_other_open_counter_serves(floor):
    floor.open(2, 3)
    account = floor.take(WANG, ACCOUNT)
    bill = floor.take(WANG, BILL)
    floor.later(hours=1)
    vip_account = floor.take(LI, ACCOUNT)
    assert floor.calls(2) == [account, bill, vip_account]


def test_vip_passes_the_covered_service_but_not_the_uncovered_one(floor):
    floor.open(2, 3)
    bill = floor.take(WANG, BILL)
    floor.later(minutes=30)
    account = floor.take(WANG, ACCOUNT)
    floor.later(minutes=30)
    vip = floor.take(LI, BILL)
    assert floor.upcoming(2) == [bill, account, vip]
    floor.cancel(ticket=account)
    assert floor.upcoming(2) == [vip, bill]


def test_a_covered_vip_is_taken_before_an_uncovered_customer_who_is_due_later(floor):
    floor.open(2, 3)
    bill = floor.take(WANG, BILL)
    floor.later(hours=1)
    vip, account = floor.take(LI, BILL), floor.take(WANG, ACCOUNT)
    assert floor.calls(2) == [vip, bill, account]


def test_two_vip_counters_alone_let_nobody_starve():
    floor = floor_with(CounterPlan(1, (ACCOUNT,), first=("vip",)), CounterPlan(2, (ACCOUNT,), first=("vip",)))
    wang = floor.take(WANG)
    floor.later(hours=1)
    floor.take(LI)
    assert floor.next(1) == wang


def test_counters_with_different_firsts_alone_let_nobody_starve():
    gold = Level("gold", named("gold"), 5 * MINUTE)
    firsts = CounterPlan(1, (ACCOUNT,), first=("vip",)), CounterPlan(2, (ACCOUNT,), first=("gold",))
    floor = floor_with(*firsts, levels=(*PLAN.levels, gold))
    wang = floor.take(WANG)
    floor.later(hours=1)
    floor.take(LI), floor.take("gold")
    assert floor.upcoming(1)[0] == floor.upcoming(2)[0] == wang


def test_vip_who_waits_longest_anyway_is_called_because_due(floor):
    floor.open(1, 2)
    floor.take(LI), floor.take(WANG)
    assert called(floor.call_next(counter=2, expected_current=None)).why == "due"


def test_several_levels_that_go_first_are_called_by_due_among_themselves():
    gold = Level("gold", named("gold"), 5 * MINUTE)
    counters = CounterPlan(1, (ACCOUNT,)), CounterPlan(2, (ACCOUNT,), first=("vip", "gold"))
    floor = floor_with(*counters, levels=(*PLAN.levels, gold))
    wang, li = floor.take(WANG), floor.take(LI)
    floor.later(minutes=4)
    gold_early = floor.take("gold")
    floor.later(minutes=4)
    gold_late = floor.take("gold")
    assert floor.calls(2) == [gold_early, li, gold_late, wang]


def test_vip_counter_finishes_the_work_in_hand_first(floor):
    floor.open(1, 2)
    wang = floor.take(WANG)
    floor.serve(2)
    li = floor.take(LI)
    assert floor.in_hand(2) == wang
    assert floor.next(2, after=wang) == li


# ------------------------------------------------------------ waiting for one counter only
def sent_to(floor: Floor, counter: int, level: str = WANG, service: str = ACCOUNT) -> str:
    """Somebody whom counter 1 served first and then sent on to another counter."""
    number = floor.take(level, service)
    floor.call(counter=1, ticket=number, reason="other")
    floor.transfer(counter=1, to_counter=counter)
    return number


def test_who_was_sent_to_a_counter_is_called_there_in_due_order_and_nowhere_else(floor):
    floor.open(1, 2)
    before = floor.take()
    floor.later(minutes=1)
    sent = sent_to(floor, 2)
    floor.later(minutes=1)
    after = floor.take()
    assert floor.upcoming(1) == [before, after]
    assert floor.upcoming(2) == [before, sent, after]


def test_who_was_sent_to_a_counter_is_called_there_whatever_it_serves(floor):
    floor.open(1, 3)
    sent = sent_to(floor, 3, service=SIM)
    assert floor.next(3) == sent


def test_who_waits_for_the_vip_counter_only_is_not_passed_by_vips(floor):
    floor.open(1, 2)
    sent = sent_to(floor, 2)
    floor.later(hours=1)
    li = floor.take(LI)
    assert floor.upcoming(2) == [sent, li]


def test_vip_who_was_sent_to_the_vip_counter_is_taken_first_there(floor):
    floor.open(1, 2)
    wang = floor.take()
    floor.later(hours=1)
    sent = sent_to(floor, 2, LI)
    assert floor.upcoming(2) == [sent, wang]


# ------------------------------------------------------------ why
def test_call_says_the_rule_how_long_it_waited_and_whom_it_passed(floor):
    floor.open(1, 2)
    passed = floor.take(WANG)
    floor.later(hours=1)
    floor.take(LI), floor.take(WANG)
    floor.later(minutes=2)
    call = called(floor.call_next(counter=2, expected_current=None))
    assert (call.why, call.waited, call.passed) == ("first", 2 * MINUTE, (passed,))


def test_call_by_due_names_who_came_before_and_must_wait_on(floor):
    floor.open(1)
    wang = floor.take(WANG)
    floor.later(minutes=4)
    floor.take(LI)
    call = called(floor.call_next(counter=1, expected_current=None))
    assert (call.why, call.passed) == ("due", (wang,))


def test_chosen_call_shows_whom_it_passed_and_the_reason(floor):
    floor.open(1)
    passed = []
    for _ in range(3):
        passed.append(floor.take())
        floor.later(seconds=1)
    chosen = floor.take()
    call = called(floor.call(counter=1, ticket=chosen, reason="pregnant"))
    assert (call.why, call.reason, call.passed) == ("chosen", "pregnant", tuple(passed))


def test_call_names_only_those_whom_the_counter_could_have_called(floor):
    floor.open(1, 3)
    floor.take(WANG, ACCOUNT)
    floor.later(seconds=1)
    floor.take(WANG, BILL)
    assert called(floor.call_next(counter=3, expected_current=None)).passed == ()


def test_call_names_a_hundred_whom_it_passed_at_most(floor):
    floor.open(1)
    crowd = floor.crowd(120)
    floor.later(seconds=1)
    assert called(floor.call(counter=1, ticket=floor.take(), reason="urgent")).passed == tuple(crowd[:100])
