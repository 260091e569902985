"""Customers rate a service that has ended: once, on its own day, if they like."""

from app.hall import events
from app.hall.by_phone import found
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import Plan
from app.hall.refusals import AlreadyRated, NotServed, UnknownTopic
from app.hall.state import Hall
from app.hall.ticket import State, Ticket

Facts = list[Fact]

BEST = 5
THANKS_FOR = 8_000
"""Milliseconds for which a pad thanks."""


def may_be_rated(ticket: Ticket | None) -> bool:
    return ticket is not None and ticket.state == State.DONE and ticket.counter is not None and ticket.rated_at is None


def by_phone(hall: Hall, now: Instant, *, day: str, ticket: str, score: int, about: tuple[str, ...] = ()) -> Facts:
    return _rated(hall, now, found(hall, day, ticket), ticket, score, about, "phone")


def at_pad(hall: Hall, now: Instant, *, counter: int, ticket: str, score: int, about: tuple[str, ...] = ()) -> Facts:
    """`ticket`: whom the pad asked; by now another service may have begun, and then nobody is rated in its place."""
    last = _last_at(hall, counter)
    if last is None or last.number != ticket:
        raise NotServed(number=ticket)
    if last.rated_at is None and asked_at(hall, now, counter) is None:
        raise NotServed(number=ticket)
    return _rated(hall, now, last, ticket, score, about, "pad")


def asked_at(hall: Hall, now: Instant, counter: int) -> Ticket | None:
    """Whose service has just ended at this counter, and isn't rated yet; None: the pad rests."""
    ticket = _last_at(hall, counter)
    if ticket is None or not may_be_rated(ticket) or now - (ticket.ended_at or 0) > hall.plan.ratings.pad:
        return None
    return ticket


def thanked_at(hall: Hall, now: Instant, counter: int) -> bool:
    """Whether the customer at this counter has just rated."""
    ticket = _last_at(hall, counter)
    return ticket is not None and ticket.rated_at is not None and now - ticket.rated_at <= THANKS_FOR


def _last_at(hall: Hall, counter: int) -> Ticket | None:
    last = hall.counter(counter).last
    return found(hall, *last) if last is not None else None


def _rated(hall: Hall, now: Instant, ticket: Ticket | None, number: str, score: int, about: tuple[str, ...], by: str) -> Facts:
    if ticket is None or ticket.state != State.DONE or ticket.counter is None:
        raise NotServed(number=number)
    if ticket.rated_at is not None:
        raise AlreadyRated(number=number)
    _known(hall.plan, about)
    rated = events.ServiceRated(
        at=now,
        number=ticket.number,
        day=ticket.day,
        counter=ticket.counter,
        score=score,
        service=ticket.service,
        level=ticket.level,
        by=by,  # type: ignore[arg-type]
        about=about,
        who=ticket.who,
    )
    return [rated]


def _known(plan: Plan, about: tuple[str, ...]) -> None:
    topics = [topic.id for topic in plan.ratings.about]
    for one in about:
        if one not in topics:
            raise UnknownTopic(topic=one, topics=topics)
