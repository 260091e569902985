"""What a page of a report shows: pure, from the report and the hall's words."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from app.reporting import Told
from app.reports.columns import COLUMNS
from app.reports.figures import Key
from app.reports.layouts import COURSE, HEAT
from app.reports.period import UNITS, Period
from app.reports.report import Table
from app.reports.wanted import Wanted
from counter_ui.reports.charts import Chart, Heat, charts, heat
from counter_ui.reports.names import Names

LONG = 14
"""Rows from which a table scrolls by itself."""
MOST = 1000
"""Rows on a page; a file has all of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """`query`: what is asked for to open it; none: it can't be."""

    keys: tuple[str, ...]
    values: tuple[str, ...]
    query: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in words; `about`: how many of its heads are not figures."""

    name: str
    title: str
    heads: tuple[str, ...]
    about: int
    rows: tuple[Row, ...]
    more: int = 0

    @property
    def long(self) -> bool:
        return len(self.rows) > LONG


@dataclass(frozen=True, slots=True)
class Page:
    """`row`: of which row it is, and `chosen` what is asked for to stay with it. `heat`: drawn above its table. `presets`: ranges
    of dates to choose at one touch."""

    name: str
    title: str
    row: str
    chosen: tuple[tuple[str, str], ...]
    period: Period
    whole: tuple[tuple[str, str], ...]
    charts: tuple[Chart, ...]
    course: Shown
    heat: Heat | None
    tables: tuple[Shown, ...]
    presets: tuple[tuple[str, date, date], ...]
    units: tuple[str, ...]
    behind: str | None
    empty: bool

    @property
    def of_row(self) -> str:
        return urlencode(self.chosen)


def page(told: Told, names: Names, today: date, several: bool) -> Page:
    """`several`: there are halls to stand side by side."""
    report, wanted = told.report, told.report.wanted
    warm = next((one for one in report.tables if one.name == HEAT), None)
    return Page(
        wanted.name,
        names.report(wanted.name),
        names.row(wanted),
        _chosen(wanted.row.sheet.name, wanted.row.key) if wanted.row is not None else (),
        wanted.period,
        tuple((names.column(c), names.value(c, v)) for c, v in zip(report.course.columns, report.whole, strict=True)),
        tuple(charts(report, *_drawn(wanted), names)) if wanted.period.by != "hall" else (),
        _shown(report.course, wanted, names),
        heat(warm, names) if warm is not None else None,
        tuple(_shown(one, wanted, names) for one in report.tables if one.rows),
        tuple(_presets(today)),
        _units(wanted, several),
        told.behind,
        not any(value for column, value in zip(report.course.columns, report.whole, strict=True) if _counts(column))
        and not any(one.rows for one in report.tables),
    )


def _units(wanted: Wanted, several: bool) -> tuple[str, ...]:
    if wanted.layout.beside:
        return ()
    return tuple(unit for unit in (wanted.row.units if wanted.row is not None else UNITS) if several or unit != "hall")


def _drawn(wanted: Wanted) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Bars and lines. Of a row its first column, and its means and shares."""
    if wanted.row is None:
        return wanted.layout.bars, wanted.layout.lines
    first, *others = wanted.columns
    return (first,), tuple(name for name in others if COLUMNS[name].per)


def _counts(column: str) -> bool:
    return COLUMNS[column].kind != "share"


def _shown(table: Table, wanted: Wanted, names: Names) -> Shown:
    opens = _over_time(wanted) if table.name == COURSE else _in_detail(table, wanted)
    rows = tuple(
        Row(
            tuple(names.keys(table, key)),
            tuple(names.value(c, v) for c, v in zip(table.columns, values, strict=True)),
            opens(key),
        )
        for key, values in table.rows[:MOST]
    )
    more = len(table.rows) - len(rows)
    return Shown(table.name, names.table(table), tuple(names.heads(table)), len(table.by), rows, more)


def _over_time(wanted: Wanted) -> Callable[[Key], str]:
    """A day, week or month opens to itself."""
    period, row = wanted.period, wanted.row
    if period.by not in ("day", "week", "month"):
        return lambda key: ""
    chosen = _chosen(row.sheet.name, row.key) if row is not None else ()
    days: dict[str, list[str]] = defaultdict(list)
    for day in map(str, period.dates()):
        days[period.of(day)].append(day)
    return lambda key: urlencode([("from", days[key[0]][0]), ("to", days[key[0]][-1]), *chosen])


def _in_detail(table: Table, wanted: Wanted) -> Callable[[Key], str]:
    """A row of a table opens to its course over time; one of a single day has its facts there too."""
    period = wanted.period
    if all(sheet.name != table.name for sheet in wanted.sheets):
        return lambda key: ""
    same = [("from", str(period.first)), ("to", str(period.last)), ("by", period.by)]
    return lambda key: urlencode([*same, *_chosen(table.name, key)])


def _chosen(sheet: str, key: Key) -> tuple[tuple[str, str], ...]:
    return (("sheet", sheet), *(("of", one) for one in key))


def _presets(today: date) -> list[tuple[str, date, date]]:
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return [
        ("today", today, today),
        ("yesterday", today - timedelta(days=1), today - timedelta(days=1)),
        ("week", today - timedelta(days=6), today),
        ("month", month, today),
        ("last_month", before.replace(day=1), before),
        ("year", today - timedelta(days=364), today),
    ]
