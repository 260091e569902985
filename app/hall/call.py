"""A call, as a lobby shows and speaks it."""

from dataclasses import dataclass

from app.hall.day import Instant, local
from app.hall.plan import Plan

RECENT_CALLS = 24
"""So many are kept for the screens."""


@dataclass(frozen=True, slots=True)
class Call:
    """A recall is a call of its own."""

    id: str
    number: str
    counter: int
    at: Instant
    again: bool = False
    spoken_at: Instant | None = None


def volume(plan: Plan, at: Instant) -> int:
    """How loud the hall speaks at this time, in percent; 0: it is silent."""
    wall = local(plan, at)
    return plan.voice.volume_at(wall.hour * 60 + wall.minute)
