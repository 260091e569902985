"""A ticket's picture for a browser, and the address in its code."""

import asyncio
from io import BytesIO

from starlette.requests import Request

from app.hall.plan import Paper
from app.hall.ticket import Ticket
from app.house import House
from app.phone_link import pages
from app.printing.logo import Logos
from app.printing.picture import picture
from app.printing.slip import Slip
from shared_ui.slip import slip


def paper_of(word: str | None) -> Paper:
    """What an address says of the paper; wide if it says anything else."""
    return "58mm" if word == "58mm" else "80mm"


async def address_of(house: House, request: Request, hall: str, ticket: Ticket) -> str | None:
    """The address of its phone page as phones reach it; None: what was personal about it has been erased."""
    return await asyncio.to_thread(house.links.address, pages(house.settings.public_url, request.scope), hall, ticket)


async def picture_of(house: House, request: Request, hall: str, ticket: Ticket, paper: Paper) -> bytes:
    """A PNG of the ticket as it is printed."""
    address = await address_of(house, request, hall, ticket)
    words = await house.desk.read(hall, lambda state, now: slip(state, state.ticket(ticket.number), now, address))
    return await asyncio.to_thread(_png, words, paper, house.printing.logos, hall)


def _png(words: Slip, paper: Paper, logos: Logos, hall: str) -> bytes:
    into = BytesIO()
    picture(words, paper, logos.of(hall, words.logo)).save(into, "PNG")
    return into.getvalue()
