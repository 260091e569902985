"""A ticket's picture for a browser, and the address in its code."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

from PIL import Image
from starlette.requests import Request

from app.hall.plan import Paper
from app.hall.ticket import Ticket
from app.house import House
from app.phone_link import pages
from app.printing.picture import picture
from app.printing.slip import Slip
from shared_ui.slip import slip

T = TypeVar("T")


async def address_of(house: House, request: Request, hall: str, ticket: Ticket) -> str | None:
    """The address of its phone page as phones reach it; None: what was personal about it has been erased."""
    secret = await in_thread(lambda: house.links.secret(hall, ticket.day, ticket.number, ticket.taken_at))
    return pages(house.settings.public_url, request.scope) + secret if secret is not None else None


async def picture_of(house: House, request: Request, hall: str, ticket: Ticket, paper: Paper) -> bytes:
    """A PNG of the ticket as it is printed."""
    address = await address_of(house, request, hall, ticket)
    words = await house.desk.read(hall, lambda state, now: slip(state, state.ticket(ticket.number), now, address))
    return await in_thread(lambda: _png(words, paper, house.printing.logos.of(hall, words.logo)))


def _png(words: Slip, paper: Paper, logo: Image.Image | None) -> bytes:
    into = BytesIO()
    picture(words, paper, logo).save(into, "PNG")
    return into.getvalue()


async def in_thread(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)
