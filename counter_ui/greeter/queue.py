"""Who waits, who was missed, and finding a number by part of it."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.plan import Service
from app.hall.state import Hall
from app.hall.ticket import GONE, State, Ticket
from counter_ui.greeter.cards import Row, row
from shared_ui.times import About, about_newcomer

FOUND = 12
"""So many numbers are shown for what is typed."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A service: `rows` is None while it is folded. `late`: so many wait past their promise."""

    service: Service
    people: int
    late: int
    wait: About
    rows: list[Row] | None


@dataclass(frozen=True, slots=True)
class Found:
    """`more`: so many besides those shown."""

    typed: str
    rows: list[Row]
    more: int


def queue(hall: Hall, now: Instant, service: Service, unfolded: bool) -> Queue:
    tickets = hall.queues.of_service(service.id)
    return Queue(
        service=service,
        people=len(tickets),
        late=sum(ticket.due < now for ticket in tickets),
        wait=about_newcomer(hall, service.id),
        rows=[row(hall, now, ticket) for ticket in tickets] if unfolded else None,
    )


def missed(hall: Hall, now: Instant) -> list[Row]:
    return [row(hall, now, ticket) for ticket in hall.missed()]


def found(hall: Hall, now: Instant, typed: str | None) -> Found | None:
    """Numbers that have the typed digits in them, and the typed letter; those who are still here first."""
    if not typed:
        return None
    letter, digits = "".join(filter(str.isalpha, typed)), "".join(filter(str.isdigit, typed))
    matching = [one for one in hall.everyone() if one.number.startswith(letter) and digits in one.number[1:]]
    matching.sort(key=lambda one: _place(one, digits))
    return Found(typed, [row(hall, now, ticket) for ticket in matching[:FOUND]], max(0, len(matching) - FOUND))


def _place(ticket: Ticket, digits: str) -> tuple[bool, bool, bool, int, str]:
    count = int(ticket.number[1:])
    return ticket.state in GONE, ticket.state == State.MISSED, not digits or int(digits) != count, count, ticket.number
