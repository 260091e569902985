"""Counters open, pause and close."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.hall import events
from app.hall.counter import CounterState
from app.hall.rules import when

if TYPE_CHECKING:
    from app.hall.state import Hall


@when(events.CounterOpened)
def _(hall: "Hall", fact: events.CounterOpened) -> None:
    _set_counter(hall, fact, CounterState.OPEN, staff=fact.staff)


@when(events.CounterLeaving)
def _(hall: "Hall", fact: events.CounterLeaving) -> None:
    hall.counters[fact.counter] = replace(hall.counters[fact.counter], leaving=CounterState(fact.to), reason=fact.reason)


@when(events.CounterPaused)
def _(hall: "Hall", fact: events.CounterPaused) -> None:
    _set_counter(hall, fact, CounterState.PAUSED, reason=fact.reason)


@when(events.CounterClosed)
def _(hall: "Hall", fact: events.CounterClosed) -> None:
    """Who waited for this counter only waits for its service from now on."""
    _set_counter(hall, fact, CounterState.CLOSED, staff=None)
    for ticket in hall.queues.waiting_for(fact.counter):
        hall.put(replace(ticket, counter=None), ticket)


@when(events.CounterAssigned)
def _(hall: "Hall", fact: events.CounterAssigned) -> None:
    hall.counters[fact.counter] = replace(hall.counters[fact.counter], services=fact.services, first=fact.first)
    hall.settle()


def _set_counter(hall: "Hall", fact: events.OfCounter, state: CounterState, **changes: Any) -> None:
    hall.open_by_service = {}
    counter = hall.counters[fact.counter]
    hall.counters[fact.counter] = replace(counter, state=state, since=fact.at, leaving=None, **({"reason": None} | changes))


@when(events.SeatLeft)
def _(hall: "Hall", fact: events.SeatLeft) -> None:
    hall.counters[fact.counter] = replace(hall.counters[fact.counter], away_since=fact.at, away_to=fact.to_counter)


@when(events.SeatTaken)
def _(hall: "Hall", fact: events.SeatTaken) -> None:
    hall.counters[fact.counter] = replace(hall.counters[fact.counter], away_since=None, away_to=None)


@when(events.SystemFailed)
def _(hall: "Hall", fact: events.SystemFailed) -> None:
    hall.counters[fact.counter] = replace(hall.counters[fact.counter], fault_since=fact.at)


@when(events.SystemRecovered)
def _(hall: "Hall", fact: events.SystemRecovered) -> None:
    """The clock of a limit leaves the fault out."""
    hall.counters[fact.counter] = replace(hall.counters[fact.counter], fault_since=None)
    for walk in list(hall.walks.values()):
        if walk.counter == fact.counter:
            down = min(fact.lasted, fact.at - walk.entered)
            hall.put_walk(replace(walk, faulty=walk.faulty + down))
