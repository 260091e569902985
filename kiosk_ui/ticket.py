"""A ticket as its customer sees it, at the kiosk and on the phone. The level is not among it."""

from dataclasses import dataclass

from app.hall import wait
from app.hall.day import Instant
from app.hall.plan import Text
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State, Ticket
from shared_ui.times import Window, window


@dataclass(frozen=True, slots=True)
class CustomersTicket:
    """`ahead` and `window` while it waits (no window: no counter serves it now), `counter` from the call on.
    No `service`: the hall has since given it up."""

    number: str
    service: Text | None
    state: State
    ahead: int | None
    at_once: bool
    window: Window | None
    counter: int | None
    call: str | None

    @property
    def called(self) -> bool:
        return self.state == State.CALLED

    @property
    def waiting(self) -> bool:
        return self.state == State.WAITING


def customers(hall: Hall, ticket: Ticket, now: Instant) -> CustomersTicket:
    ahead = hall.queues.ahead(ticket) if ticket.state == State.WAITING else None
    expected = wait.of_ticket(hall, ticket)
    service = hall.plan.service.get(ticket.service)
    return CustomersTicket(
        ticket.number,
        service.name if service else None,
        ticket.state,
        ahead,
        wait.comes_at_once(hall, ticket),
        window(hall.plan, now, expected) if expected else None,
        ticket.counter if ticket.state in AT_COUNTER else None,
        ticket.call if ticket.state == State.CALLED else None,
    )


def of_today(hall: Hall, number: str | None, now: Instant) -> CustomersTicket | None:
    """None for a number that was not issued today."""
    found = hall.tickets.get(number or "")
    return customers(hall, found, now) if found else None
