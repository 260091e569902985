"""How a hall is doing, in a few figures for the other halls of its chain; and what they still say when it is out of memory.

Everything that time alone changes (open or closed, the end of the day) is worked out from what is told, whenever it is asked: a
hall that nobody has in memory is never open at night, and nobody waits in it from yesterday.
"""

from dataclasses import dataclass, replace

from app.hall import pages, wait
from app.hall.counter import CounterState
from app.hall.day import Instant, closes_at, next_day_starts, opens_at, takes_tickets
from app.hall.plan import MINUTE, Millis, Plan
from app.hall.state import Hall
from app.hall.wait import Wait

FRESH: Millis = MINUTE
"""Customers are told of another hall's wait only while it is known to have been so this short a time ago."""
ALWAYS = 1 << 62
DAY: Millis = 24 * 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Queue:
    """One service: who waits for it, and how long somebody who comes now will; None: no open counter serves it."""

    service: str
    waiting: int
    wait: Wait | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a hall tells of itself: the same for the same version, whoever works it out and when. `door`: its plan as far as it
    stands on the door, name and hours. `ends`: when its business day ends, and with it every wait. `promise`: how long a
    customer of no special level waits at most."""

    door: Plan
    version: int
    ends: Instant
    promise: Millis
    waiting: int
    counters_open: int
    wait: Wait | None
    services: tuple[Queue, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A hall as another one knows it. `at`: when it is known to have been so; `until`: while nothing happens there it stays so.
    No waits while it takes no tickets: somebody who comes now is not served."""

    told: Summary
    at: Instant
    until: Instant
    open: bool
    takes_tickets: bool
    opens_at: Instant | None
    closes_at: Instant | None
    waiting: int
    counters_open: int
    wait: Wait | None
    services: tuple[Queue, ...]

    def is_fresh(self, now: Instant) -> bool:
        return now - self.at <= FRESH

    def serves(self, service: str) -> bool:
        return any(queue.service == service for queue in self.services)

    def wait_for(self, service: str | None) -> Wait | None:
        """Of the service if the hall has it, else of the hall."""
        return next((queue.wait for queue in self.services if queue.service == service), self.wait)


def summary(hall: Hall) -> Summary:
    plan = hall.plan
    services = tuple(Queue(one.id, hall.queues.waiting(one.id), wait.newcomer(hall, one.id)) for one in plan.services)
    return Summary(
        door=door_of(plan),
        version=hall.version,
        ends=next_day_starts(plan, hall.day),
        promise=plan.levels[0].promise,
        waiting=pages.waiting(hall),
        counters_open=sum(counter.state == CounterState.OPEN for counter in hall.counters.values()),
        wait=_in_the_middle(hall, services),
        services=services,
    )


def door_of(plan: Plan) -> Plan:
    """Name and hours, and nothing else."""
    return Plan(
        plan.hall, plan.name, plan.timezone, (), (), (), opens=plan.opens, closed=plan.closed, last_ticket=plan.last_ticket
    )


def _in_the_middle(hall: Hall, services: tuple[Queue, ...]) -> Wait | None:
    """The wait for the hall as a whole: half of the customers who come now wait at most so long, if they want what today's
    customers wanted. Each service counts for one customer more, so that the day's first is not all of them."""
    letters = {service.id: service.letter for service in hall.plan.services}
    known = [(one.wait, 1 + hall.issued.get(letters[one.service], 0)) for one in services if one.wait is not None]
    left = sum(customers for _, customers in known) / 2
    for expected, customers in sorted(known, key=lambda one: one[0].p50):
        left -= customers
        if left <= 0:
            return expected
    return None


def neighbour(told: Summary, at: Instant, now: Instant) -> Neighbour:
    """How the hall that told this at some time is now, if nothing has happened there since."""
    door, over = told.door, now >= told.ends
    takes, closing = takes_tickets(door, now), closes_at(door, now)
    opening = None if closing is not None else opens_at(door, now)
    services = told.services
    if over or not takes:
        services = tuple(Queue(one.service, 0 if over else one.waiting, None) for one in services)
    return Neighbour(
        told=told,
        at=at,
        until=_changes(told, now, opening, closing),
        open=closing is not None,
        takes_tickets=takes,
        opens_at=opening,
        closes_at=None if closing == ALWAYS else closing,
        waiting=0 if over else told.waiting,
        counters_open=0 if over else told.counters_open,
        wait=None if over or not takes else told.wait,
        services=services,
    )


def _changes(told: Summary, now: Instant, opening: Instant | None, closing: Instant | None) -> Instant:
    """The next instant at which time alone changes something; a day on at the latest, when hours come into sight."""
    ahead = [now + DAY, told.ends, *([] if opening is None else [opening])]
    if closing is not None:
        ahead += [closing, closing - told.door.last_ticket]
    return min(at for at in ahead if at > now)


def seen(known: Neighbour, at: Instant) -> Neighbour:
    """The same, and known to be so now."""
    return replace(known, at=at)
