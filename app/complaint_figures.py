"""What the log tells of a period's complaints: by class and cause, in time, satisfied, traced back to recommendations."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.hall.events import (
    ComplaintClassified,
    ComplaintClosed,
    ComplaintJudged,
    ComplaintRecorded,
    ComplaintReplied,
    ComplaintSolved,
    Fact,
    WorkOrderAnswered,
    WorkOrderRaised,
)
from app.hall.refusals import UnknownPeriod
from app.log import Log

LATER = 92
"""Days after a period on which something is still found out about its complaints."""
LONGEST = 400
"""Days that are asked for at once, at most."""
Figures = dict[str, dict[str, int]]
UNKNOWN = "unknown"


@dataclass
class _Case:
    about: str
    source: str
    severity: str
    offer: str | None
    cause: str = UNKNOWN


@dataclass
class Tally:
    """The complaints that were recorded in the period, and what happened in it to any."""

    cases: dict[str, _Case] = field(default_factory=dict)
    orders: Counter[str] = field(default_factory=Counter)
    outcome: Counter[str] = field(default_factory=Counter)

    def learn(self, fact: Fact) -> None:
        """Class, cause and recommendation of a complaint that is counted."""
        match fact:
            case ComplaintClassified() if fact.complaint in self.cases:
                cause = fact.cause or self.cases[fact.complaint].cause
                self.cases[fact.complaint] = _Case(fact.about, fact.source, fact.severity, fact.offer, cause)
            case WorkOrderAnswered(complaint=str() as id, cause=str() as cause) if id in self.cases:
                self.cases[id].cause = cause
            case _:
                pass

    def add(self, fact: Fact) -> None:
        self.learn(fact)
        match fact:
            case ComplaintRecorded():
                self.cases[fact.complaint] = _Case(fact.about, fact.source, fact.severity, fact.offer)
                self.outcome["recorded"] += 1
            case WorkOrderRaised(complaint=str(), department=str()):
                self.orders["sent"] += 1
            case WorkOrderAnswered(complaint=str(), department=str()):
                self.orders["late" if fact.late else "in-time"] += 1
            case ComplaintSolved():
                self.outcome["solved-here"] += 1
            case ComplaintReplied():
                self.outcome["replied-late" if fact.late else "replied-in-time"] += 1
            case ComplaintJudged():
                self.outcome[f"{'return-' if fact.returned else ''}{'satisfied' if fact.satisfied else 'not-satisfied'}"] += 1
            case ComplaintClosed():
                self.outcome["closed"] += 1
            case _:
                pass

    @property
    def figures(self) -> Figures:
        found = self.cases.values()
        return {
            "about": dict(Counter(one.about for one in found)),
            "cause": dict(Counter(one.cause for one in found)),
            "source": dict(Counter(one.source for one in found)),
            "severity": dict(Counter(one.severity for one in found)),
            "about-cause": dict(Counter(f"{one.about}/{one.cause}" for one in found)),
            "recommended": dict(Counter(one.offer for one in found if one.offer is not None)),
            "orders": dict(self.orders),
            "outcome": dict(self.outcome),
        }


def tally(facts: Iterable[Fact]) -> Tally:
    found = Tally()
    for fact in facts:
        found.add(fact)
    return found


def figures(log: Log, hall: str, first: date, last: date, today: date) -> Figures:
    """From the first business day to the last, both included. What was found out about their complaints later, by `today`, is
    told too."""
    found = tally(one.fact for one in log.of_complaints(hall, str(first), str(last)))
    until = min(today, last + timedelta(days=LATER))
    if found.cases and last < until:
        for one in log.of_complaints(hall, str(last + timedelta(days=1)), str(until)):
            found.learn(one.fact)
    return found.figures


# ------------------------------------------------------------ periods
def usual_first(last: date) -> date:
    """Where nothing else is asked for: of 30 days that end with `last`, as far as the calendar goes back."""
    return last - timedelta(days=min(29, last.toordinal() - 1))


def is_span(first: date, last: date) -> bool:
    """Not backwards, nor longer than what is asked for at once."""
    return 0 <= (last - first).days < LONGEST


def period(name: str, today: date) -> tuple[date, date]:
    """First and last day of 2026-11 or 2026-Q4, as far as it has come. Raises UnknownPeriod."""
    year, _, part = name.partition("-")
    try:
        month = (int(part[1:]) - 1) * 3 + 1 if part[:1] == "Q" else int(part)
        if not (year.isdecimal() and len(year) == 4 and (part[:1] == "Q" or len(part) == 2)):
            raise ValueError
        first = date(int(year), month, 1)
        after = month + (3 if part[:1] == "Q" else 1)
        last = date(int(year) + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        raise UnknownPeriod(period=name[:20]) from None
    if first > today:
        raise UnknownPeriod(period=name[:20])
    return first, min(last, today)


def period_of(day: date, kind: str) -> str:
    return f"{day:%Y-%m}" if kind == "month" else f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def before(name: str) -> str:
    """The period before this one."""
    year, _, part = name.partition("-")
    if part[:1] == "Q":
        return f"{int(year) - 1}-Q4" if part == "Q1" else f"{year}-Q{int(part[1:]) - 1}"
    return f"{int(year) - 1}-12" if part == "01" else f"{year}-{int(part) - 1:02d}"


def shares(figures: Figures, name: str) -> list[tuple[str, int]]:
    """The most frequent first."""
    found: dict[str, Any] = figures.get(name, {})
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
