"""The link of a ticket. Whoever holds it sees that ticket and nothing else: the secret in it is the key."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.hall.day import Instant
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.house import House
from app.phone_link import parts
from kiosk_ui.ticket import CustomersTicket, customers
from shared_ui.picture import environment, words
from shared_ui.screen import files, refusal_page
from shared_ui.sentences import language_of
from shared_ui.times import clock

AGAIN = 15
"""Seconds after which the page fetches itself anew, while there is something to wait for."""


class UnknownLink(Refusal):
    """No ticket has this link, or what was personal about it has been erased."""

    code = "unknown_page"


@dataclass(frozen=True, slots=True)
class Phone:
    """`ticket` is None when its day is over; `again`: the page is worth fetching anew."""

    plan: Plan
    number: str
    at: str
    ticket: CustomersTicket | None

    @property
    def again(self) -> int | None:
        return AGAIN if self.ticket and self.ticket.state not in ("done", "cancelled", "expired") else None


def phone(hall: Hall, now: Instant, day: str, number: str) -> Phone:
    found = hall.tickets.get(number) if day == hall.day else hall.carried.get((day, number))
    return Phone(hall.plan, number, clock(hall.plan, now), customers(hall, found, now) if found else None)


async def page(request: Request, secret: str) -> Response:
    """No token is needed; only who tries unknown secrets is counted as a stranger."""
    house: House = request.app.state.house
    try:
        shown = await _shown(house, request, secret)
    except Refusal as refusal:
        response = refusal_page(request, refusal)
    else:
        html = environment.get_template("kiosk_ui/phone.html").render(
            v=shown, files=files, **words({"lang": language_of(request)})
        )
        response = HTMLResponse(html, headers={"Cache-Control": "no-store"})
    response.headers.update({"Vary": "Accept-Language", "X-Robots-Tag": "noindex"})
    return response


async def _shown(house: House, request: Request, secret: str) -> Phone:
    named = parts(secret)
    found = await asyncio.to_thread(house.log.personal_of, *named) if named else None
    if named is None or found is None:
        house.access.stranger(request)
        raise UnknownLink(path="/t/…")
    day, number = found
    return await house.desk.read(named[0], lambda state, now: phone(state, now, day, number), newest=True)
