"""The day's curve as a drawing: bars for what was taken and called in each quarter hour, a line for who waited at its end."""

from dataclasses import dataclass

from app.hall.curve import Point
from app.hall.day import Instant, local
from app.hall.state import Hall

WIDTH, HEIGHT = 960, 200
LEFT, BOTTOM, TOP = 52, 32, 14
AT_LEAST = 16
"""So many quarters are drawn at least: a bar of the first hour isn't as wide as the page."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    taken: float
    called: float
    """Heights."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """`hours`: where a full hour stands below, with its name; `steps`: heights with their figures; `line`: who waited."""

    bars: list[Bar]
    line: str
    last: tuple[float, float]
    hours: list[tuple[float, str]]
    steps: list[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Row:
    at: str
    taken: int
    called: int
    waiting: int


@dataclass(frozen=True, slots=True)
class DayCurve:
    """`rows`: the same as a table, the latest quarter first."""

    drawn: Drawn
    rows: list[Row]
    taken: int
    called: int
    waiting: int
    most: Row
    """The quarter at whose end most waited."""


def day_curve(hall: Hall, now: Instant) -> DayCurve | None:
    """None: no ticket has been taken today."""
    points = hall.curve.points(now)
    if not points:
        return None
    rows = [Row(f"{local(hall.plan, one.at):%H:%M}", one.taken, one.called, one.waiting) for one in points]
    return DayCurve(
        drawn=_drawn(hall, points),
        rows=rows[::-1],
        taken=sum(row.taken for row in rows),
        called=sum(row.called for row in rows),
        waiting=rows[-1].waiting,
        most=max(rows, key=lambda row: row.waiting),
    )


def _drawn(hall: Hall, points: list[Point]) -> Drawn:
    top = _round_up(max(max(one.taken, one.called, one.waiting) for one in points))
    slot = (WIDTH - LEFT) / max(len(points), AT_LEAST)

    def height(count: int) -> float:
        return round(count / top * (HEIGHT - BOTTOM - TOP), 1)

    base = HEIGHT - BOTTOM
    bars = [
        Bar(round(LEFT + at * slot + slot * 0.12, 1), round(slot * 0.36, 1), height(one.taken), height(one.called))
        for at, one in enumerate(points)
    ]
    ends = [(round(LEFT + (at + 1) * slot, 1), round(base - height(one.waiting), 1)) for at, one in enumerate(points)]
    line = " ".join(f"{x},{y}" for x, y in [(LEFT, base), *ends])
    return Drawn(bars, line, ends[-1], _hours(hall, points, slot), [(round(base - height(n), 1), n) for n in (top // 2, top)])


def _hours(hall: Hall, points: list[Point], slot: float) -> list[tuple[float, str]]:
    """Every hour, or of a long day every second or third one."""
    full = [(round(LEFT + at * slot, 1), local(hall.plan, one.at)) for at, one in enumerate(points)]
    hours = [(x, f"{wall:%H:%M}") for x, wall in full if wall.minute == 0]
    return hours[:: 1 + len(hours) // 9]


def _round_up(most: int) -> int:
    """To an even figure that reads well."""
    step = next(step for step in (2, 4, 10, 20, 50, 100, 200, 500, 1000, 10**9) if most <= 5 * step)
    return max(step, -(-most // step) * step)
