"""Time as people say it: about 15–25 minutes, between 10:25 and 10:40, tomorrow at 08:30."""

from bisect import bisect
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from app.hall import wait
from app.hall.day import Instant, local, opens_at
from app.hall.plan import MINUTE, Millis, Plan, Text
from app.hall.state import Hall
from app.hall.wait import Wait
from shared_ui.sentences import sentence

SAID = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 90, 120)
"""The minutes that people say; a wait is told by the nearest of them."""
_HALFWAY = [(low + high) * MINUTE // 2 for low, high in pairwise(SAID)]
LONG = 120 * MINUTE
"""From here on a wait is only called long."""


# ------------------------------------------------------------ how long
@dataclass(frozen=True, slots=True)
class About:
    """How long a wait will be, in minutes; `code` chooses the sentence. `unserved`: no open counter serves it, so
    nothing can be promised."""

    code: Literal["none", "unserved", "one", "range", "long"]
    low: int = 0
    high: int = 0

    @property
    def expected(self) -> bool:
        """There is a wait and it can be told: `times.wait.CODE` is its sentence."""
        return self.code in ("one", "range", "long")


def said(duration: Millis) -> int:
    """The nearest of the minutes that people say, of two equally near the longer."""
    return SAID[bisect(_HALFWAY, duration)]


def about(expected: Wait | None) -> About:
    if expected is None:
        return About("unserved")
    if expected.p50 >= LONG:
        return About("long")
    low, high = said(expected.p50), said(expected.p90)
    return About("one" if low == high else "range", low, high)


def about_arrival(expected: Wait | None) -> About:
    """The wait of somebody who comes now."""
    return About("none") if expected == wait.AT_ONCE else about(expected)


def about_newcomer(hall: Hall, service: str) -> About:
    return about_arrival(wait.newcomer(hall, service))


# ------------------------------------------------------------ when
def clock(plan: Plan, at: Instant) -> str:
    """HH:MM by the hall's own clock."""
    return f"{local(plan, at):%H:%M}"


def clock_second(plan: Plan, at: Instant) -> str:
    return f"{local(plan, at):%H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Window:
    """Between which times a customer will be called, HH:MM; `code` chooses the sentence."""

    code: Literal["one", "range", "long"]
    low: str
    high: str


def window(plan: Plan, now: Instant, expected: Wait) -> Window:
    """To the minute when it is near, to five minutes when it is further off: more would be a false promise."""
    step = MINUTE if expected.p50 < 10 * MINUTE else 5 * MINUTE
    low = (now + expected.p50) // step * step
    high = -(-(now + expected.p90) // step) * step
    if expected.p50 >= LONG:
        return Window("long", "", "")
    return Window("one" if low == high else "range", clock(plan, low), clock(plan, high))


@dataclass(frozen=True, slots=True)
class Opening:
    """When the hall opens next. `code` chooses the sentence; `wall` is the hall's clock."""

    code: Literal["today", "tomorrow", "later"]
    wall: datetime

    @property
    def time(self) -> str:
        return f"{self.wall:%H:%M}"

    @property
    def weekday(self) -> Text:
        return sentence(f"times.weekday.{self.wall.isoweekday()}")

    @property
    def month(self) -> Text:
        return sentence(f"times.month.{self.wall.month}")


def opening(plan: Plan, now: Instant) -> Opening | None:
    """None: not in sight."""
    at = opens_at(plan, now)
    if at is None:
        return None
    wall = local(plan, at)
    days = (wall.date() - local(plan, now).date()).days
    return Opening("today" if days == 0 else "tomorrow" if days == 1 else "later", wall)
