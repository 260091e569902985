"""Somebody at a kiosk asks for a helper; somebody goes."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.access import STAFF
from app.api.commands import Body, CommandRoute, Decide, Key, Nothing, allowed, describe, once, parse, send
from app.desk import Answer, Wish
from app.hall import decide
from app.house import House

router = APIRouter(prefix="/halls/{hall}/help", route_class=CommandRoute, tags=["help"])


class Help(Body):
    kiosk: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,20}$")] = "1"


async def _send(request: Request, house: House, wanted: Decide, raw: bytes, roles: tuple[str, ...]) -> Response:
    principal = await allowed(request, house, roles)
    done = Answer(200, b"{}")
    hall = request.path_params["hall"]
    return await send(house, request, Wish(hall, wanted, lambda *_: done, once(principal, request, raw)))


async def _call(request: Request) -> Response:
    house: House = request.app.state.house
    raw = await request.body()
    kiosk = parse(Help, raw).kiosk
    return await _send(request, house, lambda hall, now: decide.call_helper(hall, now, kiosk=kiosk), raw, ("kiosk", *STAFF))


async def _sent(request: Request) -> Response:
    house: House = request.app.state.house
    raw = await request.body()
    parse(Nothing, raw)
    help = request.path_params["help"]
    return await _send(request, house, lambda hall, now: decide.send_helper(hall, now, help=help), raw, STAFF)


async def call_helper(hall: str, body: Help, idempotency_key: Key) -> None:
    """A kiosk's customer asks for a helper. One open request a kiosk is enough: again changes nothing."""


async def helper_sent(hall: str, help: str, idempotency_key: Key) -> None:
    """Somebody goes to help."""


describe(router, "", "call-helper", call_helper, _call, "empty")
describe(router, "/{help}/sent", "helper-sent", helper_sent, _sent, "empty")
