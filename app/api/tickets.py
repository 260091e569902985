"""Commands on tickets: take, cancel, rejoin, change."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.access import STAFF
from app.accounts import ALL, Principal
from app.api.commands import B, Body, CommandRoute, Facts, Id, Key, Nothing, allowed, describe, once, parse, send
from app.api.problems import Invalid, LevelNotAllowed
from app.api.shapes import dump, ticket_shape
from app.desk import Answer, Once, Wish
from app.hall import decide
from app.hall.day import Instant
from app.hall.events import TicketTaken
from app.hall.state import Hall
from app.house import House
from app.limits import Bucket
from app.phones import plain

TAKERS = ("kiosk", *STAFF)
AFTER_HOURS = ("greeter", "manager", ALL)

router = APIRouter(prefix="/halls/{hall}/tickets", route_class=CommandRoute, tags=["tickets"])


class Take(Body):
    service: Id
    level: Id | None = None
    phone: Annotated[str, Field(max_length=32)] | None = None
    language: Annotated[str, Field(pattern="^(zh|en)$")] | None = None
    note: Annotated[str, Field(max_length=500)] | None = None


class Change(Body):
    service: Id


async def _take(request: Request) -> Response:
    house: House = request.app.state.house
    principal = await allowed(request, house, TAKERS)
    raw = await request.body()
    same = once(principal, request, raw)
    body = parse(Take, raw)
    if principal.role == "kiosk" and body.level is not None:
        raise LevelNotAllowed()
    level = body.level or await _level_of(house, request.path_params["hall"], body.phone)
    secret = secrets.token_urlsafe(16)
    link = f"{house.settings.public_url or str(request.base_url).rstrip('/')}/t/{secret}"
    bucket = house.buckets.of(principal.id) if principal.role == "kiosk" else None
    return await send(house, request, _take_wish(request, principal, body, level, secret, link, same, bucket))


def _take_wish(
    request: Request,
    principal: Principal,
    body: Take,
    level: str | None,
    secret: str,
    link: str,
    same: Once,
    bucket: Bucket | None,
) -> Wish:
    def wanted(hall: Hall, now: Instant) -> Facts:
        facts = decide.take(
            hall,
            now,
            service=body.service,
            level=level,
            language=body.language,
            by=principal.role,
            after_hours=principal.role in AFTER_HOURS,
        )
        if bucket is not None:
            bucket.spend(now)
        return facts

    def shown(hall: Hall, facts: Facts, now: Instant) -> Answer:
        number = _taken(facts).number
        return Answer(201, dump(ticket_shape(hall, hall.tickets[number], now) | {"phone_url": link}))

    def personal(facts: Facts) -> list[dict[str, object]]:
        taken = _taken(facts)
        hidden = hashlib.blake2b(secret.encode(), digest_size=16, person=b"phone-page").digest()
        row = {"hall": request.path_params["hall"], "day": taken.day, "number": taken.number, "note": body.note, "secret": hidden}
        return [row]

    return Wish(request.path_params["hall"], wanted, shown, same, personal)


def _taken(facts: Facts) -> TicketTaken:
    taken = facts[0]
    assert isinstance(taken, TicketTaken)
    return taken


async def _level_of(house: House, hall: str, phone: str | None) -> str | None:
    if phone is None:
        return None
    number = plain(phone)
    if number is None:
        raise Invalid(errors=[{"at": "phone", "what": "is not a phone number: 5 to 15 digits"}])
    return await house.vip_level(hall, number)


async def take(hall: str, body: Take, idempotency_key: Key) -> None:
    """Issues a ticket. A kiosk names no level: its VIPs are found by phone number. 201: the ticket, with `phone_url`."""


describe(router, "", "take", take, _take, "201: the ticket, with `phone_url`")


def _ticket_command(name: str, kind: type[B], act: Callable[[Hall, Instant, str, B], Facts]) -> None:
    async def handler(request: Request) -> Response:
        house: House = request.app.state.house
        principal = await allowed(request, house, STAFF)
        raw = await request.body()
        same, body = once(principal, request, raw), parse(kind, raw)
        hall, number = request.path_params["hall"], request.path_params["number"]
        return await send(
            house,
            request,
            Wish(
                hall,
                lambda state, now: act(state, now, number, body),
                lambda state, facts, now: Answer(200, dump(ticket_shape(state, state.ticket(number), now))),
                same,
            ),
        )

    async def endpoint(hall: str, number: str, idempotency_key: Key, body: kind) -> None:  # type: ignore[valid-type]
        """Documented from its signature; `handler` does the work."""

    describe(router, f"/{{number}}/{name}", f"{name}-ticket", endpoint, handler, "the ticket, as it is now")


_ticket_command("cancel", Nothing, lambda hall, now, number, body: decide.cancel(hall, now, ticket=number))
_ticket_command("rejoin", Nothing, lambda hall, now, number, body: decide.rejoin(hall, now, ticket=number))
_ticket_command("change", Change, lambda hall, now, number, body: decide.change(hall, now, ticket=number, service=body.service))
