"""Which report is asked for: by its name, from when to when, by what, and of which row of one of its tables."""

from dataclasses import dataclass, replace

from app.hall.refusals import Refusal
from app.reports.figures import BY_HOUR_TOO, Key, by_hour
from app.reports.layouts import NAMES, REPORTS, Layout, Sheet
from app.reports.period import UNITS, By, Period


class UnknownReport(Refusal):
    code = "unknown_report"


class UnknownRow(Refusal):
    """The report has no such table, or its rows are about more or less than what was said."""

    code = "unknown_row"


@dataclass(frozen=True, slots=True)
class Asked:
    """As it was typed. `sheet` and `key`: the row."""

    name: str
    since: str | None = None
    until: str | None = None
    by: str | None = None
    sheet: str | None = None
    key: Key = ()


@dataclass(frozen=True, slots=True)
class Row:
    sheet: Sheet
    key: Key

    @property
    def about(self) -> dict[str, str]:
        return dict(zip(self.sheet.by, self.key, strict=True))

    @property
    def units(self) -> tuple[By, ...]:
        """Of the longest tables no hours are kept."""
        return tuple(unit for unit in UNITS if unit != "hour" or self.sheet.table in BY_HOUR_TOO)


@dataclass(frozen=True, slots=True)
class Wanted:
    name: str
    period: Period
    row: Row | None = None

    @classmethod
    def of(cls, asked: Asked, today: str) -> "Wanted":
        """Raises UnknownReport, UnknownRow, BadPeriod."""
        layout = layout_of(asked.name)
        row, period = _row(layout, asked), Period.asked(asked.since, asked.until, "hall" if layout.beside else asked.by, today)
        if row is not None and period.by not in row.units:
            period = replace(period, by="day")
        return cls(asked.name, period, row)

    @property
    def layout(self) -> Layout:
        return REPORTS[self.name]

    @property
    def about(self) -> dict[str, str]:
        return self.row.about if self.row is not None else {}

    @property
    def by_hour(self) -> bool:
        return self.period.by == "hour"

    @property
    def columns(self) -> tuple[str, ...]:
        """Over time. How long nine of ten waited is not kept by hour for each row."""
        if self.row is None:
            return self.layout.course
        return tuple(name for name in self.row.sheet.columns if name != "p90" or not self.by_hour)

    @property
    def table(self) -> str:
        """The figures over time."""
        if self.row is None:
            return "hours"
        return by_hour(self.row.sheet.table) if self.by_hour else self.row.sheet.table

    @property
    def minutes(self) -> str:
        if "p90" not in self.columns:
            return ""
        return self.row.sheet.minutes if self.row else "hour_minutes" if self.by_hour else "wait_minutes"

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Of a row, the tables that tell it in more detail."""
        if self.period.by == "hall":
            return ()
        if self.row is None:
            return tuple(sheet for sheet in self.layout.sheets if not sheet.inner)
        return tuple(sheet for sheet in self.layout.sheets if set(self.row.sheet.by) < set(sheet.by))

    @property
    def heat(self) -> bool:
        return self.layout.heat and self.row is None and self.period.by != "hall"

    @property
    def tables(self) -> tuple[str, ...]:
        """The figures that it is made of."""
        of_sheets = (name for sheet in self.sheets for name in (sheet.table, sheet.minutes))
        return tuple(dict.fromkeys(filter(None, (self.table, self.minutes, *of_sheets))))


def layout_of(name: str) -> Layout:
    """Raises UnknownReport."""
    if name not in NAMES:
        raise UnknownReport(report=name[:40], reports=", ".join(NAMES))
    return REPORTS[name]


def _row(layout: Layout, asked: Asked) -> Row | None:
    if asked.sheet is None:
        return None
    sheet = next((one for one in layout.sheets if one.name == asked.sheet), None)
    if sheet is None or len(sheet.by) != len(asked.key):
        told = ", ".join(f"{one.name} ({', '.join(one.by)})" for one in layout.sheets)
        raise UnknownRow(sheet=asked.sheet[:40], sheets=told or "–")
    return Row(sheet, asked.key)
