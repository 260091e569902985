"""A day beside its usual: what was out of the ordinary, what may have brought it about, where people were lacking. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from app.hall.plan import MINUTE
from app.reports.columns import COLUMNS, Value, with_idle
from app.reports.figures import Figures, by_hour

Way = Literal["worse", "better", "other", "usual"]
HOUR = 60 * MINUTE
BEFORE, AROUND = 28, 7
"""Days: back to the fourth such weekday; else all others up to so many days before and after."""
ENOUGH = 3
"""So many former days of the same weekday are its usual."""
POOR = 0.8
"""In hours in which fewer were called within the promise somebody was lacking."""
TAKEN = by_hour("taken")
TABLES = ("hours", "counters", "taken", TAKEN, "orders")


@dataclass(frozen=True, slots=True)
class Rule:
    """From when on a figure is out of the ordinary: `least` away from its usual, and by this `part` of it. `bad`: which way is
    the worse one, 0: none; `report`: where its figures are."""

    column: str
    report: str
    bad: Literal[-1, 0, 1]
    least: float
    part: float = 0.0


FELT = (
    Rule("within", "waits", -1, 0.08),
    Rule("mean_wait", "waits", 1, 2 * MINUTE, 0.4),
    Rule("left", "visits", 1, 6, 0.5),
    Rule("missed", "no-shows", 1, 8, 0.4),
    Rule("satisfied_share", "ratings", -1, 0.08),
    Rule("jumps", "jumps", 1, 4, 0.5),
    Rule("kept_share", "moments", -1, 0.015),
    Rule("late", "limits", 1, 5, 0.5),
    Rule("complaints", "complaints", 1, 2, 0.5),
)
"""What customers felt."""
CAUSES = (
    Rule("taken", "visits", 0, 25, 0.12),
    Rule("open", "counters", -1, 2 * HOUR, 0.08),
    Rule("mean_service", "services", 1, 30_000, 0.1),
    Rule("paused", "counters", 1, HOUR, 0.3),
    Rule("faulty", "faults", 1, 10 * MINUTE),
)
"""What brings it about. Each is told whether it was otherwise or not: so what it wasn't is known too."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A figure of the day beside its usual; None: there is none to compare with."""

    column: str
    report: str
    value: Value
    usual: Value
    way: Way


@dataclass(frozen=True, slots=True)
class Hour:
    """`open`, `usual_open`: counters, on average over the hour. `lacking`: counters that were missing to keep up with those who
    came."""

    hour: str
    taken: int
    services: int
    left: int
    within: float | None
    mean_wait: int | None
    open: float
    usual_open: float | None
    lacking: int


@dataclass(frozen=True, slots=True)
class Part:
    """A counter that was open for less than usual: for how long, and its usual."""

    code: str
    value: int
    usual: int


@dataclass(frozen=True, slots=True)
class More:
    """A level of which more came than usual: the day's, its usual, and how many of them in which hour, the fullest."""

    level: str
    count: int
    usual: int
    hour: str
    most: int


@dataclass(frozen=True, slots=True)
class Late:
    """Reply orders of a department that came too late, and how long the latest took."""

    department: str
    count: int
    longest: int


@dataclass(frozen=True, slots=True)
class Review:
    """`beside`: the days whose median is the usual. `handling`: how long a counter had to do with one customer."""

    day: str
    beside: tuple[str, ...]
    felt: tuple[Sight, ...]
    causes: tuple[Sight, ...]
    shut: tuple[Part, ...]
    levels: tuple[More, ...]
    late: tuple[Late, ...]
    hours: tuple[Hour, ...]
    handling: int
    came: bool

    @property
    def worse(self) -> bool:
        return any(sight.way == "worse" for sight in self.felt)


def span(day: date) -> tuple[date, date]:
    """From when to when days are looked at."""
    return day - timedelta(days=BEFORE), day + timedelta(days=AROUND)


def review(day: date, days: Mapping[str, Figures]) -> Review:
    """`days`: the figures of `span`, as far as there are any."""
    own = days.get(str(day), Figures())
    beside = _beside(day, days)
    usual = [days[one] for one in beside]
    told, others = measures(own), [measures(one) for one in usual]
    handling = _handling(own)
    return Review(
        str(day),
        beside,
        tuple(_sight(rule, told, others) for rule in FELT),
        tuple(_sight(rule, told, others) for rule in CAUSES),
        tuple(_shut(own, usual)),
        tuple(_levels(own, usual)),
        tuple(_late(own)),
        tuple(_hours(own, usual, handling)),
        handling,
        bool(told["taken"]),
    )


