"""The facts of a hall. Everything that happens is one of these, and the state is a fold of them.

`at` is UTC milliseconds, as are all instants. Fields are plain values, so that a fact is stored as it is.
"""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import Plan

Why = Literal["due", "first", "chosen"]
"""The rule behind a call: earliest due, the counter's `first`, or a number chosen by the clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class HallSet(Fact):
    """The hall got this plan: at its creation and whenever a changed hall file is applied."""

    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBegan(Fact):
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTicket(Fact):
    number: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTaken(OfTicket):
    service: str
    level: str
    due: Instant
    by: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(OfTicket):
    """`waited` in milliseconds; `passed` are waiting tickets taken before this one (at most PASSED_LIMIT are named)."""

    counter: int
    call: str
    why: Why
    waited: int
    passed: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled(OfTicket):
    counter: int
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted(OfTicket):
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFinished(OfTicket):
    counter: int
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMissed(OfTicket):
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRejoined(OfTicket):
    due: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld(OfTicket):
    counter: int
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(OfTicket):
    """The time of a hold is over: the ticket waits again with its old due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed(OfTicket):
    counter: int
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred(OfTicket):
    """From `counter` to a service or, if `to_counter` is set, to that counter only."""

    counter: int
    service: str
    due: Instant
    to_counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChanged(OfTicket):
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled(OfTicket):
    counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpired(OfTicket):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCounter(Fact):
    counter: int


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
class CallSpoken(Fact):
    """A display reports that it has announced a call."""

    call: str
    number: str
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperCalled(Fact):
    """Somebody at a kiosk asks for a helper; `help` is this request's id."""

    help: str
    kiosk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperSent(Fact):
    """Somebody went to help."""

    help: str
