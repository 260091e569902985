"""Who comes next at this counter and why, who is on hold, and who asks for help at a kiosk."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.matters import Help
from app.hall.plan import Millis, Text
from app.hall.state import Hall
from app.hall.ticket import Ticket
from counter_ui.clerk.action import DONE, Action, body
from counter_ui.clerk.hand import badge
from counter_ui.clerk.standing import Standing
from shared_ui.times import clock

NEXT = 5
HELD = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One who waits. `why` is the rule that puts the first of them first."""

    number: str
    service: Text
    badge: Text | None
    since: Instant
    promise: Millis
    due: str
    late: bool
    here: bool
    """Was transferred to this counter and waits for it alone."""
    let_pass: int
    """So many others its customer has let go before."""
    why: Literal["due", "first"] | None


@dataclass(frozen=True, slots=True)
class HeldRow:
    number: str
    service: Text
    badge: Text | None
    until: str | None
    resume: Action | None


@dataclass(frozen=True, slots=True)
class HelpRow:
    help: Help
    send: Action


@dataclass(frozen=True, slots=True)
class Queue:
    waiting: int
    rows: tuple[Row, ...]
    held: tuple[HeldRow, ...]
    more_held: int
    helps: tuple[HelpRow, ...]


def queue(hall: Hall, now: Instant, at: Standing, *, slim: bool) -> Queue:
    number = at.counter.number
    waiting = sum(len(lane) for _, _, lane in hall.queues.open_to(number, at.plan.services))
    choices = hall.upcoming(number, 3 if slim else NEXT)
    held = sorted((t for t in hall.held.values() if t.service in at.plan.services), key=lambda t: t.place)
    return Queue(
        waiting,
        tuple(_row(hall, now, at, one.ticket, one.why if place == 0 else None) for place, one in enumerate(choices)),
        tuple(_held(hall, at, ticket, place) for place, ticket in enumerate(held[:HELD], 1)),
        max(0, len(held) - HELD),
        tuple(_help(at, help, place) for place, help in enumerate(hall.helps.values())),
    )


def _row(hall: Hall, now: Instant, at: Standing, ticket: Ticket, why: str | None) -> Row:
    level = hall.plan.level[ticket.level]
    return Row(
        number=ticket.number,
        service=hall.plan.service[ticket.service].name,
        badge=badge(level, hall),
        since=ticket.waiting_since,
        promise=level.promise,
        due=clock(hall.plan, ticket.due),
        late=now > ticket.due,
        here=ticket.counter == at.counter.number,
        let_pass=ticket.let_pass,
        why="first" if why == "first" else "due" if why else None,
    )


def _held(hall: Hall, at: Standing, ticket: Ticket, place: int) -> HeldRow:
    """Only a free counter can take one back; with nothing else open, the first nine have a key."""
    resume = Action(
        "resume",
        key=str(place) if at.panel is None and at.walk is None else None,
        command="resume",
        value=ticket.number,
        post=at.spot.at("resume"),
        body=body(number=ticket.number),
        then=DONE,
    )
    service, level = hall.plan.service[ticket.service], hall.plan.level[ticket.level]
    until = clock(hall.plan, ticket.held_until) if ticket.held_until else None
    return HeldRow(ticket.number, service.name, badge(level, hall), until, resume if at.stand == "free" else None)


def _help(at: Standing, help: Help, place: int) -> HelpRow:
    key = "G" if place == 0 and at.panel is None else None
    return HelpRow(help, Action("send_helper", key, command="send-helper", value=help.id, post=at.spot.help(help.id)))
