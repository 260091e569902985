"""At the counter: called, recalled, served, put on hold, sent on; and what a counter refuses meanwhile."""

import pytest

from app.hall.decide import next_timer
from app.hall.events import ServiceFinished, TicketCalled
from app.hall.plan import MINUTE
from app.hall.refusals import (
    CounterBusy,
    CounterShut,
    StaleCurrent,
    UnknownCounter,
    UnknownReason,
    UnknownService,
    UnknownTicket,
    WrongState,
)
from tests.hall.floor import ACCOUNT, BILL, LI, SIM, WANG, ZHAO, Floor, refused


@pytest.fixture
def floor() -> Floor:
    """All counters are open."""
    floor = Floor()
    floor.open(1, 2, 3)
    return floor


# ------------------------------------------------------------ call next
def test_customer_is_called_served_and_done(floor):
    wang = floor.take()
    floor.later(minutes=1)
    floor.next(1)
    assert (floor.state(wang), floor.see(wang).counter, floor.see(wang).called_at) == ("called", 1, floor.now)
    floor.later(minutes=1)
    floor.start(counter=1)
    assert (floor.state(wang), floor.see(wang).started_at) == ("serving", floor.now)
    floor.later(minutes=1)
    floor.finish(counter=1, outcome="done")
    assert (floor.state(wang), floor.see(wang).ended_at, floor.in_hand(1)) == ("done", floor.now, None)
    assert floor.hall.counters[1].served == 1


def test_customer_is_called_to_one_counter_only(floor):
    floor.take()
    assert (floor.next(1), floor.next(2)) == ("A001", None)


def test_next_after_the_one_in_service_finishes_that_one_in_the_same_breath(floor):
    wang, zhao = floor.take(), floor.take()
    floor.serve(1)
    facts = floor.call_next(counter=1, expected_current=wang)
    assert [type(fact) for fact in facts] == [ServiceFinished, TicketCalled]
    assert (floor.state(wang), floor.in_hand(1)) == ("done", zhao)


def test_next_after_the_last_one_finishes_that_one(floor):
    wang = floor.take()
    floor.serve(1)
    assert floor.next(1, after=wang) is None
    assert (floor.state(wang), floor.in_hand(1)) == ("done", None)


def test_next_after_one_who_has_not_come_yet_is_refused(floor):
    wang = floor.take()
    floor.next(1)
    with refused(WrongState, number=wang, state="called"):
        floor.next(1, after=wang)


@pytest.mark.parametrize("expected", [None, "A002"])
def test_second_press_of_call_next_is_stale(floor, expected):
    wang = floor.take()
    floor.take()
    floor.serve(1)
    with refused(StaleCurrent, counter=1, expected=expected, current=wang):
        floor.next(1, after=expected)


def test_next_after_one_who_is_gone_is_stale(floor):
    with refused(StaleCurrent, expected="A001", current=None):
        floor.next(1, after="A001")


# ------------------------------------------------------------ chosen calls
def test_clerk_may_call_a_chosen_number_with_a_reason(floor):
    floor.take()
    zhao = floor.take(ZHAO, SIM)
    floor.call(counter=1, ticket=zhao, reason="elderly")
    assert floor.in_hand(1) == zhao


def test_chosen_call_needs_a_reason_that_the_hall_knows(floor):
    with refused(UnknownReason, reason="friend", reasons=list(floor.hall.plan.call_reasons)):
        floor.call(counter=1, ticket=floor.take(), reason="friend")


def test_chosen_call_needs_a_free_counter_and_somebody_who_waits(floor):
    wang, zhao = floor.take(), floor.take()
    floor.next(1)
    with refused(CounterBusy, counter=1, current=wang):
        floor.call(counter=1, ticket=zhao, reason="other")
    with refused(WrongState, number=wang, state="called"):
        floor.call(counter=2, ticket=wang, reason="other")
    with refused(UnknownTicket, number="A007"):
        floor.call(counter=2, ticket="A007", reason="other")


# ------------------------------------------------------------ calls as the lobby hears them
def test_recall_is_a_call_of_its_own(floor):
    wang = floor.take()
    floor.next(1)
    first = floor.see(wang).call
    floor.later(seconds=30)
    floor.recall(counter=1)
    ticket = floor.see(wang)
    assert (ticket.recalls, ticket.called_at) == (1, floor.now - 30_000)
    assert [(call.id, call.number, call.counter, call.again) for call in floor.hall.calls] == [
        (ticket.call, wang, 1, True),
        (first, wang, 1, False),
    ]


