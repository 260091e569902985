"""The pictures on a kiosk's ticket page: the code of its phone page and, where the kiosk's own browser prints, the ticket."""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO

import segno
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.hall.day import Instant
from app.hall.refusals import Refusal, UnknownTicket
from app.hall.state import Hall
from app.hall.ticket import Ticket
from app.house import House
from kiosk_ui.on_paper import FRESH
from shared_ui.screen import refusal_page
from shared_ui.slip_pictures import address_of, paper_of, picture_of

router = APIRouter(include_in_schema=False)
Draw = Callable[[House, Request, str, Ticket], Awaitable[bytes]]


@router.get("/kiosk/{hall}/code/{number}.svg", response_model=None)
async def code(request: Request, hall: str, number: str) -> Response:
    return await _fresh(request, hall, number, "image/svg+xml", _code)


@router.get("/kiosk/{hall}/slip/{number}.png", response_model=None)
async def slip(request: Request, hall: str, number: str) -> Response:
    return await _fresh(request, hall, number, "image/png", _slip)


async def _fresh(request: Request, hall: str, number: str, kind: str, draw: Draw) -> Response:
    """Only for a kiosk, and only of a ticket that was just taken: its code is a key."""
    house: House = request.app.state.house

    def just_taken(state: Hall, now: Instant) -> Ticket:
        ticket = state.ticket(number[:12])
        if now - ticket.taken_at >= FRESH:
            raise UnknownTicket(number=ticket.number)
        return ticket

    try:
        await house.access.on_screen(request, "kiosk", hall)
        ticket = await house.desk.read(hall, just_taken, newest=True)
        body = await draw(house, request, hall, ticket)
    except Refusal as refusal:
        return refusal_page(request, refusal)
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=kind)


async def _slip(house: House, request: Request, hall: str, ticket: Ticket) -> bytes:
    return await picture_of(house, request, hall, ticket, paper_of(request.query_params.get("paper")))


async def _code(house: House, request: Request, hall: str, ticket: Ticket) -> bytes:
    address = await address_of(house, request, hall, ticket)
    if address is None:
        raise UnknownTicket(number=ticket.number)
    return await asyncio.to_thread(_svg, address)


def _svg(address: str) -> bytes:
    """White around it, so that it is read on any ground."""
    into = BytesIO()
    segno.make(address, micro=False, error="m", boost_error=False).save(
        into, kind="svg", border=2, dark="#16202b", light="#fff", omitsize=True, xmldecl=False
    )
    return into.getvalue()
