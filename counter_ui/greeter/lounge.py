"""VIPs: who sits in the lounge, who could, which counters take them first, who is to be walked over."""

from dataclasses import dataclass

from app.hall.counter import CounterState
from app.hall.day import Instant
from app.hall.plan import CounterPlan
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from counter_ui.greeter.cards import Row, row


@dataclass(frozen=True, slots=True)
class VipCounter:
    """A counter that takes VIPs first; `number`: the ticket that it has in hand."""

    plan: CounterPlan
    open: bool
    number: str | None


@dataclass(frozen=True, slots=True)
class Lounge:
    """`outside`: VIPs who wait elsewhere; `free`: seats for them."""

    seats: int
    seated: list[Row]
    outside: list[Row]
    counters: list[VipCounter]

    @property
    def free(self) -> int:
        return max(0, self.seats - len(self.seated))


def lounge(hall: Hall, now: Instant) -> Lounge | None:
    """None: the hall knows no VIPs."""
    important = {level.id for level in hall.plan.levels if level.important}
    if not important:
        return None
    return Lounge(
        seats=hall.plan.lounge_seats,
        seated=[row(hall, now, ticket) for ticket in _seated(hall)],
        outside=[row(hall, now, ticket) for ticket in _outside(hall, important)],
        counters=[_counter(hall, plan) for plan in hall.works.values() if important & {*plan.first}],
    )


def _seated(hall: Hall) -> list[Ticket]:
    """Those who are called come first: they are to be walked over."""
    tickets = [ticket for ticket in hall.everyone() if (ticket.day, ticket.number) in hall.lounge]
    return sorted(tickets, key=lambda ticket: (ticket.state != State.CALLED, ticket.place))


def _outside(hall: Hall, important: set[str]) -> list[Ticket]:
    waiting = [
        ticket
        for ticket in hall.everyone()
        if ticket.level in important
        and ticket.state in (State.WAITING, State.HELD)
        and (ticket.day, ticket.number) not in hall.lounge
    ]
    return sorted(waiting, key=lambda ticket: ticket.place)


def _counter(hall: Hall, plan: CounterPlan) -> VipCounter:
    at = hall.counters[plan.number]
    return VipCounter(plan, at.state == CounterState.OPEN, at.ticket and at.ticket[1])


def to_walk_over(hall: Hall) -> list[Ticket]:
    """Called while they sit in the lounge: somebody walks them to the counter. Whoever was called first comes first."""
    called = [ticket for ticket in _seated(hall) if ticket.state == State.CALLED]
    return sorted(called, key=lambda ticket: ticket.called_at or 0)
