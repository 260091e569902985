"""What happens to tickets."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.hall import events
from app.hall.call import Call
from app.hall.counter import Because, Served
from app.hall.day import Instant
from app.hall.rules import when
from app.hall.ticket import State, Ticket

if TYPE_CHECKING:
    from app.hall.state import Hall


@when(events.TicketTaken)
def _(hall: "Hall", fact: events.TicketTaken) -> None:
    letter = fact.number[0]
    hall.issued[letter] = hall.issued.get(letter, 0) + 1
    hall.curve.at(hall.last_at).taken += 1
    hall.put(
        Ticket(fact.number, fact.day, fact.service, fact.level, fact.at, fact.due, waiting_since=fact.at, language=fact.language)
    )


@when(events.TicketCalled)
def _(hall: "Hall", fact: events.TicketCalled) -> None:
    hall.curve.at(hall.last_at).called += 1
    _to_counter(hall, fact, fact.counter, fact.call, Because(fact.why, fact.reason, fact.passed, fact.waited))


@when(events.TicketResumed)
def _(hall: "Hall", fact: events.TicketResumed) -> None:
    _to_counter(hall, fact, fact.counter, fact.call)


def _to_counter(hall: "Hall", fact: events.OfTicket, counter: int, call: str, because: Because | None = None) -> None:
    hall.change(
        fact, state=State.CALLED, counter=counter, call=call, called_at=fact.at, started_at=None, held_until=None, recalls=0
    )
    hall.counters[counter] = replace(hall.counters[counter], ticket=(fact.day, fact.number), because=because)
    hall.announce(Call(call, fact.number, counter, fact.at))
    _walks_on(hall, fact, counter)


def _walks_on(hall: "Hall", fact: events.OfTicket, counter: int | None) -> None:
    """The walk beside a ticket rests while it is at no counter, and goes on where it is called again."""
    for walk in hall.walks_about((fact.day, fact.number)):
        if walk.runner == "counter" and not walk.aside:
            post = walk.post if counter is None else f"counter-{counter}"
            hall.put_walk(replace(walk, counter=counter, post=post, entered=fact.at, faulty=0))


@when(events.TicketRecalled)
def _(hall: "Hall", fact: events.TicketRecalled) -> None:
    before = hall.of_fact(fact)
    hall.put(replace(before, call=fact.call, recalls=before.recalls + 1), before)
    hall.announce(Call(fact.call, fact.number, fact.counter, fact.at, again=True))


@when(events.ServiceStarted)
def _(hall: "Hall", fact: events.ServiceStarted) -> None:
    hall.change(fact, state=State.SERVING, started_at=fact.at)
    at = hall.counters[fact.counter]
    if at.last is not None:
        hall.counters[fact.counter] = replace(at, last=None)
    hall.lounge.discard((fact.day, fact.number))


@when(events.ServiceFinished)
def _(hall: "Hall", fact: events.ServiceFinished) -> None:
    at = hall.counters[fact.counter]
    before = hall.change(fact, state=State.DONE, ended_at=fact.at, who=at.staff)
    hall.free(fact.counter, served=at.served + 1, last=(fact.day, fact.number))
    _learn(hall, before, fact.at)


def _learn(hall: "Hall", ticket: Ticket, at: Instant) -> None:
    """How long a service takes."""
    told = hall.served.get(ticket.service, Served())
    took = at - ticket.started_at if ticket.started_at is not None else None
    hall.served[ticket.service] = Served(told.finished + 1, told.timed + (took is not None), told.total + (took or 0))


@when(events.LegBegan)
def _(hall: "Hall", fact: events.LegBegan) -> None:
    _learn(hall, hall.change(fact, service=fact.service, started_at=fact.at), fact.at)


@when(events.TicketMissed)
def _(hall: "Hall", fact: events.TicketMissed) -> None:
    hall.change(fact, state=State.MISSED, ended_at=fact.at)
    hall.lounge.discard((fact.day, fact.number))
    hall.free(fact.counter)


@when(events.TicketRejoined)
def _(hall: "Hall", fact: events.TicketRejoined) -> None:
    hall.change(
        fact, state=State.WAITING, due=fact.due, counter=None, call=None, called_at=None, ended_at=None, waiting_since=fact.at
    )


@when(events.TicketLetPass)
def _(hall: "Hall", fact: events.TicketLetPass) -> None:
    hall.change(fact, due=fact.due, let_pass=hall.of_fact(fact).let_pass + fact.passed)


@when(events.TicketHeld)
def _(hall: "Hall", fact: events.TicketHeld) -> None:
    hall.change(fact, state=State.HELD, counter=None, held_until=fact.until)
    hall.free(fact.counter)
    _walks_on(hall, fact, None)


@when(events.HoldEnded)
def _(hall: "Hall", fact: events.HoldEnded) -> None:
    hall.change(fact, state=State.WAITING, held_until=None, call=None, called_at=None, started_at=None, waiting_since=fact.at)


@when(events.TicketTransferred)
def _(hall: "Hall", fact: events.TicketTransferred) -> None:
    hall.change(
        fact,
        state=State.WAITING,
        service=fact.service,
        due=fact.due,
        counter=fact.to_counter,
        call=None,
        called_at=None,
        started_at=None,
        waiting_since=fact.at,
    )
    hall.free(fact.counter)
    _walks_on(hall, fact, None)


@when(events.ServiceChanged)
def _(hall: "Hall", fact: events.ServiceChanged) -> None:
    hall.change(fact, service=fact.service)


@when(events.TicketCancelled)
def _(hall: "Hall", fact: events.TicketCancelled) -> None:
    hall.change(fact, state=State.CANCELLED, ended_at=fact.at, held_until=None)
    hall.lounge.discard((fact.day, fact.number))
    if fact.counter is not None:
        hall.free(fact.counter)


@when(events.TicketExpired)
def _(hall: "Hall", fact: events.TicketExpired) -> None:
    hall.change(fact, state=State.EXPIRED, ended_at=fact.at, held_until=None)


@when(events.TicketNoted)
def _(hall: "Hall", fact: events.TicketNoted) -> None:
    """What was written down lies beside the log."""


@when(events.ServiceRated)
def _(hall: "Hall", fact: events.ServiceRated) -> None:
    hall.change(fact, rated_at=fact.at)


@when(events.LoungeEntered)
def _(hall: "Hall", fact: events.LoungeEntered) -> None:
    hall.lounge.add((fact.day, fact.number))


@when(events.LoungeLeft)
def _(hall: "Hall", fact: events.LoungeLeft) -> None:
    hall.lounge.discard((fact.day, fact.number))
