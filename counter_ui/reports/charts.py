"""Charts as plain shapes: pure, from a table to what a macro draws. They can be told apart without colours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from app.hall.plan import MINUTE
from app.reports.columns import COLUMNS, Kind, Value
from app.reports.report import Report, Table
from counter_ui.reports.names import Names

WIDTH, HEIGHT = 760, 240
LEFT, TOP, FOOT = 88, 16, 36
LABELS = 9
STEPS: dict[Kind, tuple[float, ...]] = {
    "count": tuple(n * 10**power for power in range(9) for n in (1, 2, 5)),
    "mean": (1.0,),
    "share": (0.05, 0.1, 0.2, 0.25),
    "time": tuple(
        m * MINUTE for m in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3000, 6000, 12_000, 30_000, 60_000, 120_000)
    ),
}
SHADES = 6
_GAP: list[Value] = [None]


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, or a point of a line; `series`: its place among the columns of the chart."""

    x: float
    y: float
    width: float
    height: float
    series: int
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`lines`: the points of each line, for a gap in the data several. `ticks`, `labels`: where, and what stands there."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Mark, ...]
    points: tuple[Mark, ...]
    lines: tuple[tuple[int, str], ...]
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str], ...]

    width = WIDTH
    height = HEIGHT
    left = LEFT
    foot = HEIGHT - FOOT


def charts(report: Report, bars: Sequence[str], lines: Sequence[str], names: Names) -> list[Chart]:
    """One for the bars, and one for the lines of each kind."""
    kinds = dict.fromkeys(COLUMNS[name].kind for name in lines)
    groups = [[name for name in lines if COLUMNS[name].kind == kind] for kind in kinds]
    drawn = [
        _chart(report.course, bars, names, lines=False),
        *(_chart(report.course, some, names, lines=True) for some in groups),
    ]
    return [one for one in drawn if one is not None]


def _chart(table: Table, columns: Sequence[str], names: Names, *, lines: bool) -> Chart | None:
    """None: nothing of it happened."""
    places = [table.columns.index(name) for name in columns]
    values = [[row[1][place] for place in places] for row in table.rows]
    there = [value for row in values for value in row if value is not None]
    if not any(there):
        return None
    kind = COLUMNS[columns[0]].kind
    step, top = _scale(kind, max(there))
    unit = (WIDTH - LEFT) / len(values)
    words = [names.keys(table, key)[0] for key, _ in table.rows]
    short = [word[5:] for word in words] if table.by == ("day",) else words
    marks = tuple(_marks(values, words, columns, names, top, unit, lines))
    return Chart(
        title=" · ".join(names.column(name) for name in columns),
        series=tuple(names.column(name) for name in columns),
        bars=() if lines else marks,
        points=marks if lines else (),
        lines=tuple(_paths(values, unit, top)) if lines else (),
        ticks=tuple((_y(step * n, top), _tick(names, columns[0], _whole(step * n, kind))) for n in range(round(top / step) + 1)),
        labels=tuple(_labels(short, unit)),
    )


