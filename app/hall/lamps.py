"""What the screen above a counter and its calling lamp show."""

from dataclasses import dataclass
from typing import Literal

from app.hall.counter import Counter, CounterState
from app.hall.plan import Lamp
from app.hall.state import Hall
from app.hall.ticket import State

Situation = Literal["called", "serving", "free", "paused", "closed"]


@dataclass(frozen=True, slots=True)
class Light:
    """What a lamp shows of a counter; `call` while the customer is called."""

    counter: int
    state: Situation
    number: str | None
    call: str | None


def situation(hall: Hall, counter: Counter) -> Situation:
    """What counts first is the customer at the counter; a pause begins when they have been served."""
    ticket = hall.in_hand(counter)
    if ticket is not None:
        return "called" if ticket.state == State.CALLED else "serving"
    if counter.state == CounterState.OPEN:
        return "free"
    return "paused" if counter.state == CounterState.PAUSED else "closed"


def light(hall: Hall, number: int) -> Light:
    counter = hall.counters[number]
    now_is, ticket = situation(hall, counter), hall.in_hand(counter)
    return Light(number, now_is, ticket.number if ticket else None, ticket.call if ticket and now_is == "called" else None)


def counters_of(hall: Hall, lamp: Lamp) -> tuple[int, ...]:
    """Its own counter, those of its zone, or all."""
    if lamp.counter is not None:
        return (lamp.counter,)
    return hall.plan.zone[lamp.zone].counters if lamp.zone else tuple(hall.plan.counter)
