"""The customer in hand: who was called, how long they waited against the promise, whom the call passed."""

from dataclasses import dataclass
from typing import Literal

from app.hall.call import Call, volume
from app.hall.counter import Because
from app.hall.day import Instant
from app.hall.plan import Level, Millis, Text
from app.hall.state import Hall, Known
from app.hall.ticket import State, Ticket
from counter_ui.clerk.standing import Standing
from shared_ui.times import clock, clock_second

UNHEARD = 60_000
"""Milliseconds after which a clerk is told that no screen has spoken the call, in a hall that speaks."""


@dataclass(frozen=True, slots=True)
class Hand:
    """`since` is when the call or, in service, the service began.

    As at the time of the call: `waited`, `late`, and `passed`, who had taken their number earlier, so that the clerk may
    have to explain it: `why`, and the `reason` for a chosen number. Who is resumed has waited for nothing: None.
    `note` and `customer` were written down by staff; `phone` is masked; `offered` is what was recommended on this ticket, the
    latest first.
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
    waited: Millis | None
    promise: Millis
    due: str
    late: bool
    recalls: int
    passed: tuple[str, ...]
    why: Literal["due", "first", "chosen", "chosen_only"] | None
    reason: str | None
    spoken_at: str | None
    unheard: bool
    note: str | None
    customer: str | None
    phone: str | None
    offered: tuple["Offer", ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What was recommended, what came of it, and by whom: a counter, or another post. `name` None: something else."""

    name: Text | None
    outcome: str
    counter: str | None
    post: str
    at: str


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
    because = at.counter.because
    spoken = _spoken(hall, ticket)
    known = hall.known.get((ticket.day, ticket.number), Known())
    return Hand(
        number=ticket.number,
        day=ticket.day if ticket.day != hall.day else None,
        call=None if serving else ticket.call,
        serving=serving,
        service=service.name,
        badge=badge(level, hall),
        since=(ticket.started_at if serving else None) or called_at,
        typical=service.typical,
        taken_at=clock(hall.plan, ticket.taken_at),
        waited=because.waited if because else None,
        promise=level.promise,
        due=clock(hall.plan, ticket.due),
        late=called_at > ticket.due,
        recalls=ticket.recalls,
        passed=because.passed if because else (),
        why=_why(because) if because else None,
        reason=because.reason if because else None,
        spoken_at=clock_second(hall.plan, spoken.spoken_at) if spoken and spoken.spoken_at else None,
        unheard=not serving and spoken is not None and _unheard(hall, now, spoken),
        note=known.note,
        customer=known.customer,
        phone=hall.masked_phone((ticket.day, ticket.number), now),
        offered=_offered(hall, ticket),
    )


def _offered(hall: Hall, ticket: Ticket) -> tuple[Offer, ...]:
    names = {offer.id: offer.name for offer in hall.plan.offers}
    return tuple(
        Offer(
            names.get(one.offer or ""),
            one.outcome,
            one.post.removeprefix("counter-") if one.post.startswith("counter-") else None,
            one.post,
            clock(hall.plan, one.at),
        )
        for one in reversed(hall.offered.get((ticket.day, ticket.number), ()))
    )


def _why(because: Because) -> Literal["due", "first", "chosen", "chosen_only"] | None:
    """A call in its turn that passed nobody explains itself."""
    if because.passed:
        return because.why
    return "chosen_only" if because.why == "chosen" else None


def _spoken(hall: Hall, ticket: Ticket) -> Call | None:
    return next((call for call in hall.calls if call.id == ticket.call), None)


def _unheard(hall: Hall, now: Instant, call: Call) -> bool:
    """No screen spoke it within the minute, though the hall speaks at this time of day."""
    return call.spoken_at is None and now - call.at > UNHEARD and volume(hall.plan, call.at) > 0
