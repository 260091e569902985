"""A report as tables of rows: pure, from the figures of days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.hall.refusals import Refusal
from app.reports.columns import COLUMNS, Value, ninetieth, with_idle
from app.reports.figures import Figures, Key, summed
from app.reports.layouts import COURSE, HALLS, HEAT, NAMES, OF_HEAT, REPORTS, Sheet
from app.reports.period import Period

Days = Mapping[str, Figures]


class UnknownReport(Refusal):
    code = "unknown_report"


@dataclass(frozen=True, slots=True)
class Table:
    """Each row: what it is about, then the values of the columns."""

    name: str
    by: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Key, tuple[Value, ...]], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`course`: over time. `whole`: one row for all of it, with the same columns."""

    name: str
    period: Period
    course: Table
    whole: tuple[Value, ...]
    tables: tuple[Table, ...]


def needed(name: str) -> tuple[str, ...]:
    """The tables of figures that a report is made of. Raises UnknownReport."""
    if name not in NAMES:
        raise UnknownReport(report=name[:40], reports=", ".join(NAMES))
    sheets = REPORTS[name].sheets if name != HALLS else ()
    return tuple(dict.fromkeys(["hours", "hour_minutes", *(s.table for s in sheets), *(s.minutes for s in sheets if s.minutes)]))


def report(name: str, period: Period, days: Days) -> Report:
    """Raises UnknownReport."""
    needed(name)
    layout, total = REPORTS[name], summed(days.values())
    tables = [_sheet(sheet, total) for sheet in layout.sheets]
    if layout.heat:
        tables.append(_heat(days))
    return Report(name, period, _course(layout.course, period, days, total), _values(_over(total), layout.course), tuple(tables))


def halls(period: Period, found: Mapping[str, Figures]) -> Report:
    """Each hall by its figures of the whole period, side by side."""
    columns = REPORTS["overview"].course
    rows = tuple(((hall,), _values(_over(figures), columns)) for hall, figures in found.items())
    return Report(HALLS, period, Table(COURSE, ("hall",), columns, rows), _values(_over(summed(found.values())), columns), ())


# ------------------------------------------------------------ over time
def _course(columns: tuple[str, ...], period: Period, days: Days, total: Figures) -> Table:
    return Table(COURSE, (period.by,), columns, tuple(_units(columns, period, days, total)))


def _units(columns: tuple[str, ...], period: Period, days: Days, total: Figures) -> Iterator[tuple[Key, tuple[Value, ...]]]:
    if period.by == "hour":
        cells = _with_p90(total.by("hours", "hour"), total, "hour_minutes", ("hour",))
        found = [unit for unit in period.units() if (unit,) in cells]
        wanted = [f"{hour:02d}" for hour in range(int(found[0]), int(found[-1]) + 1)] if found else []
        yield from (((unit,), _values(cells.get((unit,), {}), columns)) for unit in wanted)
        return
    gathered: dict[str, list[Figures]] = defaultdict(list)
    for day, figures in days.items():
        gathered[period.of(day)].append(figures)
    for unit in period.units():
        yield (unit,), _values(_over(summed(gathered.get(unit, []))), columns)


def _over(figures: Figures) -> dict[str, int]:
    """All hours of these days together."""
    return _with_p90({(): figures.whole("hours")}, figures, "hour_minutes", ())[()]


def _heat(days: Days) -> Table:
    weekdays: dict[int, list[Figures]] = defaultdict(list)
    for day, figures in days.items():
        weekdays[date.fromisoformat(day).isoweekday()].append(figures)
    rows = (
        ((str(weekday), hour), _values(cell, OF_HEAT))
        for weekday, some in sorted(weekdays.items())
        for (hour,), cell in summed(some).by("hours", "hour").items()
    )
    return Table(HEAT, ("weekday", "hour"), OF_HEAT, tuple(rows))


# ------------------------------------------------------------ by what it is about
def _sheet(sheet: Sheet, total: Figures) -> Table:
    cells = total.by(sheet.table, *sheet.by)
    if sheet.minutes:
        cells = _with_p90(cells, total, sheet.minutes, sheet.by)
    rows = tuple((key, _values(cell, sheet.columns)) for key, cell in sorted(cells.items(), key=_order))
    return Table(sheet.name, sheet.by, sheet.columns, tuple(row for row in rows if any(row[1])))


def _order(row: tuple[Key, object]) -> tuple[tuple[int, str], ...]:
    """Counter 10 after counter 9."""
    return tuple((len(part) if part.isdecimal() else 0, part) for part in row[0])


def _with_p90(cells: dict[Key, dict[str, int]], total: Figures, table: str, by: Iterable[str]) -> dict[Key, dict[str, int]]:
    minutes: dict[Key, dict[int, int]] = defaultdict(dict)
    for key, told in total.by(table, *by, "minutes").items():
        minutes[key[:-1]][int(key[-1])] = next(iter(told.values()))
    for key, cell in cells.items():
        cell["p90"] = ninetieth(minutes.get(key, {}))
    return cells


def _values(cell: dict[str, int], columns: tuple[str, ...]) -> tuple[Value, ...]:
    whole = with_idle(cell)
    return tuple(COLUMNS[name].value(whole) for name in columns)
