"""What a page of a report shows: pure, from the report and the hall's words."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.reporting import Told
from app.reports.columns import COLUMNS
from app.reports.layouts import HALLS, HEAT, REPORTS
from app.reports.period import UNITS, Period
from app.reports.report import Table
from counter_ui.reports.charts import Chart, Heat, charts, heat
from counter_ui.reports.names import Names

LONG = 14
"""Rows from which a table scrolls by itself."""


@dataclass(frozen=True, slots=True)
class Row:
    keys: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in words; `about`: how many of its heads are not figures."""

    name: str
    title: str
    heads: tuple[str, ...]
    about: int
    rows: tuple[Row, ...]
    long: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`heat`: drawn above its table. `presets`: ranges of dates to choose at one touch."""

    name: str
    title: str
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


def page(told: Told, names: Names, today: date) -> Page:
    report = told.report
    layout = REPORTS.get(report.name)
    drawn = charts(report, layout.bars, layout.lines, names) if layout else []
    warm = next((one for one in report.tables if one.name == HEAT), None)
    return Page(
        report.name,
        names.report(report.name),
        report.period,
        tuple((names.column(c), names.value(c, v)) for c, v in zip(report.course.columns, report.whole, strict=True)),
        tuple(drawn),
        _shown(report.course, names),
        heat(warm, names) if warm is not None else None,
        tuple(_shown(one, names) for one in report.tables if one.rows),
        tuple(_presets(today)),
        UNITS if report.name != HALLS else (),
        told.behind,
        not any(value for column, value in zip(report.course.columns, report.whole, strict=True) if _counts(column))
        and not any(one.rows for one in report.tables),
    )


def _counts(column: str) -> bool:
    return COLUMNS[column].kind != "share"


def _shown(table: Table, names: Names) -> Shown:
    rows = tuple(
        Row(tuple(names.keys(table, key)), tuple(names.value(c, v) for c, v in zip(table.columns, values, strict=True)))
        for key, values in table.rows
    )
    return Shown(table.name, names.table(table), tuple(names.heads(table)), len(table.by), rows, len(rows) > LONG)


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
