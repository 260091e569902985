"""Everybody but the trainee: clerks, greeter, duty manager and the customers at a kiosk, each at a calm pace."""

from collections.abc import Callable, Iterator, Sequence

from app.hall import decide, pages, posts, walking, walks
from app.hall.counter import Counter, CounterState
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.rehearsal import TraineeRole
from app.hall.script import Step
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from app.hall.walk import Walk
from app.hall.walking import Given
from app.rehearsal.case import Colleague, Customer
from app.rehearsal.cast import Cast
from app.rehearsal.reading import STOPS

Move = Callable[[Hall, Instant], Sequence[Fact]]

SITS_DOWN, GIVEN_UP, GOES_TO_HELP, GOES_WHEN_PAGED, AT_THE_DOOR, AT_A_KIOSK = 4_000, 20_000, 8_000, 10_000, 4_000, 5_000
"""Milliseconds: from the call to the counter; until a clerk calls an absent customer missed; until somebody goes; for a step."""


def move(cast: Cast, now: Instant, trainee: TraineeRole | None) -> Move | None:
    """The next thing that one of them does; `trainee`: whom nobody plays."""
    return next(_moves(cast, now, trainee), None)


def _moves(cast: Cast, now: Instant, trainee: TraineeRole | None) -> Iterator[Move]:
    yield from _at_kiosks(cast, now)
    for one in cast.case.colleagues:
        if trainee != "clerk" or one.counter != cast.case.counter:
            yield from clerk(cast, now, one)
    if trainee != "greeter":
        yield from greeter(cast, now)
    if trainee != "duty-manager":
        yield from duty_manager(cast, now)


# ------------------------------------------------------------ a walk
def reply(hall: Hall, walk: Walk, customer: Customer | None) -> Given | None:
    """What is answered and entered at the step, by what the customer says; None: here they walk off."""
    step = hall.script_of(walk).step(walk.step)
    said = says(walk, step, customer)
    if said == STOPS:
        return None
    return Given(
        answer=said,
        service=customer.service if customer and step.enter == "service" else None,
        level=customer.level if customer and step.enter == "phone" else None,
        count=2 if step.enter == "count" else None,
        minutes=60 if step.enter == "minutes" else None,
        offer=next(iter(walks.offers_left(hall, walk.ticket)), None) if step.enter == "offer" else None,
        ticked=tuple(range(len(step.items))),
        known=step.enter is not None,
    )


def says(walk: Walk, step: Step, customer: Customer | None) -> str | None:
    """The answer that the customer gives to a question; None: it is none."""
    if not step.answers:
        return customer.answers.get(f"{walk.script}.{step.id}") if customer else None
    wished = customer.answers.get(f"{walk.script}.{step.id}") if customer else None
    return wished or step.answers[0].id


def _goes_on(cast: Cast, walk: Walk) -> Iterator[Move]:
    hall = cast.hall
    given = reply(hall, walk, cast.customer_of(walk))
    if given is not None and not _waits_for_manager(hall, walk):
        yield lambda hall, now: walking.answer(hall, now, walk=walk.id, step=walk.step, given=given)


def _waits_for_manager(hall: Hall, walk: Walk) -> bool:
    by = hall.script_of(walk).step(walk.step).by
    paged = any(page.counter == walk.counter and page.answered_at is None for page in hall.pages.values())
    return by == "duty-manager" and paged


def _at_kiosks(cast: Cast, now: Instant) -> Iterator[Move]:
    """Only those whom a beat brought there: what the trainee tries at a kiosk is their own."""
    begun = {played.walk for played in cast.rehearsal.played}
    for walk in cast.hall.walks.values():
        if walk.id in begun and now - walk.entered >= AT_A_KIOSK:
            yield from _goes_on(cast, walk)


# ------------------------------------------------------------ a clerk
def clerk(cast: Cast, now: Instant, who: Colleague) -> Iterator[Move]:
    """Opens, calls, serves by the script, finishes. Nothing is done while the system is down."""
    hall, counter = cast.hall, cast.hall.counters[who.counter]
    if counter.state == CounterState.CLOSED:
        yield lambda hall, now: decide.open_counter(hall, now, counter=who.counter, staff=who.name or None)
    elif counter.fault_since is None:
        walk, ticket = hall.walk_at(who.counter), hall.in_hand(counter)
        if ticket is not None and ticket.state == State.CALLED:
            yield from _receives(cast, now, counter, ticket)
        elif walk is not None:
            yield from _goes_on(cast, walk) if now - walk.entered >= who.pace * 1000 else ()
        elif ticket is not None:
            yield lambda hall, now: decide.finish(hall, now, counter=who.counter)
        elif _may_call(cast, who):
            yield lambda hall, now: decide.call_next(hall, now, counter=who.counter, expected_current=None)


def _receives(cast: Cast, now: Instant, counter: Counter, ticket: Ticket) -> Iterator[Move]:
    here = next((cast.present(who) for who, one in cast.tickets.items() if one.number == ticket.number), True)
    waited = now - (ticket.called_at or now)
    if here and waited >= SITS_DOWN:
        yield lambda hall, now: decide.start(hall, now, counter=counter.number)
    elif not here and waited >= GIVEN_UP:
        yield lambda hall, now: decide.no_show(hall, now, counter=counter.number)


def _may_call(cast: Cast, who: Colleague) -> bool:
    choice = cast.hall.next_for(who.counter)
    if choice is None or cast.hall.counters[who.counter].state != CounterState.OPEN:
        return False
    if who.takes is None:
        return True
    return choice.ticket.number in {cast.tickets[one].number for one in who.takes if one in cast.tickets}


# ------------------------------------------------------------ greeter and duty manager
def greeter(cast: Cast, now: Instant) -> Iterator[Move]:
    """Where a post is left there are too few: nobody goes to help until somebody is sent."""
    hall = cast.hall
    for help in hall.helps.values():
        if now - help.at >= GOES_TO_HELP and not hall.away:
            yield lambda hall, now, help=help: decide.send_helper(hall, now, help=help.id)  # type: ignore[misc]
    for walk in hall.walks.values():
        if walk.runner == "greeter" and now - walk.entered >= AT_THE_DOOR:
            yield from _goes_on(cast, walk)
    waiting = [one for one in cast.at_the_door if one not in [with_ for _, with_ in cast.with_greeter()]]
    post = _at_post(hall)
    if waiting and post is not None and sum(walk.post == post for walk in hall.walks.values()) < walking.AT_ONCE:
        yield lambda hall, now: welcomed(hall, now, waiting[0], post)


def welcomed(hall: Hall, now: Instant, customer: Customer, post: str) -> Sequence[Fact]:
    """The greeter walks the guidance with a customer at the door; without such a script the ticket is issued at once."""
    if walking.GUIDANCE in hall.scripts:
        return walking.begin(
            hall, now, script=walking.GUIDANCE, runner="greeter", post=post, service=customer.service, level=customer.level
        )
    return decide.take(hall, now, service=customer.service, level=customer.level, by="greeter", after_hours=True)


def _at_post(hall: Hall) -> str | None:
    """The post nearest to the door where somebody stands."""
    return next((post for post in posts.post_ids(hall.plan) if post not in hall.away), None)


def duty_manager(cast: Cast, now: Instant) -> Iterator[Move]:
    for page in cast.hall.pages.values():
        if page.answered_at is None and now - page.at >= GOES_WHEN_PAGED:
            yield lambda hall, now, page=page: pages.answer_page(hall, now, page=page.id, by="duty-manager")  # type: ignore[misc]


__all__ = ["Move", "clerk", "duty_manager", "greeter", "move", "reply", "says", "welcomed"]
