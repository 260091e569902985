"""What is planned: who comes on which day, and what goes otherwise than usual; the people live it."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from app.hall.day import Instant, hours, instant
from app.hall.plan import MINUTE, Plan

MON, TUE, WED, THU, FRI, SAT = range(6)
TICKETS = (455, 420, 435, 425, 445, 340)
"""Customers of each day, Monday first: a hall's Mondays and Fridays are busier, its Saturdays shorter."""
SHARES = {
    "pay-bill": 33.0,
    "invoice": 12.0,
    "change-plan": 15.0,
    "open-account": 11.0,
    "replace-card": 9.0,
    "broadband": 6.0,
    "urgent-suspension": 3.0,
    "transfer-account": 3.0,
    "corporate": 2.5,
    "pre-cancellation": 2.0,
    "formal-cancellation": 1.5,
}
"""What they come for, in percent; complaints are planned one by one."""
BUSY = {510: 0.5, 540: 0.85, 600: 1.15, 660: 1.2, 720: 0.85, 780: 0.9, 870: 1.0, 900: 1.15, 990: 0.95, 1080: 0.35}
"""How busy a minute of the day is: a high before noon and a lower one in the middle of the afternoon, as halls and call centres
have it."""
VIPS = 0.07
SHORT = {WED: (4, 5)}
"""Counters that nobody opens: two clerks are ill."""
RUSH = (THU, 590, 660, 34)
"""A day, from which minute to which, and how many VIPs come in it besides: an invitation to VIPs brings them all at once."""
FAULT = (TUE, 3, 910, 13)
"""The system at a counter is down: day, counter, from which minute, for how many."""
EMPTY_DOOR = (FRI, 625, 9)
"""The greeter is called away: day, from which minute, for how many."""
PATROLS = (600, 930)
VISIT = (WED, 640)
"""A mystery customer is whoever comes for a plan first after this minute."""


@dataclass(slots=True)
class Visit:
    """Somebody's errand. `minutes`: what it takes at the counter; `patience`: in minutes; `story`: what they answer at the steps
    of the script. `gone`: left without a word; `number`: on the ticket."""

    at: Instant
    service: str
    level: str
    language: str
    minutes: float
    patience: float
    story: Mapping[str, Any] = field(default_factory=dict)
    number: str | None = None
    gone: bool = False


@dataclass(frozen=True)
class Day:
    """`nth`: of the week, from Monday; `day`: the business day."""

    plan: Plan
    nth: int
    day: date
    visits: tuple[Visit, ...]
    chance: Random

    def at(self, minute: float) -> Instant:
        return instant(self.plan, self.day, 0) + round(minute * MINUTE)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Opening hours, in minutes."""
        return hours(self.plan, self.day)

    @property
    def counters(self) -> tuple[int, ...]:
        return tuple(one.number for one in self.plan.counters if one.number not in SHORT.get(self.nth, ()))

    @property
    def short(self) -> bool:
        return self.nth in SHORT


def week(plan: Plan, monday: date, seed: int, days: int, share: float) -> Iterator[Day]:
    """`share`: of the usual number of customers."""
    for nth in range(days):
        day = monday + timedelta(days=nth)
        chance = Random(f"{seed} {nth}")
        empty = Day(plan, nth, day, (), chance)
        yield Day(plan, nth, day, tuple(sorted(_visits(empty, chance, share), key=lambda one: one.at)), chance)


def _visits(day: Day, chance: Random, share: float) -> Iterator[Visit]:
    names, weights = list(SHARES), list(SHARES.values())
    for minute in _arrivals(day, chance, round(TICKETS[day.nth] * share)):
        service = chance.choices(names, weights)[0]
        level = "vip" if chance.random() < VIPS and service in day.plan.counter[8].services else "ordinary"
        yield _visit(day, chance, minute, service, "group-customer" if service == "corporate" else level)
    if RUSH[0] == day.nth:
        for _ in range(round(RUSH[3] * share)):
            yield _visit(day, chance, chance.uniform(*RUSH[1:3]), chance.choice(("change-plan", "broadband", "pay-bill")), "vip")


def _visit(day: Day, chance: Random, minute: float, service: str, level: str) -> Visit:
    typical = day.plan.service[service].typical / MINUTE
    return Visit(
        at=day.at(minute),
        service=service,
        level=level,
        language="en" if chance.random() < 0.04 else "zh",
        minutes=typical * chance.lognormvariate(-0.11, 0.47),
        patience=max(6.0, 38 * chance.lognormvariate(0, 0.45)),
    )


def _arrivals(day: Day, chance: Random, count: int) -> Iterator[float]:
    """Minutes of the day in which tickets are issued, as dense as the day is busy."""
    spans = [(start, end - day.plan.last_ticket // MINUTE) for start, end in day.spans]
    minutes = [minute for start, end in spans for minute in range(start, end)]
    weights = list(itertools.accumulate(_busy(minute) for minute in minutes))
    return (minute + chance.random() for minute in chance.choices(minutes, cum_weights=weights, k=count))


def _busy(minute: int) -> float:
    (start, low), (end, high) = next(pair for pair in itertools.pairwise(BUSY.items()) if minute <= pair[1][0])
    return low + (high - low) * (minute - start) / (end - start)
