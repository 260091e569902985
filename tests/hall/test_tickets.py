"""A ticket outside the counter: taken, cancelled, changed, missed and back again; its number and its place."""

import pytest

from app.hall.plan import MINUTE
from app.hall.refusals import UnknownLevel, UnknownService, UnknownTicket, WrongState
from tests.hall.floor import ACCOUNT, BILL, LI, SIM, WANG, Floor, refused


def missed(floor: Floor, counter: int = 1) -> str:
    number = floor.next(counter)
    floor.no_show(counter=counter)
    return number


# ------------------------------------------------------------ take
def test_ticket_promises_by_level(floor):
    wang, li = floor.take(WANG), floor.take(LI)
    assert [floor.see(n).due - floor.now for n in (wang, li)] == [15 * MINUTE, 10 * MINUTE]


def test_first_level_is_the_default(floor):
    assert floor.see(floor.take(None)).level == "ordinary"


def test_ticket_knows_the_language_of_its_customer(floor):
    assert floor.see(floor.take(WANG, language="en")).language == "en"


def test_each_letter_counts_for_itself_without_a_gap(floor):
    numbers = [floor.take(WANG, service) for service in (ACCOUNT, BILL, ACCOUNT, SIM, BILL)]
    assert numbers == ["A001", "B001", "A002", "C001", "B002"]


def test_number_is_never_used_twice_in_a_day(floor):
    floor.cancel(ticket=floor.take())
    assert floor.take() == "A002"


def test_numbers_go_on_past_a999(floor):
    assert floor.crowd(1000)[-2:] == ["A999", "A1000"]
    assert floor.take() == "A1001"


def test_unknown_wish_at_the_kiosk_is_refused_and_uses_no_number(floor):
    with refused(UnknownService, service="massage"):
        floor.take(WANG, "massage")
    with refused(UnknownLevel, level="gold"):
        floor.take("gold", BILL)
    assert floor.take(WANG, BILL) == "B001"


# ------------------------------------------------------------ ahead
def test_ahead_counts_who_is_due_earlier_for_the_same_service(floor):
    wang, zhao = floor.take(), floor.take()
    floor.take(WANG, BILL)
    floor.later(minutes=1)
    li = floor.take(LI)
    assert [floor.ahead(n) for n in (li, wang, zhao)] == [0, 1, 2]


def test_ahead_counts_those_who_wait_for_one_counter_too(floor):
    floor.open(1, 2)
    sent, wang = floor.take(), floor.take()
    floor.serve(1)
    assert floor.ahead(wang) == 0
    floor.transfer(counter=1, to_counter=2)
    assert (floor.ahead(sent), floor.ahead(wang)) == (0, 1)


# ------------------------------------------------------------ cancel
def test_cancelled_customer_is_not_called(floor):
    floor.open(1)
    wang, zhao = floor.take(), floor.take()
    floor.cancel(ticket=wang)
    assert (floor.state(wang), floor.next(1)) == ("cancelled", zhao)


@pytest.mark.parametrize("serving", [False, True])
def test_cancelling_at_the_counter_frees_it(floor, serving):
    floor.open(1)
    wang, zhao = floor.take(), floor.take()
    floor.serve(1) if serving else floor.next(1)
    floor.cancel(ticket=wang)
    assert (floor.state(wang), floor.next(1)) == ("cancelled", zhao)


def test_who_is_on_hold_may_cancel(floor):
    floor.open(1)
    zhao = floor.take()
    floor.serve(1)
    floor.hold(counter=1, minutes=5)
    floor.cancel(ticket=zhao)
    assert floor.later(minutes=5) == []
    assert floor.state(zhao) == "cancelled"


# ------------------------------------------------------------ change
def test_change_of_service_keeps_number_and_place(floor):
    wang = floor.take(WANG, BILL)
    floor.later(minutes=1)
    zhao = floor.take()
    before = floor.see(wang)
    floor.change(ticket=wang, service=ACCOUNT)
    after = floor.see(wang)
    assert (after.number, after.taken_at, after.due) == (before.number, before.taken_at, before.due)
    assert (floor.queue(ACCOUNT), floor.queue(BILL)) == ([wang, zhao], [])


