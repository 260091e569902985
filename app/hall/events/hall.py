"""The hall itself: its plan, its days, what it tells everybody."""

from dataclasses import dataclass

from app.hall.events.fact import Fact
from app.hall.plan import Plan, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HallSet(Fact):
    """The hall got this plan: at its creation and whenever a changed hall file is applied."""

    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBegan(Fact):
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSet(Fact):
    """A line for the customers, on the lobby's screens; None: no more."""

    text: Text | None
