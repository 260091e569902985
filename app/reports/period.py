"""From which day to which a report is, and by what its days are added up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from app.hall.refusals import Refusal

By = Literal["hour", "day", "week", "month", "hall"]
UNITS: tuple[By, ...] = get_args(By)
LONGEST = 400
"""Days: a year, and a month before it to compare."""
USUAL = 30
"""Days before today, where nothing is said."""


class BadPeriod(Refusal):
    """`state`: no_day, backwards, too_long, too_much, future, no_unit."""

    code = "bad_period"


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date
    by: By

    @classmethod
    def asked(cls, since: str | None, until: str | None, by: str | None, today: str) -> "Period":
        """YYYY-MM-DD each; without, up to today, for the month before it. Raises BadPeriod."""
        now = date.fromisoformat(today)
        last = _day("to", until) if until else now
        first = _day("from", since) if since else min(last, now) - timedelta(days=0 if until and not since else USUAL - 1)
        told = {"first": str(first), "last": str(last), "today": today}
        if first > last:
            raise BadPeriod(state="backwards", **told)
        if first > now:
            raise BadPeriod(state="future", **told)
        if (last - first).days >= LONGEST:
            raise BadPeriod(state="too_long", **told, days=LONGEST)
        if by is not None and by not in UNITS:
            raise BadPeriod(state="no_unit", **told, by=by[:20], units=", ".join(UNITS))
        last = min(last, now)
        return cls(first, last, _unit(by) or _usual((last - first).days + 1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def of(self, day: str) -> str:
        """Which hour, day, week or month of the report a business day counts to; of hours, none."""
        return _of(date.fromisoformat(day), self.by)

    def units(self) -> Iterator[str]:
        """All of them, in their order, also those in which nothing happened."""
        if self.by == "hour":
            return iter([f"{hour:02d}" for hour in range(24)])
        return iter(dict.fromkeys(_of(day, self.by) for day in self.dates()))

    def dates(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))


def _day(name: str, given: str) -> date:
    try:
        return date.fromisoformat(given) if len(given) == 10 else date.fromisoformat("")
    except ValueError:
        raise BadPeriod(state="no_day", name=name, given=given[:20]) from None


def _unit(by: str | None) -> By | None:
    return next((one for one in UNITS if one == by), None)


def _usual(days: int) -> By:
    return "hour" if days == 1 else "day" if days <= 35 else "week" if days <= 190 else "month"


def _of(day: date, by: By) -> str:
    if by == "month":
        return f"{day:%Y-%m}"
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return str(day)