def test_change_at_the_counter_keeps_the_customer_there(floor):
    floor.open(1)
    wang = floor.take()
    floor.serve(1)
    floor.change(ticket=wang, service=SIM)
    assert (floor.in_hand(1), floor.see(wang).service, floor.state(wang)) == (wang, SIM, "serving")


def test_change_on_hold_counts_when_the_hold_ends(floor):
    floor.open(1)
    zhao = floor.take()
    floor.serve(1)
    floor.hold(counter=1, minutes=5)
    floor.change(ticket=zhao, service=BILL)
    floor.later(minutes=5)
    assert floor.queue(BILL) == [zhao]


def test_change_to_the_same_service_changes_nothing(floor):
    assert floor.change(ticket=floor.take(), service=ACCOUNT) == []


def test_change_to_an_unknown_service_is_refused(floor):
    with refused(UnknownService, service="massage"):
        floor.change(ticket=floor.take(), service="massage")


# ------------------------------------------------------------ missed and back
def test_missed_customer_comes_back_to_the_old_place(floor):
    floor.open(1)
    wang, zhao = floor.take(), floor.take()
    assert missed(floor) == wang
    assert floor.queue() == [zhao]
    floor.later(minutes=20)
    floor.rejoin(ticket=wang)
    assert floor.queue() == [wang, zhao]


def test_missed_customer_comes_back_to_the_queue_and_not_to_the_counter(floor):
    floor.open(1, 3)
    wang = floor.take(WANG, BILL)
    missed(floor)
    assert floor.see(wang).counter == 1
    floor.rejoin(ticket=wang)
    assert (floor.see(wang).counter, floor.next(3)) == (None, wang)


def test_missed_customer_comes_back_behind_the_next_few_by_the_halls_rule(floor):
    floor.open(1)
    floor.replan(missed_return=2)
    wang, first, second, third = [(floor.take(), floor.later(seconds=1))[0] for _ in range(4)]
    missed(floor)
    floor.rejoin(ticket=wang)
    assert floor.queue() == [first, second, wang, third]


def test_missed_customer_comes_back_last_where_fewer_wait(floor):
    floor.open(1)
    floor.replan(missed_return=3)
    wang, zhao = floor.take(), floor.take()
    missed(floor)
    floor.rejoin(ticket=wang)
    assert floor.queue() == [zhao, wang]


def test_return_behind_the_next_few_never_moves_a_customer_forward(floor):
    floor.open(1)
    floor.replan(missed_return=1)
    wang = floor.take()
    missed(floor)
    floor.take(LI)
    due = floor.see(wang).due
    floor.rejoin(ticket=wang)
    assert floor.see(wang).due == due


def test_only_the_missed_rejoin_and_only_those_still_here_cancel_or_change(floor):
    floor.open(1)
    wang = floor.take()
    with refused(WrongState, number=wang, state="waiting"):
        floor.rejoin(ticket=wang)
    missed(floor)
    for verb, wish in (("cancel", {}), ("change", {"service": BILL})):
        with refused(WrongState, number=wang, state="missed"):
            getattr(floor, verb)(ticket=wang, **wish)
    floor.rejoin(ticket=wang)
    floor.serve(1)
    floor.finish(counter=1)
    for verb, wish in (("cancel", {}), ("rejoin", {}), ("change", {"service": BILL})):
        with refused(WrongState, number=wang, state="done"):
            getattr(floor, verb)(ticket=wang, **wish)


@pytest.mark.parametrize(("verb", "wish"), [("cancel", {}), ("rejoin", {}), ("change", {"service": BILL})])
def test_number_that_was_never_issued_is_unknown(floor, verb, wish):
    with refused(UnknownTicket, number="A001"):
        getattr(floor, verb)(ticket="A001", **wish)