def came(figures: Figures) -> int:
    return figures.whole("hours")["taken"]


def _beside(day: date, days: Mapping[str, Figures]) -> tuple[str, ...]:
    with_customers = [one for one, figures in days.items() if one != str(day) and came(figures)]
    same = [one for one in with_customers if one < str(day) and date.fromisoformat(one).weekday() == day.weekday()]
    if len(same) >= ENOUGH:
        return tuple(same)
    return tuple(one for one in with_customers if abs((date.fromisoformat(one) - day).days) <= AROUND)


def measures(figures: Figures) -> dict[str, Value]:
    """All columns of a whole day, but those that are made of counts by minutes."""
    cell = with_idle(figures.whole("hours"))
    return {name: column.value(cell) for name, column in COLUMNS.items()}


def _sight(rule: Rule, own: Mapping[str, Value], others: Sequence[Mapping[str, Value]]) -> Sight:
    value, there = own[rule.column], [one for other in others if (one := other[rule.column]) is not None]
    usual = median(there) if there else None
    return Sight(rule.column, rule.report, value, usual, _way(rule, value, usual))


def _way(rule: Rule, value: Value, usual: Value) -> Way:
    if value is None or usual is None:
        return "usual"
    away = value - usual
    if abs(away) < rule.least or abs(away) < rule.part * abs(usual):
        return "usual"
    if rule.bad == 0:
        return "other"
    return "worse" if away * rule.bad > 0 else "better"


# ------------------------------------------------------------ who was missing, who came besides
def _shut(own: Figures, usual: Sequence[Figures]) -> list[Part]:
    """Counters that were open for less than half of what they are usually."""
    there = {key[0]: told["open"] for key, told in own.by("counters", "counter").items()}
    before = [{key[0]: told["open"] for key, told in one.by("counters", "counter").items()} for one in usual]
    names = sorted({name for one in before for name in one}, key=int)
    parts = [Part(name, there.get(name, 0), round(median(one.get(name, 0) for one in before))) for name in names]
    return [part for part in parts if part.usual >= HOUR and part.value < part.usual / 2]


def _levels(own: Figures, usual: Sequence[Figures]) -> list[More]:
    """Levels of which half as many again came as usual, and ten at least."""
    if not usual:
        return []
    there = {key[0]: told["tickets"] for key, told in own.by("taken", "level").items()}
    before = [{key[0]: told["tickets"] for key, told in one.by("taken", "level").items()} for one in usual]
    hours = {(level, hour): told["tickets"] for (level, hour), told in own.by(TAKEN, "level", "hour").items()}
    found: list[More] = []
    for level, count in there.items():
        before_it = round(median(one.get(level, 0) for one in before))
        if count - before_it >= max(10, before_it / 2):
            most, hour = max((tickets, hour) for (name, hour), tickets in hours.items() if name == level)
            found.append(More(level, count, before_it, hour, most))
    return found


def _late(own: Figures) -> list[Late]:
    orders = own.by("orders", "department").items()
    late = (Late(key[0], told["answered"] - told["in_time"], told["longest"]) for key, told in orders)
    return [one for one in late if one.count]


# ------------------------------------------------------------ hour by hour
def _handling(own: Figures) -> int:
    cell = own.whole("hours")
    return round((cell["took"] + cell["calling"]) / cell["services"]) if cell["services"] else 0


def _hours(own: Figures, usual: Sequence[Figures], handling: int) -> list[Hour]:
    cells = {key[0]: told for key, told in own.by("hours", "hour").items()}
    before = [{key[0]: told["open"] for key, told in one.by("hours", "hour").items()} for one in usual]
    there = sorted(hour for hour, cell in cells.items() if cell["taken"] or cell["services"])
    names = [f"{hour:02d}" for hour in range(int(there[0]), int(there[-1]) + 1)] if there else []
    return [_hour(name, cells.get(name, {}), [one.get(name, 0) for one in before], handling) for name in names]


def _hour(name: str, cell: Mapping[str, int], opened: Sequence[int], handling: int) -> Hour:
    taken, services, calls = cell.get("taken", 0), cell.get("services", 0), cell.get("calls", 0)
    within = cell.get("promised", 0) / calls if calls else None
    lacking = round((taken - services) * handling / HOUR) if within is not None and within < POOR else 0
    return Hour(
        name,
        taken,
        services,
        cell.get("left", 0),
        within,
        round(cell.get("waited", 0) / calls) if calls else None,
        round(cell.get("open", 0) / HOUR, 1),
        round(median(opened) / HOUR, 1) if opened else None,
        max(0, lacking),
    )
