"""The printers as staff see them: their names, and what ails them."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.plan import Paper, Plan, Printer
from app.hall.printers import by_server, fails
from app.hall.state import Hall
from shared_ui.sentences import say


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """`trouble` is a code, None: nothing is known to ail it. `fails`: it can't print, so somebody has to go there."""

    id: str
    name: str
    trouble: str | None
    since: Instant | None
    fails: bool


def printer_name(printer: Printer, language: str) -> str:
    return printer.name.in_(language) if printer.name else say(language, "printers.printer", id=printer.id)


def printers_now(hall: Hall, language: str) -> list[PrinterNow]:
    """Those that the server prints on; how a kiosk's own is, nobody knows."""
    return [_now(hall, printer, language) for printer in by_server(hall.plan)]


def _now(hall: Hall, printer: Printer, language: str) -> PrinterNow:
    trouble = hall.troubles.get(printer.id)
    name = printer_name(printer, language)
    if trouble is None:
        return PrinterNow(printer.id, name, None, None, False)
    return PrinterNow(printer.id, name, trouble.code, trouble.since, fails(hall, printer.id))


def keys(plan: Plan, language: str) -> list[tuple[str, str]]:
    """The printers on which a ticket may come once more: id, and what the key says; the name only where there are several."""
    able = by_server(plan)
    alone = len(able) == 1
    again = say(language, "printers.again")
    return [(one.id, again if alone else f"{again} · {printer_name(one, language)}") for one in able]


def own_paper(plan: Plan) -> Paper | None:
    """Where only browsers print, staff print by theirs too, on the paper of the hall's first; None: they needn't."""
    return plan.printers[0].paper if plan.printers and not by_server(plan) else None


def outcome(hall: Hall, day: str, number: str, language: str) -> str | None:
    """What came of the ticket's latest paper; None: none was asked for lately."""
    found = hall.prints.get((day, number))
    if found is None:
        return None
    return say(language, f"printers.outcome.{found.outcome or 'asked'}")
