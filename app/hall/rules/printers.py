"""Which tickets were printed lately, and what ails the printers."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.hall import events
from app.hall.matters import Print, Trouble
from app.hall.rules import when

if TYPE_CHECKING:
    from app.hall.state import Hall

RECENT_PRINTS = 64
"""So many are remembered: whoever took a ticket stands at the kiosk for half a minute at most."""


@when(events.PrinterFailed)
def _(hall: "Hall", fact: events.PrinterFailed) -> None:
    hall.troubles[fact.printer] = Trouble(fact.printer, fact.code, fact.at)


@when(events.PrinterRecovered)
def _(hall: "Hall", fact: events.PrinterRecovered) -> None:
    hall.troubles.pop(fact.printer, None)


@when(events.PrintAsked)
def _(hall: "Hall", fact: events.PrintAsked) -> None:
    hall.prints.pop((fact.day, fact.number), None)
    hall.prints[fact.day, fact.number] = Print(fact.number, fact.day, fact.printer, fact.at)
    while len(hall.prints) > RECENT_PRINTS:
        del hall.prints[next(iter(hall.prints))]


@when(events.TicketPrinted)
def _(hall: "Hall", fact: events.TicketPrinted) -> None:
    _became(hall, fact, "printed")


@when(events.TicketNotPrinted)
def _(hall: "Hall", fact: events.TicketNotPrinted) -> None:
    _became(hall, fact, fact.code)


def _became(hall: "Hall", fact: events.TicketPrinted | events.TicketNotPrinted, outcome: str) -> None:
    ticket = fact.day, fact.number
    if ticket in hall.prints:
        hall.prints[ticket] = replace(hall.prints[ticket], outcome=outcome)