def test_no_two_calls_have_the_same_id(floor):
    for _ in range(3):
        floor.take()
    for counter in (1, 2):
        floor.serve(counter)
    floor.next(1, after="A001")
    floor.recall(counter=1)
    floor.hold(counter=2)
    floor.resume(counter=2, ticket="A002")
    ids = [call.id for call in floor.hall.calls]
    assert len(ids) == len(set(ids)) == 5


def test_call_is_named_by_its_place_in_the_log_alone_or_after_a_finish(floor):
    floor.take(), floor.take()
    floor.serve(1)
    assert floor.see("A001").call == f"c{floor.hall.version - 1}", "the start came after it"
    floor.next(1, after="A001")
    assert floor.see("A002").call == f"c{floor.hall.version}"


def test_only_the_last_calls_are_kept_for_the_lobby(floor):
    for _ in range(30):
        floor.take()
        floor.serve(1)
        floor.finish(counter=1)
        floor.later(minutes=1)
    assert [call.number for call in floor.hall.calls] == [f"A{n:03d}" for n in range(30, 6, -1)]


def test_a_new_call_is_kept_however_many_are_called_meanwhile(floor):
    """It is yet to be spoken, or its clerk is yet to be told that it wasn't."""
    for _ in range(40):
        floor.take()
        floor.serve(1)
        floor.finish(counter=1)
        floor.later(seconds=2)
    assert len(floor.hall.calls) == 40
    assert len(floor.call_spoken(call=floor.hall.calls[-1].id)) == 1


def test_call_is_reported_spoken_once(floor):
    floor.take()
    call = floor.call_next(counter=1, expected_current=None)[0].call
    floor.later(seconds=2)
    assert len(floor.call_spoken(call=call)) == 1
    assert floor.hall.calls[0].spoken_at == floor.now
    assert floor.call_spoken(call=call) == floor.call_spoken(call="c999") == []


def test_kiosk_has_one_open_request_for_help(floor):
    floor.call_helper(kiosk="door")
    assert floor.call_helper(kiosk="door") == []
    floor.call_helper(kiosk="window")
    first, second = floor.hall.helps
    assert first != second
    floor.send_helper(help=first)
    assert list(floor.hall.helps) == [second]
    assert floor.send_helper(help=first) == []
    assert len(floor.call_helper(kiosk="door")) == 1


# ------------------------------------------------------------ what needs whom at the counter
@pytest.mark.parametrize("verb", ["recall", "start", "finish", "no_show", "hold", "transfer"])
def test_nothing_can_be_done_at_an_empty_counter(floor, verb):
    with refused(WrongState, counter=1, number=None, state=None):
        getattr(floor, verb)(counter=1)


@pytest.mark.parametrize("verb", ["recall", "start", "no_show"])
def test_who_is_being_served_is_not_called_again_and_not_missed(floor, verb):
    wang = floor.take()
    floor.serve(1)
    with refused(WrongState, number=wang, state="serving"):
        getattr(floor, verb)(counter=1)


def test_who_has_not_come_cannot_be_finished(floor):
    wang = floor.take()
    floor.next(1)
    with refused(WrongState, number=wang, state="called"):
        floor.finish(counter=1)


def test_no_show_frees_the_counter_at_once(floor):
    wang, zhao = floor.take(), floor.take()
    floor.next(1)
    floor.no_show(counter=1)
    assert (floor.state(wang), floor.next(1)) == ("missed", zhao)


# ------------------------------------------------------------ hold and resume
@pytest.mark.parametrize("serving", [False, True])
def test_hold_frees_the_counter_and_keeps_the_customer_out_of_the_queue(floor, serving):
    zhao = floor.take(ZHAO)
    floor.serve(1) if serving else floor.next(1)
    floor.hold(counter=1)
    assert (floor.state(zhao), floor.in_hand(1), floor.next(2)) == ("held", None, None)
    floor.later(hours=5)
    assert floor.state(zhao) == "held"


def test_who_went_for_the_papers_waits_again_at_the_old_place_in_time(floor):
    zhao = floor.take(ZHAO)
    floor.serve(1)
    floor.hold(counter=1, minutes=30)
    floor.later(minutes=1)
    wang = floor.take()
    floor.later(minutes=29, milliseconds=-1)
    assert (floor.state(zhao), floor.queue()) == ("held", [wang])
    floor.later(milliseconds=1)
    assert (floor.state(zhao), floor.queue(), floor.see(zhao).waiting_since) == ("waiting", [zhao, wang], floor.now)


def test_holds_that_ended_meanwhile_count_before_the_next_call(floor):
    zhao = floor.take(ZHAO)
    floor.serve(1)
    floor.hold(counter=1, minutes=30)
    floor.take()
    floor.now += 30 * MINUTE
    assert floor.next(1) == zhao


