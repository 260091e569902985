"""What happens at a counter."""

from dataclasses import dataclass
from typing import Literal

from app.hall.events.fact import OfCounter


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened(OfCounter):
    staff: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLeaving(OfCounter):
    """The counter will pause or close as soon as the ticket in hand ends."""

    to: Literal["paused", "closed"]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused(OfCounter):
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed(OfCounter):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLeft(OfCounter):
    """The clerk does it for the customer at another counter; the customer doesn't queue again."""

    number: str | None = None
    to_counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken(OfCounter):
    away: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFailed(OfCounter):
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRecovered(OfCounter):
    lasted: int
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterAssigned(OfCounter):
    """What the counter serves and whom it takes first, until that is changed or the day ends; None: what the hall file says."""

    services: tuple[str, ...] | None = None
    first: tuple[str, ...] | None = None
