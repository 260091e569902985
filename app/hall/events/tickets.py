"""What happens to a ticket."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.events.fact import OfTicket

Why = Literal["due", "first", "chosen"]
"""The rule behind a call: earliest due, the counter's `first`, or a number chosen by the clerk."""


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
class TicketLetPass(OfTicket):
    """The customer comes later, and lets the next few of the service go before: `passed` of them."""

    due: Instant
    passed: int


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
class LegBegan(OfTicket):
    """The same customer goes on, at the same counter, with another service: an offer was accepted."""

    counter: int
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNoted(OfTicket):
    """A note for the clerk or the customer's name was written down, beside the log."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoungeEntered(OfTicket):
    """Seated in the lounge until the service starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoungeLeft(OfTicket):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRated(OfTicket):
    """What its customer says of a service: `score` from 1 to 5, five is the best; `about`: what it was about, of the hall's
    list. It is bound to the counter where the service ended, to who served there, and to what it was. `by`: phone or pad."""

    counter: int
    score: int
    service: str
    level: str
    by: Literal["phone", "pad"]
    about: tuple[str, ...] = ()
    who: str | None = None
