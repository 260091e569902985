"""One conversation with a printer: how are you, print this, is it done. It takes its time: never on the event loop."""

import threading
from dataclasses import dataclass

from app.hall.events.printers import PrinterCode
from app.hall.plan import Printer
from app.hall.printers import PRINTS_STILL
from app.printing.escpos import ASK, ASK_DONE, is_done, is_status, told
from app.printing.line import Line, line_to

ANSWERS_WITHIN = 1.5
TAKES_WITHIN = 6.0
"""Seconds in which a printer takes the picture of a ticket, 84 KB on wide paper; a serial line gets more."""
DONE_WITHIN = 5.0
SLOW_LINE = 1200.0
"""Bytes a second that every line carries."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the ticket is on paper, and how the printer is now. `says_done`: it told when it was done."""

    printed: bool
    code: PrinterCode | None
    says_done: bool = False


def look(printer: Printer, stopping: threading.Event) -> PrinterCode | None:
    """How the printer is."""
    try:
        with line_to(printer.connection, stopping) as line:
            return _condition(line, printer)
    except OSError:
        return "offline"


def press(printer: Printer, data: bytes, stopping: threading.Event, *, says_done: bool = True) -> Outcome:
    """Prints, if the printer says that it can. `says_done`: it is worth asking whether it is done. What it said to be done isn't
    printed again because nobody understands what it says then."""
    try:
        with line_to(printer.connection, stopping) as line:
            before = _condition(line, printer)
            if _hinders(before):
                return Outcome(False, before)
            line.send(data, TAKES_WITHIN + (len(data) / SLOW_LINE if printer.connection.startswith("serial:") else 0))
            done = says_done and printer.status and _is_done(line)
            after = _condition(line, printer)
            return Outcome(not _hinders(after) or (done and after == "garbled"), after, done)
    except OSError:
        return Outcome(False, "offline")


def _is_done(line: Line) -> bool:
    answer = line.ask(ASK_DONE, DONE_WITHIN, is_done)
    return answer is not None and is_done(answer)


def _hinders(code: PrinterCode | None) -> bool:
    return code is not None and code not in PRINTS_STILL


def _condition(line: Line, printer: Printer) -> PrinterCode | None:
    if not printer.status:
        return None
    answers = bytearray()
    for question in ASK:
        answer = line.ask(question, ANSWERS_WITHIN, is_status)
        if answer is None:
            return "offline"
        answers.append(answer)
        if not is_status(answer):
            break
    return told(bytes(answers))
