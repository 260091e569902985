"""A call, as a lobby shows and speaks it."""

from dataclasses import dataclass

from app.hall.day import Instant

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
