"""How long a customer will wait: by counting, from what the day has taught so far."""

from dataclasses import dataclass
from math import sqrt

from app.hall.counter import Served
from app.hall.day import Instant
from app.hall.plan import Millis
from app.hall.state import Hall
from app.hall.ticket import State, Ticket

LEARNT_FROM = 5
"""So many finished services teach more than the hall file's `typical`."""
SPREAD = 1.28
"""Standard deviations from the mean to the ninetieth percentile of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Milliseconds from now. Half of the customers wait at most `p50`, nine of ten at most `p90`."""

    p50: Millis
    p90: Millis


AT_ONCE = Wait(0, 0)
"""A new customer goes straight to a counter."""


def mean_service(hall: Hall, service: str) -> Millis:
    told = hall.served.get(service, Served())
    return told.total // told.timed if told.timed >= LEARNT_FROM else hall.plan.service[service].typical


def behind(hall: Hall, service: str, ahead: int) -> Wait | None:
    """The wait behind `ahead` others: (ahead + 1) services over the counters that serve it; None if none does.

    Service times are taken as exponential, so the sum of k of them spreads by 1/√k of its mean.
    """
    counters = len(hall.serving(service))
    if not counters:
        return None
    half = middle(ahead, mean_service(hall, service), counters)
    return Wait(half, int(half * (1 + SPREAD / sqrt(ahead + 1))))


def middle(ahead: int, mean: Millis, counters: int) -> Millis:
    """Half of the customers wait at most so long."""
    return (ahead + 1) * mean // counters


def of_ticket(hall: Hall, ticket: Ticket) -> Wait | None:
    if ticket.state != State.WAITING:
        return None
    return behind(hall, ticket.service, hall.queues.ahead(ticket))


def at_once(hall: Hall, service: str) -> bool:
    """A counter that serves it stands free and nobody waits: a new customer goes straight there."""
    return _stands_free(hall, service) and not hall.queues.waiting(service)


def comes_at_once(hall: Hall, ticket: Ticket) -> bool:
    """It waits for whichever counter, one that serves it stands free, and nobody is ahead of it."""
    first = ticket.state == State.WAITING and ticket.counter is None and not hall.queues.ahead(ticket)
    return first and _stands_free(hall, ticket.service)


def _stands_free(hall: Hall, service: str) -> bool:
    return any(hall.counters[plan.number].ticket is None for plan in hall.serving(service))


def newcomer(hall: Hall, service: str) -> Wait | None:
    """The wait of a new customer: everybody who waits for the service now is ahead. None: no open counter serves it."""
    return AT_ONCE if at_once(hall, service) else behind(hall, service, hall.queues.waiting(service))


def window(now: Instant, wait: Wait) -> tuple[Instant, Instant]:
    return now + wait.p50, now + wait.p90
