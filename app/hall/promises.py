"""Promises to those who wait: which are broken, and which will be if nothing is done."""

from dataclasses import dataclass

from app.hall import wait
from app.hall.day import Instant
from app.hall.state import Hall
from app.hall.ticket import Ticket

MOST_OF_A_SERVICE = 500
"""So many of a service, the earliest due first, are looked at: behind those nobody reads on."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """`expected`: when the middle of such customers is called; None: no open counter serves the service."""

    ticket: Ticket
    expected: Instant | None
    broken: bool


def at_risk(hall: Hall, now: Instant) -> list[AtRisk]:
    """Those whose due is over or comes before their expected call; the earliest due first. Where no open counter serves the
    service nobody can be expected to be called: all are at risk."""
    found = [one for service in hall.plan.services for one in _of_service(hall, now, service.id)]
    return sorted(found, key=lambda one: one.ticket.place)


def _of_service(hall: Hall, now: Instant, service: str) -> list[AtRisk]:
    mean, counters = wait.mean_service(hall, service), len(hall.serving(service))
    found = []
    for ahead, ticket in enumerate(hall.queues.of_service(service)[:MOST_OF_A_SERVICE]):
        expected = now + wait.middle(ahead, mean, counters) if counters else None
        if ticket.due < now or expected is None or ticket.due < expected:
            found.append(AtRisk(ticket, expected, ticket.due < now))
    return found