def _tick(names: Names, column: str, value: Value) -> str:
    """Short: hours and minutes, no unit."""
    if COLUMNS[column].kind != "time":
        return names.value(column, value)
    hours, minutes = divmod(int(value or 0) // MINUTE, 60)
    return f"{hours:,}:{minutes:02d}"


def _y(value: float, top: float) -> float:
    return round(HEIGHT - FOOT - value / top * (HEIGHT - FOOT - TOP), 1)


def _marks(
    values: list[list[Value]], words: list[str], columns: Sequence[str], names: Names, top: float, unit: float, lines: bool
) -> Iterator[Mark]:
    for at, row in enumerate(values):
        for series, value in enumerate(row):
            if value is not None:
                x, width = _place(at, series, len(columns), unit, lines)
                y = _y(value, top)
                told = f"{words[at]} · {_told(names, columns[series], value)}"
                yield Mark(x, y, width, round(HEIGHT - FOOT - y, 1), series, told)


def _place(at: int, series: int, count: int, unit: float, lines: bool) -> tuple[float, float]:
    """Bars of one unit stand side by side; a point stands in its middle."""
    if lines:
        return round(LEFT + unit * (at + 0.5), 1), 0
    width = max(0.8, unit * 0.8 / count)
    return round(LEFT + unit * at + unit * 0.1 + series * width, 1), round(width * (0.92 if count > 1 and unit > 8 else 1), 1)


def _paths(values: list[list[Value]], unit: float, top: float) -> Iterator[tuple[int, str]]:
    """Where nothing was measured the line is broken."""
    for series in range(len(values[0]) if values else 0):
        path: list[str] = []
        for at, row in enumerate([*values, _GAP * len(values[0])]):
            if (value := row[series]) is not None:
                path.append(f"{LEFT + unit * (at + 0.5):.1f},{_y(value, top)}")
                continue
            if len(path) > 1:
                yield series, " ".join(path)
            path = []


def _labels(words: list[str], unit: float) -> Iterator[tuple[float, str]]:
    every = -(-len(words) // LABELS)
    return ((round(LEFT + unit * (at + 0.5), 1), word) for at, word in enumerate(words) if every and at % every == 0)


def _scale(kind: Kind, most: float) -> tuple[float, float]:
    """The step between two lines, and the upper end: at most six steps. A share's end is the whole, unless all are small."""
    if kind == "share" and most > 0.5:
        return 0.25, 1.0
    steps: Sequence[float] = STEPS[kind]
    step = next((one for one in steps if most <= 6 * one), steps[-1])
    return step, max(1, ceil(most / step)) * step


def _whole(value: float, kind: Kind) -> Value:
    return value if kind in ("share", "mean") else round(value)


# ------------------------------------------------------------ hours by weekdays
@dataclass(frozen=True, slots=True)
class Square:
    """`shade`: from 0, nothing, to 5, the most; `text` stands in it."""

    x: int
    y: int
    shade: int
    text: str
    told: str


@dataclass(frozen=True, slots=True)
class Heat:
    title: str
    squares: tuple[Square, ...]
    rows: tuple[tuple[int, str], ...]
    heads: tuple[tuple[int, str], ...]
    width: int
    height: int


WIDE, HIGH, SIDE, HEAD = 52, 34, 96, 26


def heat(table: Table, names: Names) -> Heat | None:
    """Who came when: the darker a square, the more; the number stands in it."""
    cells = {key: values for key, values in table.rows if values[0]}
    if not cells:
        return None
    hours = [f"{n:02d}" for n in range(min(int(h) for _, h in cells), max(int(h) for _, h in cells) + 1)]
    days = sorted({day for day, _ in cells})
    most = int(max((values[0] or 0) for values in cells.values())) or 1
    squares = tuple(
        _square(SIDE + column * WIDE, HEAD + row * HIGH, table, (day, hour), cells.get((day, hour), ()), most, names)
        for row, day in enumerate(days)
        for column, hour in enumerate(hours)
    )
    heads = tuple((SIDE + at * WIDE + WIDE // 2, hour) for at, hour in enumerate(hours))
    rows = tuple((HEAD + at * HIGH + HIGH // 2, names.keys(table, (day, hours[0]))[0]) for at, day in enumerate(days))
    return Heat(names.table(table), squares, rows, heads, SIDE + len(hours) * WIDE, HEAD + len(days) * HIGH)


def _square(x: int, y: int, table: Table, key: tuple[str, str], values: tuple[Value, ...], most: int, names: Names) -> Square:
    """By the first column; the others are told when it is pointed at."""
    count = int((values[0] if values else 0) or 0)
    told = [*names.keys(table, key), *(_told(names, column, value) for column, value in zip(table.columns, values, strict=False))]
    return Square(x, y, -(-count * (SHADES - 1) // most), f"{count:,}" if count else "", " · ".join(told))


def _told(names: Names, column: str, value: Value) -> str:
    return f"{names.column(column)}: {names.value(column, value)}"
