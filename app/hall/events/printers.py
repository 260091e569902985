"""Tickets on paper, and how the printers are."""

from dataclasses import dataclass
from typing import Literal

from app.hall.events.fact import Fact, OfTicket

PrinterCode = Literal["paper_low", "paper_out", "cover_open", "offline", "garbled"]
"""What ails a printer; with `paper_low` it still prints. `garbled`: it answers, and nothing that a printer says."""
NotPrinted = Literal["paper_out", "cover_open", "offline", "garbled", "waited", "failed"]
"""Why a ticket came on no paper: what ailed the printer, others were before it for too long, or it could not be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterFailed(Fact):
    """It can't print, or soon can't; told again only when the reason is another one."""

    printer: str
    code: PrinterCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterRecovered(Fact):
    printer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintAsked(OfTicket):
    """The ticket is to come on paper: with it when it is issued, or once more later."""

    printer: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPrinted(OfTicket):
    printer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNotPrinted(OfTicket):
    """Nobody waits for this paper any more. The ticket holds all the same."""

    printer: str
    code: NotPrinted
