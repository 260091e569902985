"""A ticket as its customer's phone shows it: hall, now → what is on the page. The level is not among it."""

import re
from dataclasses import dataclass, replace

from app.hall import by_phone, decide, rating, wait
from app.hall.day import Instant
from app.hall.decide import PASSES
from app.hall.matters import Offered
from app.hall.plan import Plan, Text
from app.hall.state import Hall
from app.hall.ticket import GONE, State, Ticket
from kiosk_ui.ticket import CustomersTicket, customers
from shared_ui.rating import About as Topic
from shared_ui.rating import topics
from shared_ui.times import About, about, clock

SOON = 2
"""So many before it, or fewer: its customer is told to come near."""
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Of what was offered and declined; `link`: its text is an address."""

    name: Text
    text: Text

    def link(self, language: str) -> str | None:
        told = self.text.in_(language)
        return told if ADDRESS.fullmatch(told) else None


@dataclass(frozen=True, slots=True)
class Pass:
    """Letting so many others pass; `can`: as many wait behind, and it may still let so many pass."""

    count: int
    can: bool


@dataclass(frozen=True, slots=True)
class Back:
    """Where a missed customer would come back: behind this many of those who wait, or at the old place (0)."""

    behind: int


@dataclass(frozen=True, slots=True)
class Phone:
    """`about`: how long it will be. `only`: the only counter that it waits for; `moved`: it waits again. `until`: to when it is
    held. `passes`: empty if its customer may let nobody pass any more. `ticket` is None when its day is over."""

    number: str
    ticket: CustomersTicket | None
    about: About | None = None
    counter_name: Text | None = None
    recalled: bool = False
    only: int | None = None
    moved: bool = False
    until: str | None = None
    let_pass: int = 0
    passes: tuple[Pass, ...] = ()
    may_leave: bool = False
    back: Back | None = None
    leaflets: tuple[Leaflet, ...] = ()
    topics: tuple[Topic, ...] = ()
    """What a rating may be about; empty: there is nothing to rate, or it is rated."""
    rated: bool = False

    @property
    def state(self) -> str:
        return "over" if self.ticket is None else str(self.ticket.state)

    @property
    def soon(self) -> bool:
        ticket = self.ticket
        return ticket is not None and ticket.waiting and ticket.window is not None and (ticket.ahead or 0) <= SOON

    @property
    def lives(self) -> bool:
        """There is still something to wait for."""
        return self.ticket is not None and self.ticket.state not in GONE


def phone(hall: Hall, now: Instant, day: str, number: str, offered: tuple[Offered, ...] | None = None) -> Phone:
    """`offered`: what the log tells of it when its day is over."""
    ticket = by_phone.found(hall, day, number)
    if offered is None:
        offered = hall.offered.get((day, number), ())
    leaflets = _leaflets(hall.plan, offered)
    if ticket is None:
        return Phone(number, None, leaflets=leaflets)
    waits = ticket.state == State.WAITING
    at = hall.plan.counter.get(ticket.counter or 0)
    return Phone(
        number,
        customers(hall, ticket, now),
        about=about(wait.of_ticket(hall, ticket)) if waits else None,
        counter_name=at.name if at is not None else None,
        recalled=ticket.recalls > 0,
        only=ticket.counter if waits else None,
        moved=waits and ticket.waiting_since > ticket.taken_at,
        until=clock(hall.plan, ticket.held_until) if ticket.held_until else None,
        let_pass=ticket.let_pass,
        passes=_passes(hall, ticket) if waits else (),
        may_leave=ticket.state in by_phone.MAY_LEAVE,
        back=_back(hall, ticket) if ticket.state == State.MISSED else None,
        leaflets=leaflets,
        topics=topics(hall.plan) if rating.may_be_rated(ticket) else (),
        rated=ticket.rated_at is not None,
    )


def _passes(hall: Hall, ticket: Ticket) -> tuple[Pass, ...]:
    left = PASSES - ticket.let_pass
    if left <= 0:  # who was due in the same millisecond passed too
        return ()
    behind = len(hall.queues.behind(ticket, max(by_phone.OFFERED)))
    return tuple(Pass(count, count <= min(left, behind)) for count in by_phone.OFFERED)


def _back(hall: Hall, ticket: Ticket) -> Back:
    if not hall.plan.missed_return:
        return Back(0)
    return Back(hall.queues.ahead(replace(ticket, due=decide.due_of_return(hall, ticket))))


def _leaflets(plan: Plan, offered: tuple[Offered, ...]) -> tuple[Leaflet, ...]:
    declined = {one.offer for one in offered if one.outcome != "accepted"}
    return tuple(Leaflet(one.name, one.leaflet) for one in plan.offers if one.id in declined and one.leaflet is not None)
