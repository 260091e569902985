"""How a counter stands: closed, paused, free, or with a customer called or in service."""

from dataclasses import dataclass
from typing import Literal

from app.hall.counter import Counter, CounterState
from app.hall.plan import CounterPlan
from app.hall.printers import by_server
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from app.hall.walk import Walk
from counter_ui.clerk.action import Spot
from shared_ui.picture import Look

Stand = Literal["closed", "paused", "free", "called", "serving"]

WITH_CUSTOMER = ("transfer", "hold", "change", "cancel", "pause", "missed", "recommend", "page", "skip", "more")
OPENS: dict[Stand, tuple[str, ...]] = {
    "closed": ("missed", "more"),
    "paused": ("missed", "more"),
    "free": ("call", "pause", "missed", "page", "scripts", "skip", "more"),
    "called": WITH_CUSTOMER,
    "serving": (*WITH_CUSTOMER, "seat"),
}
"""The panels that can be opened."""
BY_NUMBER = ("change", "cancel", "recommend")
"""Those whose commands name the ticket by its number alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    stand: Stand
    plan: CounterPlan
    counter: Counter
    ticket: Ticket | None
    panel: str | None
    """The panel that is open: one that was opened for the ticket in hand, and only where it applies."""
    by_number: bool
    """Whether the number in hand names no other ticket: one of yesterday may share it with one of today."""
    spot: Spot
    walk: Walk | None = None
    """The script that the clerk goes by now."""
    prints: bool = False
    """The hall has a printer on which a ticket may come once more."""

    @property
    def step(self) -> str:
        """The step at which the walk is, told from every other time that somebody was at it."""
        return step_id(self.walk) if self.walk else ""

    @property
    def number(self) -> str:
        return self.ticket.number if self.ticket else ""

    @property
    def leaving(self) -> Literal["paused", "closed"] | None:
        if self.ticket is None or self.counter.leaving is None:
            return None
        return "paused" if self.counter.leaving == CounterState.PAUSED else "closed"


def standing(hall: Hall, look: Look) -> Standing:
    number = int(look["counter"])
    counter = hall.counter(number)
    ticket = hall.in_hand(counter)
    stand = _stand(counter, ticket)
    wanted = look.get("panel")
    opened = wanted in OPENS[stand] and look.get("for", "") == (ticket.number if ticket else "")
    by_number = ticket is not None and hall.ticket(ticket.number) == ticket
    walk = hall.walk_at(number) if stand not in ("closed", "paused") else None
    if wanted in BY_NUMBER and not by_number:
        opened = False
    if wanted == "skip" and (walk is None or look.get("at") != step_id(walk)):
        opened = False
    spot, prints = Spot(hall.plan.hall, number), bool(by_server(hall.plan))
    return Standing(stand, hall.works[number], counter, ticket, wanted if opened else None, by_number, spot, walk, prints)


def step_id(walk: Walk) -> str:
    return f"{walk.id}.{walk.step}.{walk.entered}"


def _stand(counter: Counter, ticket: Ticket | None) -> Stand:
    if ticket is not None:
        return "serving" if ticket.state == State.SERVING else "called"
    if counter.state == CounterState.OPEN:
        return "free"
    return "paused" if counter.state == CounterState.PAUSED else "closed"
