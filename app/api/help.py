"""Somebody at a kiosk asks for a helper; somebody goes."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.api.commands import Asked, Body, Decide, Nothing, allowed, describe, grant, once, parse
from app.hall import decide
from app.wishes import Answer, Wish

router = APIRouter(tags=["help"])


class Help(Body):
    kiosk: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,20}$")] = "1"


async def _send(asked: Asked, wanted: Decide) -> Answer:
    principal = await allowed(asked)
    done = Answer(200, b"{}")
    return await grant(asked, Wish(asked.hall, wanted, lambda *_: done, once(principal, asked)))


async def _call(asked: Asked) -> Answer:
    kiosk = parse(Help, asked.raw).kiosk
    return await _send(asked, lambda hall, now: decide.call_helper(hall, now, kiosk=kiosk))


async def _sent(asked: Asked) -> Answer:
    parse(Nothing, asked.raw)
    return await _send(asked, lambda hall, now: decide.send_helper(hall, now, help=asked.which))


describe(
    router,
    "/help",
    "call-helper",
    Help,
    _call,
    {200: "empty"},
    "A customer at a kiosk asks for a helper. One open request a kiosk is enough: again changes nothing.",
)
describe(router, "/help/{help}/sent", "helper-sent", Nothing, _sent, {200: "empty"}, "Somebody goes to help.")
