"""What the clock alone brings about on the floor: a kiosk that was left, a helper who doesn't come, a limit passed by half, a
post that stays empty."""

from collections.abc import Iterator
from typing import Literal

from app.hall import events, orders, walks
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.matters import Away, Help, WorkOrder
from app.hall.pages import page
from app.hall.plan import MINUTE, Millis
from app.hall.state import Hall
from app.hall.walk import Walk, limit_of, matter

GIVES_UP: Millis = 5 * MINUTE
"""By then whoever stood at a kiosk has gone: the kiosk itself goes back to its first page long before, unless it is dead."""
FAR_PAST = 1.5
"""Times its limit, and the duty manager is paged for a step."""


Kind = Literal["left", "limit", "helper", "post", "remind", "order"]
Due = tuple[Instant, Kind, Walk | Help | Away | WorkOrder]
"""Something that will happen at a time if nothing else does."""


def next_due(hall: Hall) -> Instant | None:
    return min((at for at, _, _ in _all(hall)), default=None)


def overdue(hall: Hall, now: Instant, position: int = 0) -> list[Fact]:
    facts: list[Fact] = []
    for _, kind, of in sorted((due for due in _all(hall) if due[0] <= now), key=_order):
        facts += _brings(hall, now, kind, of, position + len(facts))
    return facts


def _order(due: Due) -> tuple[Instant, str]:
    at, _, of = due
    return at, of.post if isinstance(of, Away) else of.id


def _all(hall: Hall) -> Iterator[Due]:
    for walk in (hall.walks[id] for id in hall.timed):
        if walk.runner == "kiosk":
            yield walk.entered + GIVES_UP, "left", walk
        elif (limit := _far_past(hall, walk)) is not None:
            yield limit, "limit", walk
    paged = {page.about for page in hall.pages.values()}
    yield from ((help.at + hall.plan.helper_within, "helper", help) for help in hall.helps.values() if help.id not in paged)
    yield from ((away.since + hall.plan.absence, "post", away) for away in hall.away.values() if not away.empty)
    for order in hall.work_orders.values():
        if order.due is not None and not order.reminded:
            yield order.due - hall.plan.complaints.remind, "remind", order
        if order.due is not None and not order.overdue:
            yield order.due + 1, "order", order


def _far_past(hall: Hall, walk: Walk) -> Instant | None:
    """When the step's limit will be passed by half, unless it was paged for; a fault of the system stops the clock."""
    limit = limit_of(hall.plan, walk, hall.script_of(walk).step(walk.step))
    if limit is None:
        return None
    at = hall.counters.get(walk.counter or 0)
    if (at is not None and at.fault_since is not None) or any(page.about == matter(walk) for page in hall.pages.values()):
        return None
    return walk.entered + walk.faulty + int(limit * FAR_PAST)


def _brings(hall: Hall, now: Instant, kind: Kind, of: Walk | Help | Away | WorkOrder, position: int) -> list[Fact]:
    match of:
        case Walk() as walk if kind == "left":
            return [walks.left(hall, now, walk)]
        case Walk() as walk:
            number = walk.ticket and walk.ticket[1]
            about = matter(walk)
            return page(
                hall,
                now,
                reason="limit",
                about=about,
                post=walk.post,
                counter=walk.counter,
                number=number,
                position=position,
            )
        case Help() as help:
            return page(hall, now, reason="helper", about=help.id, post=f"kiosk-{help.kiosk}", position=position)
        case WorkOrder() as order if kind == "remind":
            return [orders.reminder(order, now)]
        case WorkOrder() as order:
            return orders.overdue(hall, order, now, position)
        case Away() as away:
            return [events.PostEmpty(at=now, post=away.post)]
