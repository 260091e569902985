"""Tickets on paper: which printer, what is asked of it, what came of it. A ticket holds whether it is printed or not."""

from app.hall import events
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.events.printers import NotPrinted, PrinterCode
from app.hall.plan import Plan, Printer
from app.hall.refusals import BrowserPrinter, UnknownPrinter, WrongState
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State

Facts = list[Fact]

WAITS = 15_000
"""Milliseconds for which somebody waits for the paper; then the customer has gone, and nothing is printed for nobody."""
NONE = "none"
"""Named instead of a printer: no paper."""
PRINTS_STILL: tuple[str, ...] = ("paper_low",)
"""With these troubles a printer still prints."""


def named(plan: Plan, printer: str | None) -> Printer | None:
    return next((one for one in plan.printers if one.id == printer), None)


def of_kiosk(plan: Plan, printer: str | None) -> Printer | None:
    """A kiosk's printer: the one that it names, else the hall's first. One that is not there any more hinders no ticket."""
    if printer == NONE or not plan.printers:
        return None
    return named(plan, printer) or plan.printers[0]


def by_server(plan: Plan) -> tuple[Printer, ...]:
    """The printers that the server itself prints on."""
    return tuple(printer for printer in plan.printers if not printer.by_browser)


def fails(hall: Hall, printer: str) -> bool:
    """Whether it can't print, as far as is known."""
    trouble = hall.troubles.get(printer)
    return trouble is not None and trouble.code not in PRINTS_STILL


# ------------------------------------------------------------ asking
def with_ticket(plan: Plan, taken: events.TicketTaken, printer: str | None, by: str) -> Facts:
    """The paper that goes with a ticket issued at a kiosk; nothing if the kiosk has no printer or prints by itself."""
    found = of_kiosk(plan, printer)
    if found is None or found.by_browser:
        return []
    return [events.PrintAsked(at=taken.at, number=taken.number, day=taken.day, printer=found.id, by=by)]


def print_again(hall: Hall, now: Instant, *, ticket: str, printer: str | None, by: str) -> Facts:
    """One more paper, on the printer that is named or else the hall's first."""
    found = hall.ticket(ticket)
    on = _chosen(hall.plan, printer)
    if found.state not in (State.WAITING, State.HELD, State.MISSED, *AT_COUNTER):
        raise WrongState(number=found.number, state=found.state.value)
    return [events.PrintAsked(at=now, number=found.number, day=found.day, printer=on.id, by=by)]


def _chosen(plan: Plan, printer: str | None) -> Printer:
    able = by_server(plan)
    if printer is None and able:
        return able[0]
    found = named(plan, printer)
    if found is None:
        raise UnknownPrinter(printer=(printer or "")[:40], printers=[one.id for one in plan.printers])
    if found.by_browser:
        raise BrowserPrinter(printer=found.id)
    return found


# ------------------------------------------------------------ what came of it
def printed(hall: Hall, now: Instant, *, number: str, day: str, printer: str) -> Facts:
    return [events.TicketPrinted(at=now, number=number, day=day, printer=printer)]


def not_printed(hall: Hall, now: Instant, *, number: str, day: str, printer: str, code: NotPrinted) -> Facts:
    return [events.TicketNotPrinted(at=now, number=number, day=day, printer=printer, code=code)]


def condition(hall: Hall, now: Instant, *, printer: str, code: PrinterCode | None) -> Facts:
    """How a printer is. Nothing if that is known, or the hall has it no longer."""
    if named(hall.plan, printer) is None:
        return []
    known = hall.troubles.get(printer)
    if code is None:
        return [events.PrinterRecovered(at=now, printer=printer)] if known else []
    return [] if known is not None and known.code == code else [events.PrinterFailed(at=now, printer=printer, code=code)]
