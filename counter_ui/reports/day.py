"""A day looked back at, in sentences: what was otherwise than usual, why, where people were lacking, what happened. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import ceil

from app.hall.plan import MINUTE, Plan
from app.hall.state import Hall
from app.reporting import Reviewed
from app.reports.columns import COLUMNS, Value
from app.reports.figures import Figures
from app.reports.review import POOR, Hour, Late, More, Part, Review, Sight, came, measures
from counter_ui.reports.happened import Line, happened
from counter_ui.reports.names import Names
from shared_ui.sentences import label, say

OF_WEEK = ("taken", "within", "mean_wait", "left", "open")
SHORT = 0.75
"""Counters fewer than usual, on average over an hour, from which on it is marked."""
LISTED = 12
"""Days that are named one by one; of more, the first and the last."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence; `way`: worse, better, other or usual; `report`: where its figures are, in the hours of the day."""

    text: str
    way: str
    report: str = ""


@dataclass(frozen=True, slots=True)
class OfWeek:
    day: str
    name: str
    values: tuple[str, ...]
    current: bool
    poor: bool


@dataclass(frozen=True, slots=True)
class OfHour:
    """`poor`: fewer than four in five were called within the promise; `short`: fewer counters than usual."""

    values: tuple[str, ...]
    poor: bool
    short: bool


@dataclass(frozen=True, slots=True)
class Page:
    day: str
    name: str
    before: str
    after: str | None
    verdict: Said
    beside: str
    felt: tuple[Said, ...]
    usual: tuple[str, ...]
    causes: tuple[Said, ...]
    advice: tuple[str, ...]
    week: tuple[OfWeek, ...]
    week_heads: tuple[str, ...]
    hours: tuple[OfHour, ...]
    handling: str
    lines: tuple[Line, ...]
    behind: str | None
    empty: bool


def page(told: Reviewed, hall: Hall, names: Names) -> Page:
    words = _Words(hall.plan, names)
    found, day = told.review, date.fromisoformat(told.review.day)
    following = day + timedelta(days=1)
    felt, causes = tuple(words.felt(found)), tuple(words.causes(found))
    return Page(
        found.day,
        words.day(day),
        str(day - timedelta(days=1)),
        str(following) if str(following) <= hall.day else None,
        words.verdict(found, felt, causes, today=found.day == hall.day),
        words.beside(found),
        felt,
        tuple(names.column(sight.column) for sight in found.felt if sight.way == "usual" and sight.usual is not None),
        causes,
        tuple(words.advice(found)) if found.worse or found.late else (),
        tuple(words.week(day, told.days)),
        tuple(names.column(column) for column in OF_WEEK),
        tuple(words.hour(hour) for hour in found.hours),
        names.lasting(found.handling),
        tuple(happened(hall, names, told.incidents)),
        told.behind,
        not found.came,
    )


