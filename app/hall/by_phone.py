"""What the customer may do from the ticket's phone page: with that very ticket, and not while it is being served."""

from app.hall import decide
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import WrongState
from app.hall.state import Hall
from app.hall.ticket import State, Ticket

Facts = list[Fact]

OFFERED = (1, 3, 5)
"""So many others may be let pass at a touch."""
MAY_LEAVE = (State.WAITING, State.HELD, State.CALLED)
"""From these a customer may leave; once the service has begun the clerk ends it."""


def found(hall: Hall, day: str, number: str) -> Ticket | None:
    """The ticket that was issued on that day; None: its day is over and it is at no counter any more."""
    return hall.tickets.get(number) if day == hall.day else hall.carried.get((day, number))


def _mine(hall: Hall, day: str, number: str) -> Ticket:
    """Never the one that bears the same number today."""
    ticket = found(hall, day, number)
    if ticket is None or hall.ticket(number) is not ticket:
        raise WrongState(number=number, state=State.EXPIRED.value)
    return ticket


def let_pass(hall: Hall, now: Instant, *, day: str, ticket: str, count: int) -> Facts:
    return decide.let_pass(hall, now, ticket=_mine(hall, day, ticket).number, count=count)


def cancel(hall: Hall, now: Instant, *, day: str, ticket: str) -> Facts:
    mine = _mine(hall, day, ticket)
    if mine.state not in MAY_LEAVE:
        raise WrongState(number=mine.number, state=mine.state.value)
    return decide.cancel(hall, now, ticket=mine.number)


def rejoin(hall: Hall, now: Instant, *, day: str, ticket: str) -> Facts:
    return decide.rejoin(hall, now, ticket=_mine(hall, day, ticket).number)
