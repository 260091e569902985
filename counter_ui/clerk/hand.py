"""The customer in hand: who was called, how long they waited against the promise, whom the call passed."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import Level, Millis, Text
from app.hall.state import Call, Hall
from app.hall.ticket import State, Ticket
from counter_ui.clerk.standing import Standing
from counter_ui.clerk.times import wall, wall_second

UNHEARD = 60_000
"""Milliseconds after which a clerk is told that no screen has spoken the call, in a hall whose screens speak."""


@dataclass(frozen=True, slots=True)
class Hand:
    """`waited` ends with the call; `since` is when the call or, in service, the service began.

    `passed` still wait though they took their number earlier: the clerk may have to explain. `jumped`: some of them
    are due earlier too, so this was no call by the order of the queue.
    """

    number: str
    day: str | None
    call: str | None
    serving: bool
    service: Text
    badge: Text | None
    since: Instant
    typical: Millis
    taken_at: str
    waited: Millis
    promise: Millis
    due: str
    late: bool
    recalls: int
    passed: tuple[str, ...]
    why: Literal["due", "first", "jumped"] | None
    spoken_at: str | None
    unheard: bool


def badge(level: Level, hall: Hall) -> Text | None:
    """A word for every level but the default, which needs none."""
    return None if level == hall.plan.levels[0] else level.name


def in_hand(hall: Hall, now: Instant, at: Standing) -> Hand | None:
    ticket = at.ticket
    if ticket is None:
        return None
    serving = ticket.state == State.SERVING
    called_at = ticket.called_at or now
    level, service = hall.plan.level[ticket.level], hall.plan.service[ticket.service]
    passed = _passed(hall, at, ticket, called_at)
    spoken = _spoken(hall, ticket)
    return Hand(
        number=ticket.number,
        day=ticket.day if ticket.day != hall.day else None,
        call=None if serving else ticket.call,
        serving=serving,
        service=service.name,
        badge=badge(level, hall),
        since=(ticket.started_at if serving else None) or called_at,
        typical=service.typical,
        taken_at=wall(hall, ticket.taken_at),
        waited=called_at - ticket.waiting_since,
        promise=level.promise,
        due=wall(hall, ticket.due),
        late=called_at > ticket.due,
        recalls=ticket.recalls,
        passed=tuple(one.number for one in passed),
        why=_why(at, ticket, passed),
        spoken_at=wall_second(hall, spoken.spoken_at) if spoken and spoken.spoken_at else None,
        unheard=not serving and spoken is not None and _unheard(hall, now, spoken),
    )


def _passed(hall: Hall, at: Standing, ticket: Ticket, called_at: Instant) -> list[Ticket]:
    """Who waited at the time of the call, had an earlier number of this counter's, and waits still."""
    waiting = [hall.tickets[number] for number in hall.passed_by(at.counter.number, ticket) if number in hall.tickets]
    return sorted((one for one in waiting if one.waiting_since <= called_at), key=lambda one: one.place)


def _why(at: Standing, ticket: Ticket, passed: list[Ticket]) -> Literal["due", "first", "jumped"] | None:
    if not passed:
        return None
    if passed[0].place > ticket.place:
        return "due"
    return "first" if ticket.level in at.plan.first else "jumped"


def _spoken(hall: Hall, ticket: Ticket) -> Call | None:
    return next((call for call in hall.calls if call.id == ticket.call), None)


def _unheard(hall: Hall, now: Instant, call: Call) -> bool:
    """No screen spoke it within the minute, though the hall has screens that speak."""
    speaks = any(other.spoken_at for other in hall.calls)
    return speaks and call.spoken_at is None and now - call.at > UNHEARD
