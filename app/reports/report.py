"""A report as tables of rows: pure, from the figures of days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.reports.behind import Behind
from app.reports.columns import COLUMNS, Value, ninetieth, with_idle
from app.reports.figures import Figures, Key, summed
from app.reports.layouts import COURSE, FACTS, HEAT, OF_HEAT, Sheet
from app.reports.wanted import Wanted

Days = Mapping[str, Figures]


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

    wanted: Wanted
    course: Table
    whole: tuple[Value, ...]
    tables: tuple[Table, ...]


def report(wanted: Wanted, days: Days, behind: Iterable[Behind] = ()) -> Report:
    """Of the days' figures, those of the chosen row; `behind`: the facts behind it."""
    total = summed(days.values())
    tables = [_sheet(sheet, total) for sheet in wanted.sheets]
    if wanted.heat:
        tables.append(_heat(days))
    if told := list(behind):
        tables.append(_facts(wanted, told))
    course = Table(COURSE, (wanted.period.by,), wanted.columns, tuple(_units(wanted, days, total)))
    return Report(wanted, course, _over(wanted, total), tuple(tables))


def halls(wanted: Wanted, found: Mapping[str, Figures]) -> Report:
    """Each hall by its figures of the whole period, side by side."""
    rows = tuple(((hall,), _over(wanted, figures)) for hall, figures in found.items())
    return Report(wanted, Table(COURSE, ("hall",), wanted.columns, rows), _over(wanted, summed(found.values())), ())


# ------------------------------------------------------------ over time
def _units(wanted: Wanted, days: Days, total: Figures) -> Iterator[tuple[Key, tuple[Value, ...]]]:
    if wanted.by_hour:
        cells = _with_p90(total.by(wanted.table, "hour"), total, wanted.minutes, ("hour",))
        found = [unit for unit in wanted.period.units() if (unit,) in cells]
        hours = [f"{hour:02d}" for hour in range(int(found[0]), int(found[-1]) + 1)] if found else []
        yield from (((unit,), _values(cells.get((unit,), {}), wanted.columns)) for unit in hours)
        return
    gathered: dict[str, list[Figures]] = defaultdict(list)
    for day, figures in days.items():
        gathered[wanted.period.of(day)].append(figures)
    for unit in wanted.period.units():
        some = gathered.get(unit, [])
        yield (unit,), _over(wanted, some[0] if len(some) == 1 else summed(some))


def _over(wanted: Wanted, figures: Figures) -> tuple[Value, ...]:
    """All of these days together."""
    return _values(_with_p90({(): figures.whole(wanted.table)}, figures, wanted.minutes, ())[()], wanted.columns)


def _heat(days: Days) -> Table:
    weekdays: dict[int, list[Figures]] = defaultdict(list)
    for day, figures in days.items():
        weekdays[date.fromisoformat(day).isoweekday()].append(figures)
    rows = (
        ((str(weekday), hour), _values(cell, OF_HEAT))
        for weekday, some in sorted(weekdays.items())
        for (hour,), cell in summed(some).by("hours", "hour").items()
        if cell["taken"]
    )
    return Table(HEAT, ("weekday", "hour"), OF_HEAT, tuple(rows))


# ------------------------------------------------------------ by what it is about
def _sheet(sheet: Sheet, total: Figures) -> Table:
    cells = _with_p90(total.by(sheet.table, *sheet.by), total, sheet.minutes, sheet.by)
    rows = tuple((key, _values(cell, sheet.columns)) for key, cell in sorted(cells.items(), key=_order))
    return Table(sheet.name, sheet.by, sheet.columns, tuple(row for row in rows if any(row[1])))


def _facts(wanted: Wanted, behind: list[Behind]) -> Table:
    """What each fact adds to the row, in the columns of its table; what none of them names is left out."""
    columns = tuple(name for name in wanted.columns if name != "p90")
    named = [place for place in range(len(Behind.ABOUT)) if any(one.key[place] for one in behind)]
    rows = ((tuple(one.key[place] for place in named), _values(one.cell, columns)) for one in behind)
    return Table(FACTS, tuple(Behind.ABOUT[place] for place in named), columns, tuple(rows))


def _order(row: tuple[Key, object]) -> tuple[tuple[int, str], ...]:
    """Counter 10 after counter 9."""
    return tuple((len(part) if part.isdecimal() else 0, part) for part in row[0])


def _with_p90(cells: dict[Key, dict[str, int]], total: Figures, table: str, by: Iterable[str]) -> dict[Key, dict[str, int]]:
    """`table`: of counts by full minutes; none: nothing is asked of it."""
    minutes: dict[Key, dict[int, int]] = defaultdict(dict)
    if not table:
        return cells
    for key, told in total.by(table, *by, "minutes").items():
        minutes[key[:-1]][int(key[-1])] = next(iter(told.values()))
    for key, cell in cells.items():
        if key in minutes:
            cell["p90"] = ninetieth(minutes[key])
    return cells


def _values(cell: dict[str, int], columns: tuple[str, ...]) -> tuple[Value, ...]:
    whole = with_idle(cell)
    return tuple(COLUMNS[name].value(whole) for name in columns)
