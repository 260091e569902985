"""The manager moves services between counters, and changes whom a counter takes first: until changed again or the day ends."""

from collections.abc import Iterable
from typing import Literal

from app.hall import events
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import CounterPlan
from app.hall.refusals import ServiceLeft, UnknownLevel, UnknownService
from app.hall.state import Hall

AS_IT_IS: Literal["as-it-is"] = "as-it-is"
Facts = list[Fact]
Chosen = tuple[str, ...] | None | Literal["as-it-is"]
"""None: as the hall file says."""


def assign(hall: Hall, now: Instant, *, counter: int, services: Chosen = AS_IT_IS, first: Chosen = AS_IT_IS) -> Facts:
    """Every service stays with one counter at least, be it open or not."""
    at, planned = hall.counter(counter), hall.plan.counter[counter]
    served = at.services if services == AS_IT_IS else _in_order(services, planned.services, hall.plan.service, UnknownService)
    before_others = at.first if first == AS_IT_IS else _in_order(first, planned.first, hall.plan.level, UnknownLevel)
    if (served, before_others) == (at.services, at.first):
        return []
    _leaves_none(hall, hall.works[counter], planned.services if served is None else served)
    return [events.CounterAssigned(at=now, counter=counter, services=served, first=before_others)]


def _in_order(
    chosen: tuple[str, ...] | None, planned: tuple[str, ...], known: Iterable[str], unknown: type[UnknownService | UnknownLevel]
) -> tuple[str, ...] | None:
    """In the hall's order; None if it is what the hall file says anyway."""
    if chosen is None or set(chosen) == set(planned):
        return None
    strange = next((one for one in chosen if one not in known), None)
    if strange is not None:
        raise unknown(**{"service" if unknown is UnknownService else "level": strange})
    return tuple(one for one in known if one in chosen)


def _leaves_none(hall: Hall, before: CounterPlan, after: tuple[str, ...]) -> None:
    elsewhere = {service for plan in hall.works.values() if plan.number != before.number for service in plan.services}
    alone = next((service for service in before.services if service not in after and service not in elsewhere), None)
    if alone is not None:
        raise ServiceLeft(service=alone, counter=before.number)
