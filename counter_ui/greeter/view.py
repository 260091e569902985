"""What a greeter sees: hall, now, look → the tablet."""

from dataclasses import dataclass

from app.hall import wait
from app.hall.day import Instant
from app.hall.plan import Level, Service
from app.hall.refusals import UnknownTicket
from app.hall.state import Hall, Help
from app.hall.ticket import State, Ticket
from shared_ui.screen import Look
from shared_ui.times import About, about, about_newcomer


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in a list; `level` only if it isn't the default one."""

    ticket: Ticket
    level: Level | None
    promise: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A service: `rows` is None while it is folded."""

    service: Service
    people: int
    wait: About
    rows: list[Row] | None


@dataclass(frozen=True, slots=True)
class Card:
    """One ticket, closely. `ahead` and `wait` while it waits."""

    row: Row
    service: Service
    ahead: int | None
    wait: About | None
    act: str | None
    others: list[Service]

    @property
    def movable(self) -> bool:
        """It can be cancelled, or be given another service."""
        return self.row.ticket.state in (State.WAITING, State.HELD, State.CALLED, State.SERVING)

    @property
    def missed(self) -> bool:
        return self.row.ticket.state == State.MISSED


@dataclass(frozen=True, slots=True)
class Tablet:
    helps: list[Help]
    level: Level
    queues: list[Queue]
    waiting: int
    taken: Card | None
    chosen: Card | None
    missed: list[Row]
    shows_missed: bool


def _row(hall: Hall, ticket: Ticket) -> Row:
    level = hall.plan.level[ticket.level]
    return Row(ticket, None if level is hall.plan.levels[0] else level, level.promise)


def _queue(hall: Hall, service: Service, unfolded: bool) -> Queue:
    rows = [_row(hall, ticket) for ticket in hall.queues.of_service(service.id)] if unfolded else None
    return Queue(service, hall.queues.waiting(service.id), about_newcomer(hall, service.id), rows)


def _card(hall: Hall, number: str | None, act: str | None = None) -> Card | None:
    """None for a number that isn't of today: an old address is no error."""
    try:
        ticket = hall.ticket(number or "")
    except UnknownTicket:
        return None
    waits = ticket.state == State.WAITING
    return Card(
        row=_row(hall, ticket),
        service=hall.plan.service[ticket.service],
        ahead=hall.queues.ahead(ticket) if waits else None,
        wait=about(wait.of_ticket(hall, ticket)) if waits else None,
        act=act,
        others=[service for service in hall.plan.services if service.id != ticket.service],
    )


def tablet(hall: Hall, now: Instant, look: Look) -> Tablet:
    queues = [_queue(hall, service, look.get("open") == service.id) for service in hall.plan.services]
    return Tablet(
        helps=sorted(hall.helps.values(), key=lambda help: help.at),
        level=hall.plan.level.get(look.get("level", ""), hall.plan.levels[0]),
        queues=queues,
        waiting=sum(queue.people for queue in queues),
        taken=_card(hall, look.get("taken")),
        chosen=_card(hall, look.get("ticket"), look.get("act")),
        missed=[_row(hall, ticket) for ticket in hall.missed()],
        shows_missed=look.get("list") == "missed",
    )
