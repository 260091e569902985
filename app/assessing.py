"""The days that an assessment is asked for, and its marks read in a thread."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from app.assessment import (
    Compared,
    Found,
    Mark,
    Score,
    Source,
    Sums,
    add,
    behind,
    entered_in,
    found_in,
    in_order,
    of_day,
    of_persons,
    of_posts,
    scores,
    sums,
)
from app.codec import stored
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.house import House
from app.reports.figures import FULL, TABLES, Figures, summed

MOST_DAYS = 31
Key = Literal["post", "who"]
KEYS: tuple[Key, ...] = get_args(Key)
_TABLES: dict[Key, str] = {"post": "post_marks", "who": "person_marks"}
LATER = 92
"""So many days after the period what is entered about it is still looked for."""


class BadSpan(Refusal):
    """Backwards, too long, or no days."""

    code = "bad_span"


def period(first: str | None, last: str | None, today: str) -> list[str]:
    """Each day from the first to the last; today by default. Raises BadSpan."""
    end = last or first or today
    begin = first or end
    try:
        days = (date.fromisoformat(end) - (start := date.fromisoformat(begin))).days
    except ValueError:
        raise BadSpan(first=begin[:20], last=end[:20], most=MOST_DAYS) from None
    if not 0 <= days < MOST_DAYS:
        raise BadSpan(first=begin, last=end, most=MOST_DAYS)
    return [(start + timedelta(days=at)).isoformat() for at in range(days + 1)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The number that is opened: of a post or of a person, of one source or of all."""

    key: Key
    name: str
    source: Source | None = None

    @property
    def table(self) -> str:
        return _TABLES[self.key]

    @property
    def holding(self) -> tuple[str, ...]:
        """What stands in the facts that may be behind it; a rating names its counter, and not its post."""
        if self.key == "who":
            return (stored("who", self.name),)
        return (stored("post", self.name), stored("stood_in", self.name), '"score":')

    def of(self, found: Sums) -> int:
        """How many marks are behind it."""
        return sum(one.count for source, one in found.get(self.name, {}).items() if self.source in (None, source))

    def among(self, marks: Iterable[Mark]) -> list[Mark]:
        return behind(marks, source=self.source, **{self.key: self.name})


@dataclass(frozen=True, slots=True)
class Scored:
    """`marks`: the newest of those behind the chosen number, of which there are `count`."""

    posts: list[Score]
    persons: list[Score]
    compared: list[Compared]
    marks: list[Mark]
    count: int


async def assessed(house: House, hall: str, first: str | None, last: str | None) -> tuple[list[str], Plan, Found]:
    """With every mark, from the log. Raises BadSpan."""
    days, until, plan = await _asked(house, hall, first, last)
    return days, plan, await asyncio.to_thread(found_in, house.log, hall, plan, days, until)


async def scored(
    house: House, hall: str, first: str | None, last: str | None, chosen: Chosen | None, most: int
) -> tuple[list[str], Plan, Scored]:
    """From the days' figures; of the marks only those that are shown. Raises BadSpan."""
    days, until, plan = await _asked(house, hall, first, last)
    return days, plan, await asyncio.to_thread(_scored, house, hall, plan, days, until, chosen, most)


def _scored(house: House, hall: str, plan: Plan, days: list[str], until: list[str], chosen: Chosen | None, most: int) -> Scored:
    store = house.reporting.store
    store.catch_up(hall)
    figures = store.between(hall, days[0], until[-1], ("post_marks", "person_marks", "entered"))
    entered = _entered(house, hall, plan, days, figures)
    posts, persons = sums(of_posts(entered.marks)), sums(of_persons(entered.marks))
    of_days = {day: one for day, one in figures.items() if day <= days[-1]}
    whole = summed(of_days.values())
    for table, found in (("post_marks", posts), ("person_marks", persons)):
        for (name, source), told in whole.by(table, *TABLES[table].by).items():
            add(found, name, source, told["marks"], told["quarters"] / FULL)  # type: ignore[arg-type]
    marks = _newest(house, hall, of_days, entered.marks, chosen, most) if chosen is not None else []
    count = chosen.of(posts if chosen.key == "post" else persons) if chosen is not None else 0
    told_weights = weights(plan)
    return Scored(scores(posts, told_weights), scores(persons, told_weights), entered.compared, marks, count)


def _entered(house: House, hall: str, plan: Plan, days: list[str], figures: Mapping[str, Figures]) -> Found:
    """What was entered about these days, then or later."""
    keys = [key for one in figures.values() for key in one.by("entered", "visited", "seq")]
    found = house.log.at(hall, [int(seq) for visited, seq in keys if visited in days])
    asked = house.log.at(hall, house.reporting.store.under_way(hall).questionnaires.values()) if found else []
    return entered_in(house.log, hall, plan, days, found, asked)


def _newest(
    house: House, hall: str, figures: Mapping[str, Figures], entered: list[Mark], chosen: Chosen, most: int
) -> list[Mark]:
    """Read from the log a day at a time, the newest first, and only where the figures say that there are some."""
    found = chosen.among(entered)
    for day, one in sorted(figures.items(), reverse=True):
        if len(found) >= most:
            break
        if any(
            name == chosen.name and chosen.source in (None, source) for name, source in one.by(chosen.table, chosen.key, "source")
        ):
            found += chosen.among(of_day(house.log, hall, day, chosen.holding))
    return in_order(found)[-most:]


async def _asked(house: House, hall: str, first: str | None, last: str | None) -> tuple[list[str], list[str], Plan]:
    """The days of the period, those on which something may have been entered about it, and the plan."""
    plan, today = await house.desk.read(hall, lambda state, now: (state.plan, state.day))
    days = period(first, last, today)
    return days, _until(days[-1], today), plan


def _until(last: str, today: str) -> list[str]:
    begin, end = date.fromisoformat(last), date.fromisoformat(today)
    return [(begin + timedelta(days=at)).isoformat() for at in range(min((end - begin).days, LATER) + 1)]


def weights(plan: Plan) -> dict[Source, int]:
    told: dict[Source, int] = asdict(plan.assessment.weights)  # type: ignore[assignment]
    return told