class _Words:
    def __init__(self, plan: Plan, names: Names) -> None:
        self._plan, self._names, self._language = plan, names, names.language

    def _say(self, key: str, **fields: object) -> str:
        return say(self._language, f"day.{key}", **fields)

    def _list(self, items: Iterable[str]) -> str:
        return say(self._language, "spoken.list").join(items)

    def day(self, day: date) -> str:
        weekday = self._names.one("weekday", str(day.isoweekday()))
        month = label(self._language, "times.month", str(day.month))
        return self._say("date", weekday=weekday, month=month, day=day.day, year=day.year)

    # ------------------------------------------------------------ sentences
    def verdict(self, found: Review, felt: Sequence[Said], causes: Sequence[Said], today: bool) -> Said:
        """What was worst, and what most likely brought it about."""
        if today:
            return Said(self._say("not_over"), "usual")
        if not found.beside:
            return Said(self._say("nothing_beside"), "usual")
        worst = next((one.text for one in felt if one.way == "worse"), None)
        if worst is None:
            return Said(self._say("as_usual"), "better")
        why = self._shut(found.shut) if found.shut else next((one.text for one in causes if one.way != "usual"), "")
        return Said(self._say("worse", figure=worst, why=why).rstrip(), "worse")

    def beside(self, found: Review) -> str:
        days = [one[5:] for one in found.beside]
        if not days:
            return ""
        named = self._list(days) if len(days) <= LISTED else f"{days[0]} … {days[-1]}"
        return self._say("beside", days=named, count=len(days))

    def felt(self, found: Review) -> Iterator[Said]:
        yield from (self.sight(sight) for sight in found.felt if sight.way in ("worse", "better"))
        for late in found.late:
            told = self._of_late(late)
            yield Said(self._say("late_orders", **told), "worse", "complaints")

    def _of_late(self, late: Late) -> dict[str, object]:
        name = self._names.one("department", late.department)
        limit, longest = ceil(self._plan.complaints.reply_within / MINUTE), ceil(late.longest / MINUTE)
        return {"department": name, "count": late.count, "limit": limit, "longest": longest}

    def sight(self, sight: Sight) -> Said:
        """The sentence of its column, with the day's and the usual figure."""
        told = {"value": self._value(sight.column, sight.value), "usual": self._value(sight.column, sight.usual)}
        key = "normal" if sight.way == "usual" else "figure"
        return Said(self._say(f"{key}.{sight.column}", **told), sight.way, sight.report)

    def _value(self, column: str, value: Value) -> str:
        """As people say it: whole counts and percents, whole minutes from ten minutes on."""
        if value is None:
            return "–"
        match COLUMNS[column].kind:
            case "share":
                return f"{100 * value:.0f}\u00a0%"
            case "count":
                return f"{round(value):,}"
            case "time" if value >= 10 * MINUTE:
                return self._names.lasting(round(value / MINUTE) * MINUTE) if value >= 60 * MINUTE else self._minutes(value)
            case _:
                return self._names.value(column, value)

    def _minutes(self, value: float) -> str:
        return self._say("minutes", count=round(value / MINUTE))

    def causes(self, found: Review) -> Iterator[Said]:
        """First what was otherwise, then what was not: what it wasn't is an answer too."""
        if not found.worse:
            return
        ranked = sorted(found.causes, key=lambda sight: sight.way == "usual")
        for sight in ranked:
            if sight.way == "better" or (sight.way == "usual" and not (sight.value or sight.usual)):
                continue
            yield self.sight(sight)
            if sight.column == "open" and found.shut:
                yield Said(self._shut(found.shut), "worse", "counters")
            if sight.column == "taken":
                yield from (self._more(more) for more in found.levels)

    def _shut(self, parts: Sequence[Part]) -> str:
        never = [part for part in parts if not part.value]
        rarely = [part for part in parts if part.value]
        told = []
        if never:
            usual = max(part.usual for part in never)
            told.append(self._say("shut", counters=self._counters(never), usual=self._names.lasting(usual)))
        told += [
            self._say(
                "hardly",
                counters=self._counters([part]),
                open=self._names.lasting(part.value),
                usual=self._names.lasting(part.usual),
            )
            for part in rarely
        ]
        return self._say("and").join(told)

    def _counters(self, parts: Sequence[Part]) -> str:
        """At the beginning of a sentence."""
        told = self._list(self._names.one("counter", part.code) for part in parts)
        return told[:1].upper() + told[1:]

    def _more(self, more: More) -> Said:
        hour = self._say("span", first=f"{more.hour}:00", last=f"{int(more.hour) + 1:02d}:00")
        told = {"level": self._level(more), "count": more.count, "usual": more.usual, "hour": hour, "most": more.most}
        return Said(self._say("more", **told), "other", "visits")

    def _level(self, more: More) -> str:
        return self._names.one("level", more.level)

    # ------------------------------------------------------------ what to change
    def advice(self, found: Review) -> Iterator[str]:
        lacking = [hour for hour in found.hours if hour.lacking]
        if lacking:
            most = max(hour.lacking for hour in lacking)
            at = self._list(self._spans(lacking))
            yield self._say("lacking", hours=at, most=most)
            if found.shut:
                yield self._say("fill", counters=self._counters(found.shut))
            elif found.levels:
                levels = self._list(self._level(more) for more in found.levels)
                yield self._say("spread", level=levels)
            else:
                yield self._say("roster")
        for late in found.late:
            yield self._say("late_reply", **self._of_late(late))

    def _spans(self, hours: Sequence[Hour]) -> Iterator[str]:
        """Hours that follow one another are one span."""
        numbered = enumerate(int(hour.hour) for hour in hours)
        for _, group in groupby(numbered, key=lambda one: one[1] - one[0]):
            run = [hour for _, hour in group]
            yield self._say("span", first=f"{run[0]:02d}:00", last=f"{run[-1] + 1:02d}:00")

    # ------------------------------------------------------------ tables
    def week(self, day: date, days: dict[str, Figures]) -> Iterator[OfWeek]:
        """The week's days side by side, as far as anybody came."""
        monday = day - timedelta(days=day.weekday())
        sunday = monday + timedelta(days=6)
        told = {one: figures for one, figures in days.items() if str(monday) <= one <= str(sunday)}
        for one, figures in told.items():
            if came(figures):
                values = measures(figures)
                within = values["within"]
                shown = tuple(self._value(column, values[column]) for column in OF_WEEK)
                poor = within is not None and within < POOR
                yield OfWeek(one, self._short(date.fromisoformat(one)), shown, one == str(day), poor)

    def _short(self, day: date) -> str:
        return f"{self._names.one('weekday', str(day.isoweekday()))} {day:%m-%d}"

    def hour(self, hour: Hour) -> OfHour:
        usual = hour.usual_open
        return OfHour(
            (
                f"{hour.hour}:00",
                f"{hour.taken:,}",
                f"{hour.services:,}",
                f"{hour.left:,}",
                self._value("within", hour.within),
                self._value("mean_wait", hour.mean_wait),
                f"{hour.open:.1f}",
                "–" if usual is None else f"{usual:.1f}",
                str(hour.lacking) if hour.lacking else "",
            ),
            hour.within is not None and hour.within < POOR,
            bool(hour.taken) and usual is not None and hour.open < usual - SHORT,
        )
