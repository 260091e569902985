"""The day's curve: how many tickets were taken and called in each quarter of an hour, and how many waited at its end."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.plan import MINUTE, Millis

QUARTER: Millis = 15 * MINUTE
"""Time zones differ by quarters, so a quarter in UTC is one on every hall's clock."""


@dataclass(slots=True)
class Quarter:
    """`waiting`: how many more waited at its end than at its beginning."""

    taken: int = 0
    called: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """`waiting`: at the end of the quarter that began at `at`."""

    at: Instant
    taken: int
    called: int
    waiting: int


class Curve:
    """Counted fact by fact; only quarters in which something happened are kept."""

    __slots__ = ("quarters",)

    def __init__(self, stored: tuple[tuple[int, int, int, int], ...] = ()) -> None:
        self.quarters = {number: Quarter(*counts) for number, *counts in stored}

    def at(self, now: Instant) -> Quarter:
        number = now // QUARTER
        found = self.quarters.get(number)
        if found is None:
            found = self.quarters[number] = Quarter()
        return found

    def stored(self) -> tuple[tuple[int, int, int, int], ...]:
        return tuple((number, one.taken, one.called, one.waiting) for number, one in self.quarters.items())

    def points(self, now: Instant) -> list[Point]:
        """Every quarter from the first ticket to now, the one that is under way too."""
        if not self.quarters:
            return []
        points, waiting = [], 0
        for number in range(min(self.quarters), now // QUARTER + 1):
            one = self.quarters.get(number, Quarter())
            waiting += one.waiting
            points.append(Point(number * QUARTER, one.taken, one.called, waiting))
        return points
