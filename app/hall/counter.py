"""A counter: its states, the ticket in hand, and why that one was called."""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.hall.day import Instant
from app.hall.events.tickets import Why
from app.hall.plan import CounterPlan, Millis, Plan


class CounterState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Because:
    """Why a ticket was called, as the fact of the call has it; `reason` where the clerk chose the number."""

    why: Why
    reason: str | None
    passed: tuple[str, ...]
    waited: Millis


@dataclass(frozen=True, slots=True)
class Counter:
    """`ticket` is (day, number) of the ticket in hand, `because` why it was called, unless it was resumed; `leaving` is
    what follows when it ends."""

    number: int
    state: CounterState = CounterState.CLOSED
    since: Instant = 0
    staff: str | None = None
    ticket: tuple[str, str] | None = None
    leaving: CounterState | None = None
    reason: str | None = None
    served: int = 0
    because: Because | None = None
    away_since: Instant | None = None
    """The clerk has left the seat for the customer in hand."""
    away_to: int | None = None
    last: tuple[str, str] | None = None
    """(day, number) of the ticket whose service ended here last, until the next one starts."""
    fault_since: Instant | None = None
    """The system that the clerk works in is down."""
    services: tuple[str, ...] | None = None
    """What it serves today instead of what the hall file says; None: what that says. So with `first`."""
    first: tuple[str, ...] | None = None

    def at_work(self, planned: CounterPlan) -> CounterPlan:
        """What it goes by today."""
        if self.services is None and self.first is None:
            return planned
        services = planned.services if self.services is None else self.services
        return replace(planned, services=services, first=planned.first if self.first is None else self.first)

    def within(self, plan: Plan) -> "Counter":
        """Without the services and levels that a new plan doesn't have; where no service is left, the plan's hold."""
        if self.services is None and self.first is None:
            return self
        services = tuple(one for one in self.services or () if one in plan.service) or None
        first = None if self.first is None else tuple(one for one in self.first if one in plan.level)
        return replace(self, services=services, first=first)


@dataclass(frozen=True, slots=True)
class Served:
    """How many were finished today, and the time from start to finish of those that had one, in milliseconds."""

    finished: int = 0
    timed: int = 0
    total: int = 0
