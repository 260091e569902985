"""Time as people say it: about 15–25 minutes, between 10:25 and 10:40, tomorrow at 08:30."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.hall.day import Instant, local, opens_at
from app.hall.plan import MINUTE, Millis, Plan
from app.hall.wait import Wait

SAID = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 90, 120)
"""The minutes that people say; a wait is told by the nearest of them."""
LONG = 120 * MINUTE
"""From here on a wait is only called long."""
EVENING = 18
"""The hour from which «good afternoon» sounds wrong; the hall's file knows no greeting of the evening."""


@dataclass(frozen=True, slots=True)
class About:
    """How long a wait will be, in minutes; `code` chooses the sentence."""

    code: Literal["one", "range", "long"]
    low: int
    high: int


def said(duration: Millis) -> int:
    """The nearest of the minutes that people say, of two equally near the longer."""
    minutes = duration / MINUTE
    return min(SAID, key=lambda said: (abs(said - minutes), -said))


def about(wait: Wait) -> About:
    low, high = said(wait.p50), said(wait.p90)
    if wait.p50 >= LONG:
        return About("long", low, high)
    return About("one" if low == high else "range", low, high)


@dataclass(frozen=True, slots=True)
class Window:
    """Between which times a customer will be called, HH:MM; `code` chooses the sentence."""

    code: Literal["one", "range", "long"]
    low: str
    high: str


def window(plan: Plan, now: Instant, wait: Wait) -> Window:
    """To the minute when it is near, to five minutes when it is further off: more would be a false promise."""
    step = MINUTE if wait.p50 < 10 * MINUTE else 5 * MINUTE
    low = (now + wait.p50) // step * step
    high = -(-(now + wait.p90) // step) * step
    if wait.p50 >= LONG:
        return Window("long", "", "")
    return Window("one" if low == high else "range", clock(plan, low), clock(plan, high))


def clock(plan: Plan, at: Instant) -> str:
    return f"{local(plan, at):%H:%M}"


@dataclass(frozen=True, slots=True)
class Opening:
    """When the hall opens next. `code` chooses the sentence; `wall` is the hall's clock."""

    code: Literal["today", "tomorrow", "later"]
    wall: datetime

    @property
    def time(self) -> str:
        return f"{self.wall:%H:%M}"


def opening(plan: Plan, now: Instant) -> Opening | None:
    """None: not in sight."""
    at = opens_at(plan, now)
    if at is None:
        return None
    wall = local(plan, at)
    days = (wall.date() - local(plan, now).date()).days
    return Opening("today" if days == 0 else "tomorrow" if days == 1 else "later", wall)


def greeting(plan: Plan, now: Instant, begun: str) -> str:
    """The greeting that has begun, except in the evening and at night."""
    wall = local(plan, now)
    minute = wall.hour * 60 + wall.minute
    return "evening" if wall.hour >= EVENING or minute < plan.greetings.get("morning", 0) else begun
