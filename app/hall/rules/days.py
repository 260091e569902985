"""The hall's plan, the turn of the day, and what is rehearsed."""

from collections import deque
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from app.hall import events
from app.hall.call import MOST_CALLS, RECENT_CALLS
from app.hall.calling import Queues
from app.hall.complaint import KEPT
from app.hall.counter import Counter
from app.hall.curve import Curve
from app.hall.rehearsal import Played, Rehearsal
from app.hall.rules import when
from app.hall.ticket import AT_COUNTER

if TYPE_CHECKING:
    from app.hall.state import Hall


@when(events.HallSet)
def _(hall: "Hall", fact: events.HallSet) -> None:
    hall.plan = fact.plan
    for walk in hall.walks.values():
        hall.put_walk(walk)
    printers = {printer.id for printer in fact.plan.printers}
    hall.troubles = {id: trouble for id, trouble in hall.troubles.items() if id in printers}
    hall.counters = {
        one.number: (hall.counters.get(one.number) or Counter(one.number, since=fact.at)).within(fact.plan)
        for one in fact.plan.counters
    }
    hall.settle()


@when(events.VipListSet)
def _(hall: "Hall", fact: events.VipListSet) -> None:
    """Who is on it lies beside the log."""


@when(events.DayBegan)
def _(hall: "Hall", fact: events.DayBegan) -> None:
    """What is still at a counter stays there, under its own day; all else has expired before."""
    hall.carried = {(t.day, t.number): t for t in hall.everyone() if t.state in AT_COUNTER}
    hall.day, hall.tickets, hall.held, hall.queues = fact.day, {}, {}, Queues()
    hall.issued, hall.served, hall.helps, hall.curve = {}, {}, {}, Curve()
    called = {ticket.call for ticket in hall.carried.values()}
    hall.calls = deque((call for call in islice(hall.calls, RECENT_CALLS) if call.id in called), maxlen=MOST_CALLS)
    hall.counters = {
        number: replace(counter, served=0, last=None, services=None, first=None) for number, counter in hall.counters.items()
    }
    hall.settle()
    hall.attentions = {}
    hall.ended.clear()
    hall.away, hall.prints = {}, {}
    hall.lounge &= hall.carried.keys()
    hall.offered = {ticket: offered for ticket, offered in hall.offered.items() if ticket in hall.carried}
    hall.pages = {page.id: page for page in hall.pages.values() if page.answered_at is None}
    hall.complaints = {
        id: case for id, case in hall.complaints.items() if case.closed_at is None or fact.at - case.closed_at < KEPT
    }
    hall.known = {about: known for about, known in hall.known.items() if about in hall.carried or hall.owes(about)}
    hall.told = {id: told for id, told in hall.told.items() if id in hall.complaints and hall.complaints[id].open}


@when(events.RehearsalBegan)
def _(hall: "Hall", fact: events.RehearsalBegan) -> None:
    hall.rehearsal = Rehearsal(fact.case, fact.role, hall.version, fact.at)


@when(events.RehearsalPlayed)
def _(hall: "Hall", fact: events.RehearsalPlayed) -> None:
    assert hall.rehearsal is not None
    played = Played(fact.beat, fact.at, fact.number, fact.walk)
    hall.rehearsal = replace(hall.rehearsal, played=(*hall.rehearsal.played, played))


@when(events.RehearsalEnded)
def _(hall: "Hall", fact: events.RehearsalEnded) -> None:
    assert hall.rehearsal is not None
    hall.rehearsal = replace(hall.rehearsal, ended_at=fact.at, ended_seq=hall.version, how=fact.how)