def test_timer_wakes_when_the_first_hold_ends(floor):
    for minutes in (20, 10, None):
        floor.take()
        floor.serve(1)
        floor.hold(counter=1, minutes=minutes)
    assert next_timer(floor.hall) == floor.now + 10 * MINUTE


def test_who_is_on_hold_is_called_again_at_any_free_counter(floor):
    zhao = floor.take(ZHAO)
    floor.serve(1)
    floor.hold(counter=1, minutes=30)
    floor.resume(counter=3, ticket=zhao)
    ticket = floor.see(zhao)
    assert (ticket.state, ticket.counter, ticket.started_at, ticket.held_until) == ("called", 3, None, None)
    assert floor.hall.calls[0].id == ticket.call
    assert floor.later(minutes=30) == []


def test_only_who_is_on_hold_resumes_and_only_at_a_free_counter(floor):
    wang, zhao = floor.take(WANG), floor.take(ZHAO)
    with refused(WrongState, number=wang, state="waiting"):
        floor.resume(counter=1, ticket=wang)
    floor.serve(1)
    floor.serve(2)
    floor.hold(counter=2)
    with refused(CounterBusy, counter=1, current=wang):
        floor.resume(counter=1, ticket=zhao)


# ------------------------------------------------------------ transfer
def test_transfer_keeps_number_and_place(floor):
    wang = floor.take()
    floor.later(minutes=1)
    bill = floor.take(WANG, BILL)
    floor.serve(1)
    floor.later(minutes=1)
    floor.transfer(counter=1, service=BILL)
    ticket = floor.see(wang)
    assert (ticket.state, ticket.service, ticket.counter, ticket.started_at) == ("waiting", BILL, None, None)
    assert (floor.queue(BILL), floor.next(3), floor.in_hand(1)) == ([wang, bill], wang, None)


def test_transfer_without_the_place_begins_a_new_promise(floor):
    li = floor.take(LI)
    floor.later(minutes=1)
    bill = floor.take(WANG, BILL)
    floor.serve(1)
    floor.later(minutes=6)
    floor.transfer(counter=1, service=BILL, keep_place=False)
    assert (floor.see(li).due, floor.queue(BILL)) == (floor.now + 10 * MINUTE, [bill, li])
    assert floor.see(li).taken_at == floor.now - 7 * MINUTE


def test_waiting_counts_from_the_transfer_on(floor):
    floor.take()
    floor.serve(1)
    floor.later(minutes=7)
    floor.transfer(counter=1, to_counter=2)
    floor.later(minutes=2)
    assert floor.call_next(counter=2, expected_current=None)[0].waited == 2 * MINUTE


def test_transfer_names_the_counter_and_may_change_the_service_with_it(floor):
    wang = floor.take()
    floor.next(1)
    floor.transfer(counter=1, to_counter=3, service=BILL)
    assert (floor.see(wang).counter, floor.see(wang).service) == (3, BILL)


def test_who_waits_for_one_counter_may_be_chosen_by_another(floor):
    wang = floor.take()
    floor.serve(1)
    floor.transfer(counter=1, to_counter=2)
    floor.call(counter=3, ticket=wang, reason="returned")
    assert (floor.in_hand(3), floor.upcoming(2)) == (wang, [])


def test_who_comes_back_from_hold_waits_for_the_service_and_no_counter(floor):
    wang = floor.take()
    floor.serve(1)
    floor.transfer(counter=1, to_counter=2)
    floor.serve(2)
    floor.hold(counter=2, minutes=1)
    floor.later(minutes=1)
    assert floor.see(wang).counter is None
    assert floor.next(1) == wang


def test_paused_counter_may_be_waited_for_but_not_a_closed_one_nor_the_same(floor):
    floor.take()
    floor.serve(1)
    floor.close(counter=3)
    with refused(CounterShut, counter=3):
        floor.transfer(counter=1, to_counter=3)
    with refused(WrongState, counter=1):
        floor.transfer(counter=1, to_counter=1)
    floor.pause(counter=2)
    floor.transfer(counter=1, to_counter=2)
    assert floor.see("A001").counter == 2


def test_transfer_to_what_the_hall_does_not_have_is_refused(floor):
    floor.take(service=ACCOUNT)
    floor.serve(1)
    with refused(UnknownService, service="massage"):
        floor.transfer(counter=1, service="massage")
    with refused(UnknownCounter, counter=9):
        floor.transfer(counter=1, to_counter=9)
    assert floor.state("A001") == "serving"
