"""Counters open, pause and close; with a ticket in hand they first let it end."""

import pytest

from app.hall.refusals import CounterShut, UnknownCounter
from tests.hall.floor import ACCOUNT, LI, Floor, refused

ENDINGS = ("finish", "hold", "transfer", "no_show", "cancel", "call_next")


def busy(floor: Floor, start: bool = True) -> str:
    floor.open(1)
    number = floor.take()
    floor.next(1)
    if start:
        floor.start(counter=1)
    return number


def end(floor: Floor, ending: str, number: str) -> None:
    """Each of the ways in which a ticket leaves counter 1."""
    if ending == "call_next":
        floor.take()
        assert floor.next(1, after=number) is None, "who leaves calls nobody"
    elif ending == "cancel":
        floor.cancel(ticket=number)
    else:
        getattr(floor, ending)(counter=1)


def test_every_counter_of_a_new_hall_is_closed(floor):
    assert {floor.counter(n) for n in (1, 2, 3)} == {"closed"}


def test_counter_opens_with_its_clerk_and_closes_without(floor):
    floor.open_counter(counter=1, staff="chen")
    assert (floor.counter(1), floor.hall.counters[1].staff) == ("open", "chen")
    floor.close(counter=1)
    assert (floor.counter(1), floor.hall.counters[1].staff) == ("closed", None)


def test_opening_an_open_counter_changes_nothing_but_its_clerk(floor):
    floor.open_counter(counter=1, staff="chen")
    assert floor.open_counter(counter=1) == floor.open_counter(counter=1, staff="chen") == []
    floor.open_counter(counter=1, staff="sun")
    assert floor.hall.counters[1].staff == "sun"


def test_pause_keeps_the_clerk_and_says_why(floor):
    floor.open_counter(counter=1, staff="chen")
    floor.pause(counter=1, reason="meal")
    paused = floor.hall.counters[1]
    assert (paused.state, paused.staff, paused.reason, paused.since) == ("paused", "chen", "meal", floor.now)
    floor.open(1)
    assert (floor.counter(1), floor.hall.counters[1].staff, floor.hall.counters[1].reason) == ("open", "chen", None)


def test_closing_a_closed_counter_changes_nothing(floor):
    assert floor.close(counter=1) == []


def test_paused_counter_may_close(floor):
    floor.open(1)
    floor.pause(counter=1)
    floor.close(counter=1)
    assert floor.counter(1) == "closed"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(("leaving", "state"), [("pause", "paused"), ("close", "closed")])
def test_counter_with_a_ticket_in_hand_leaves_when_it_ends(floor, leaving, state, ending):
    number = busy(floor, start=ending != "no_show")
    getattr(floor, leaving)(counter=1)
    assert (floor.counter(1), floor.in_hand(1)) == ("open", number)
    end(floor, ending, number)
    assert (floor.counter(1), floor.in_hand(1)) == (state, None)


@pytest.mark.parametrize("ending", ENDINGS)
def test_counter_that_does_not_leave_stays_open_whatever_ends(floor, ending):
    number = busy(floor, start=ending != "no_show")
    if ending == "call_next":
        assert floor.next(1, after=number) is None
    else:
        end(floor, ending, number)
    assert (floor.counter(1), floor.in_hand(1)) == ("open", None)


def test_reason_of_a_pause_that_was_put_off_is_kept(floor):
    busy(floor)
    floor.pause(counter=1, reason="training")
    floor.finish(counter=1)
    assert floor.hall.counters[1].reason == "training"


def test_last_word_counts_for_a_counter_that_leaves(floor):
    busy(floor)
    floor.close(counter=1)
    floor.pause(counter=1)
    floor.finish(counter=1)
    assert floor.counter(1) == "paused"


def test_opening_takes_back_a_pause_that_was_put_off(floor):
    busy(floor)
    floor.pause(counter=1, reason="meal")
    floor.open(1)
    floor.finish(counter=1)
    assert floor.counter(1) == "open"


def test_steps_of_the_work_in_hand_do_not_let_the_counter_leave(floor):
    number = busy(floor, start=False)
    floor.close(counter=1)
    floor.recall(counter=1)
    floor.start(counter=1)
    floor.change(ticket=number, service="pay-bill")
    assert (floor.counter(1), floor.in_hand(1)) == ("open", number)


# ------------------------------------------------------------ who waits for a counter that leaves
def sent_to_2(floor: Floor) -> str:
    floor.open(1, 2)
    number = floor.take()
    floor.serve(1)
    floor.transfer(counter=1, to_counter=2)
    return number


def test_who_waits_for_a_counter_waits_for_the_service_once_it_closes(floor):
    sent = sent_to_2(floor)
    floor.close(counter=2)
    assert floor.see(sent).counter is None
    assert floor.next(1) == sent


def test_who_waits_for_a_counter_goes_on_waiting_while_it_pauses(floor):
    sent = sent_to_2(floor)
    floor.pause(counter=2)
    assert (floor.next(1), floor.see(sent).counter) == (None, 2)
    floor.open(2)
    assert floor.next(2) == sent


def test_who_waits_for_a_counter_waits_until_its_last_customer_has_left(floor):
    sent = sent_to_2(floor)
    li = floor.take(LI)
    floor.serve(2)
    floor.close(counter=2)
    assert (floor.in_hand(2), floor.next(1)) == (li, None)
    floor.finish(counter=2)
    assert floor.next(1) == sent


def test_who_left_the_lane_of_a_counter_is_not_touched_when_it_closes(floor):
    cancelled = sent_to_2(floor)
    floor.cancel(ticket=cancelled)
    floor.close(counter=2)
    assert (floor.state(cancelled), floor.queue(ACCOUNT)) == ("cancelled", [])


# ------------------------------------------------------------ refusals
def test_closed_counter_does_not_pause(floor):
    with refused(CounterShut, counter=1, state="closed"):
        floor.pause(counter=1)


def test_pause_may_have_a_reason_that_is_not_on_the_consoles_list(floor):
    floor.open(1)
    floor.pause(counter=1, reason="nap")
    assert floor.hall.counters[1].reason == "nap"


WISHES = {
    "open_counter": {},
    "pause": {},
    "close": {},
    "call_next": {"expected_current": None},
    "call": {"ticket": "A001", "reason": "other"},
    "recall": {},
    "start": {},
    "finish": {},
    "no_show": {},
    "hold": {},
    "resume": {"ticket": "A001"},
    "transfer": {},
}


@pytest.mark.parametrize("verb", WISHES)
def test_counter_that_the_hall_does_not_have_is_unknown(floor, verb):
    with refused(UnknownCounter, counter=9):
        getattr(floor, verb)(counter=9, **WISHES[verb])


@pytest.mark.parametrize("verb", ["call_next", "call", "resume"])
@pytest.mark.parametrize("state", ["closed", "paused"])
def test_counter_that_is_not_open_calls_nobody(floor, verb, state):
    floor.take()
    if state == "paused":
        floor.open(1)
        floor.pause(counter=1)
    with refused(CounterShut, counter=1, state=state):
        getattr(floor, verb)(counter=1, **WISHES[verb])
