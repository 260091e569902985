"""One ticket, closely: where its customer is to wait, what is noted, what was offered."""

from dataclasses import dataclass
from typing import Literal

from app.hall import wait, walks
from app.hall.day import Instant
from app.hall.matters import Offered
from app.hall.plan import Level, Offer, Service
from app.hall.refusals import UnknownTicket
from app.hall.state import Hall, Known
from app.hall.ticket import State, Ticket
from shared_ui.times import About, about

Where = Literal["waiting-area", "lounge", "counter"]
BETWEEN = " · "
"""Stands between the needs of a note, in either language."""


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in a list; `level` only if it isn't the default one. `late`: the level's promise is past."""

    ticket: Ticket
    level: Level | None
    promise: int
    late: bool


@dataclass(frozen=True, slots=True)
class Card:
    """`ahead` and `wait` while it waits; `where` its customer is to be. `lounge`: seated there; `seat`: a seat is free for
    this customer. `phone` is masked. `left`: what may still be recommended."""

    row: Row
    service: Service
    ahead: int | None
    wait: About | None
    where: Where | None
    lounge: bool
    seat: bool
    known: Known
    phone: str | None
    offered: tuple[Offered, ...]
    left: list[Offer]
    others: list[Service]
    act: str | None = None

    @property
    def movable(self) -> bool:
        """It can be cancelled, or be given another service."""
        return self.row.ticket.state in (State.WAITING, State.HELD, State.CALLED, State.SERVING)

    @property
    def missed(self) -> bool:
        return self.row.ticket.state == State.MISSED

    @property
    def notable(self) -> bool:
        return self.movable or self.missed

    def with_need(self, need: str) -> str:
        """The note with one more need, each only once."""
        before = [part for part in (self.known.note or "").split(BETWEEN) if part]
        return BETWEEN.join([*before, need] if need not in before else before)[:500]


def row(hall: Hall, now: Instant, ticket: Ticket) -> Row:
    level = hall.plan.level[ticket.level]
    late = ticket.state == State.WAITING and ticket.due < now
    return Row(ticket, None if level is hall.plan.levels[0] else level, level.promise, late)


def card(hall: Hall, now: Instant, number: str | None, act: str | None = None) -> Card | None:
    """None for a number that isn't of today: an old address is no error."""
    try:
        ticket = hall.ticket(number or "")
    except UnknownTicket:
        return None
    about_it, waits = (ticket.day, ticket.number), ticket.state == State.WAITING
    left = walks.offers_left(hall, about_it)
    return Card(
        row=row(hall, now, ticket),
        service=hall.plan.service[ticket.service],
        ahead=hall.queues.ahead(ticket) if waits else None,
        wait=about(wait.of_ticket(hall, ticket)) if waits else None,
        where=_where(hall, ticket),
        lounge=about_it in hall.lounge,
        seat=may_sit(hall, ticket),
        known=hall.known.get(about_it, Known()),
        phone=hall.masked_phone(about_it, now),
        offered=hall.offered.get(about_it, ()),
        left=[offer for offer in hall.plan.offers if offer.id in left],
        others=[service for service in hall.plan.services if service.id != ticket.service],
        act=act,
    )


def _where(hall: Hall, ticket: Ticket) -> Where | None:
    if ticket.state in (State.CALLED, State.SERVING):
        return "counter"
    if ticket.state not in (State.WAITING, State.HELD):
        return None
    return "lounge" if (ticket.day, ticket.number) in hall.lounge else "waiting-area"


def may_sit(hall: Hall, ticket: Ticket) -> bool:
    """An important customer who waits outside the lounge, which has a seat free."""
    important = hall.plan.level[ticket.level].important
    outside = (ticket.day, ticket.number) not in hall.lounge
    return important and outside and ticket.state in (State.WAITING, State.HELD) and len(hall.lounge) < hall.plan.lounge_seats
