"""The queues by service and level: how many, who has waited for longest, and whose promise is in danger."""

from dataclasses import dataclass

from app.hall import promises
from app.hall.day import Instant
from app.hall.plan import Level, Service
from app.hall.promises import AtRisk
from app.hall.state import Hall
from app.hall.ticket import Ticket
from shared_ui.times import clock

SHOWN = 6
"""So many promises in danger stand on the page unless all are asked for."""
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class LevelQueue:
    """`oldest`: who was taken first of those who wait."""

    level: Level
    waiting: int
    oldest: Ticket


@dataclass(frozen=True, slots=True)
class ServiceQueue:
    """`at_risk`: how many promises are broken or will be. `counters`: the open ones that serve it."""

    service: Service
    levels: list[LevelQueue]
    counters: int
    at_risk: int

    @property
    def nobody(self) -> bool:
        """Somebody waits for it, and no open counter serves it."""
        return bool(self.levels) and not self.counters


@dataclass(frozen=True, slots=True)
class Endangered:
    """`due`, `expected`: times of the day; nobody is expected where no open counter serves the service."""

    ticket: Ticket
    due: str
    expected: str | None
    broken: bool


@dataclass(frozen=True, slots=True)
class Queues:
    """`quiet`: services for which nobody waits. `more`: so many promises are in danger besides those that are shown."""

    services: list[ServiceQueue]
    quiet: list[Service]
    at_risk: list[Endangered]
    broken: int
    more: int
    unfolded: bool

    @property
    def endangered(self) -> int:
        return len(self.at_risk) + self.more


def queues(hall: Hall, now: Instant, *, all: bool) -> Queues:
    found = promises.at_risk(hall, now)
    counts: dict[str, int] = {}
    for one in found:
        counts[one.ticket.service] = counts.get(one.ticket.service, 0) + 1
    rows = [_of_service(hall, service, counts.get(service.id, 0)) for service in hall.plan.services]
    shown = found[: MOST_SHOWN if all else SHOWN]
    return Queues(
        services=[row for row in rows if row.levels],
        quiet=[row.service for row in rows if not row.levels],
        at_risk=[_endangered(hall, one) for one in shown],
        broken=sum(one.broken for one in found),
        more=len(found) - len(shown),
        unfolded=all and len(found) > SHOWN,
    )


def _endangered(hall: Hall, one: AtRisk) -> Endangered:
    expected = None if one.expected is None else clock(hall.plan, one.expected)
    return Endangered(one.ticket, clock(hall.plan, one.ticket.due), expected, one.broken)


def _of_service(hall: Hall, service: Service, at_risk: int) -> ServiceQueue:
    waiting: dict[str, list[Ticket]] = {}
    for ticket in hall.queues.of_service(service.id):
        waiting.setdefault(ticket.level, []).append(ticket)
    levels = [
        LevelQueue(level, len(those), min(those, key=lambda ticket: ticket.taken_at))
        for level in hall.plan.levels
        if (those := waiting.get(level.id))
    ]
    return ServiceQueue(service, levels, len(hall.serving(service.id)), at_risk)
