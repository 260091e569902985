"""One more paper for a ticket: it was lost, or the printer had none."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter

from app.api.commands import Asked, Body, Id, allowed, describe, grant, once, parse
from app.api.paper import Paper
from app.api.shapes import dump
from app.hall import printers
from app.hall.day import Instant
from app.hall.events import Fact, PrintAsked
from app.hall.refusals import UnknownTicket
from app.hall.state import Hall
from app.wishes import Answer, Wish

router = APIRouter(tags=["tickets"])


class Print(Body):
    printer: Id | None = None


async def _print(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body, paper = once(principal, asked), parse(Print, asked.raw), Paper(asked.house)
    address = await _address(asked)

    def wanted(hall: Hall, now: Instant) -> list[Fact]:
        return printers.print_again(hall, now, ticket=asked.which, printer=body.printer, by=principal.role)

    def shown(hall: Hall, facts: Sequence[Fact], now: Instant) -> Answer:
        paper.of(hall, facts, address)
        fact = next(fact for fact in facts if isinstance(fact, PrintAsked))
        return Answer(200, dump({"number": fact.number, "printer": fact.printer}))

    answer = await grant(asked, Wish(asked.hall, wanted, shown, same))
    paper.print()
    return answer


async def _address(asked: Asked) -> str | None:
    """The address of the ticket's phone page, for the code on the paper; None: it has been erased, or there is no such ticket:
    the command says so itself, if it wasn't given before."""
    try:
        ticket = await asked.house.desk.read(asked.hall, lambda hall, now: hall.ticket(asked.which))
    except UnknownTicket:
        return None
    return await asyncio.to_thread(asked.house.links.address, asked.public, asked.hall, ticket)


describe(
    router,
    "/tickets/{number}/print",
    "print-ticket",
    Print,
    _print,
    {200: "the ticket's number, and the printer on which it is to come"},
    "Prints the ticket once more, on the printer that is named or else the hall's first.",
)
