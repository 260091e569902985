"""«我晚点到，先让后面的客户»: who comes later lets the next few of the service go before, and nobody loses by it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.hall import decide
from app.hall.events import TicketCalled, TicketLetPass, TicketTaken
from app.hall.refusals import NobodyBehind, PassedEnough, Refusal, UnknownTicket, WrongState
from tests.hall.floor import ACCOUNT, BILL, LI, PLAN, WANG, Floor, refused
from tests.hall.test_overtaking import by_due, overtaken


def test_who_comes_later_stands_behind_the_next_few(floor):
    wang, *others = floor.row(5)
    [fact] = floor.let_pass(ticket=wang, count=3)
    assert floor.queue() == [*others[:3], wang, others[3]]
    assert (fact.passed, floor.see(wang).let_pass, floor.ahead(wang)) == (3, 3, 3)


def test_those_of_another_service_are_not_meant(floor):
    floor.open(1)
    wang = floor.take()
    zhao = floor.take(WANG, BILL)
    with refused(NobodyBehind, number=wang):
        floor.let_pass(ticket=wang, count=1)
    assert floor.calls(1) == [wang, zhao]


def test_where_fewer_wait_all_of_them_pass_and_that_is_what_is_told(floor):
    wang, zhao, li = floor.row(3)
    [fact] = floor.let_pass(ticket=wang, count=5)
    assert (floor.queue(), fact.passed) == ([zhao, li, wang], 2)


def test_who_is_due_in_the_same_millisecond_as_the_last_passes_too_and_is_counted(floor):
    floor.crowd(4)
    [fact] = floor.let_pass(ticket="A002", count=1)
    assert (floor.queue(), fact.passed) == (["A001", "A003", "A004", "A002"], 2)


def test_a_ticket_lets_ten_pass_in_all(floor):
    wang, *_ = floor.row(14)
    for _ in range(3):
        floor.let_pass(ticket=wang, count=3)
    with refused(PassedEnough, number=wang, left=1):
        floor.let_pass(ticket=wang, count=3)
    floor.let_pass(ticket=wang, count=1)
    with refused(PassedEnough, number=wang, left=0):
        floor.let_pass(ticket=wang, count=1)
    assert floor.ahead(wang) == 10


def test_only_who_waits_lets_others_pass(floor):
    floor.open(1)
    wang, zhao = floor.row(2)
    with refused(UnknownTicket, number="A077"):
        floor.let_pass(ticket="A077", count=1)
    floor.next(1)
    with refused(WrongState, number=wang, state="called"):
        floor.let_pass(ticket=wang, count=1)
    assert floor.queue() == [zhao]


def test_the_place_stays_behind_them_whatever_happens_to_the_ticket_then(floor):
    floor.open(1)
    wang, *others = floor.row(4)
    floor.let_pass(ticket=wang, count=2)
    assert [floor.serve(1), floor.finish(counter=1) and None, floor.serve(1)] == [others[0], None, others[1]]
    floor.finish(counter=1)
    assert floor.next(1) == wang
    floor.no_show(counter=1)
    floor.rejoin(ticket=wang)
    assert floor.queue() == [wang, others[2]]


def test_vips_pass_it_then_as_if_it_had_been_taken_with_the_last_who_passed(floor):
    wang = floor.take()
    floor.later(minutes=8)
    zhao = floor.take()
    floor.let_pass(ticket=wang, count=1)
    floor.later(minutes=4, seconds=59)
    soon = floor.take(LI)
    floor.later(seconds=2)
    late = floor.take(LI)
    assert floor.queue() == [soon, zhao, wang, late]


def test_a_vip_who_comes_later_is_not_taken_first_any_more_and_other_vips_are(floor):
    floor.open(1, 2)
    li, *others = [(floor.take(level), floor.later(minutes=6))[0] for level in (LI, WANG, WANG, WANG, WANG)]
    floor.let_pass(ticket=li, count=3)
    assert floor.upcoming(2) == [*others[:3], li, others[3]]
    other = floor.take(LI)
    assert floor.upcoming(2) == [other, *others[:3], li, others[3]]


# ------------------------------------------------------------ at any load
steps = st.lists(
    st.tuples(
        st.sampled_from(["take", "take", "take", "pass", "serve"]),
        st.integers(0, 30),
        st.sampled_from([WANG, WANG, LI]),
        st.sampled_from([ACCOUNT, BILL]),
        st.integers(0, 200),
    ),
    min_size=8,
    max_size=45,
)


@settings(max_examples=120, deadline=None)
@given(load=steps)
def test_letting_pass_never_lets_anybody_be_overtaken_beyond_the_rule(load):
    """Who didn't ask for it is ahead of as many as before, and is called before as many; who did is behind just those told of."""
    floor, asked = Floor(), set()
    floor.open(1)
    for what, choice, level, service, seconds in load:
        floor.now += seconds * 1000
        if what == "take":
            floor.unchecked(decide.take, service=service, level=level, by="kiosk")
        elif what == "serve":
            serve(floor)
        elif waiting := by_due(floor.hall, floor.now, 1):
            asked |= lets_pass(floor, waiting[choice % len(waiting)].number, 1 + choice % 5)
    while by_due(floor.hall, floor.now, 1):
        serve(floor)
    floor.check()
    assert list(unfair(floor.facts, asked)) == []


def lets_pass(floor: Floor, number: str, count: int) -> set[str]:
    before, service = by_due(floor.hall, floor.now, 1), floor.see(number).service
    try:
        [fact] = floor.unchecked(decide.let_pass, ticket=number, count=count)
    except Refusal:
        assert floor.see(number).let_pass + count > 10 or [t.number for t in before if t.service == service][-1] == number
        return set()
    assert isinstance(fact, TicketLetPass)
    after = [t.number for t in by_due(floor.hall, floor.now, 1)]
    same = [t.number for t in before if t.service == service]
    others = [t.number for t in before if t.number != number]
    assert [n for n in after if n != number] == others, "the order of all others stays"
    assert [n for n in after if n in same].index(number) == same.index(number) + fact.passed
    assert fact.passed >= 1
    return {number}


def serve(floor: Floor) -> None:
    if floor.in_hand(1):
        floor.unchecked(decide.start, counter=1)
        floor.unchecked(decide.finish, counter=1)
    if by_due(floor.hall, floor.now, 1):
        floor.unchecked(decide.call_next, counter=1, expected_current=None)


def unfair(facts, asked):
    here: dict[str, TicketTaken] = {}
    for fact in facts:
        if isinstance(fact, TicketTaken):
            here[fact.number] = fact
        elif isinstance(fact, TicketCalled):
            called = here.pop(fact.number)
            others = [w for w in here.values() if w.number not in asked and w.service in PLAN.counter[fact.counter].services]
            yield from (w.number for w in others if overtaken(w, called) or w.due < called.due)


def test_the_checker_sees_a_customer_who_is_pushed_back_without_asking():
    floor = Floor()
    floor.open(1)
    wang, _ = floor.row(2)
    floor.let_pass(ticket=wang, count=1)
    for _ in range(3):
        serve(floor)
    assert list(unfair(floor.facts, {wang})) == []
    assert list(unfair(floor.facts, set())) == [wang]
