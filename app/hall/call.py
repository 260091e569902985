"""A call, as a lobby shows and speaks it."""

from dataclasses import dataclass

from app.hall.day import Instant, local, minute_of_day
from app.hall.plan import Plan

RECENT_CALLS, MOST_CALLS = 24, 200
"""So many are kept for the screens however old they are, and so many at most."""
NEW = 300_000
"""Milliseconds for which a call is kept, whatever is called meanwhile: it is yet to be spoken, or its clerk to be told that it
wasn't."""


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
    return plan.voice.volume_at(minute_of_day(local(plan, at)))
