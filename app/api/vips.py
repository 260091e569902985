"""The VIP list comes in as a file: looked at first, then put in the place of the one before, whole or not at all."""

import asyncio
from collections import Counter

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.access import may, row_of
from app.accounts import Principal
from app.api.problems import KeyMissing, TooLarge, documented, problem
from app.api.reads import answer
from app.api.shapes import Shape
from app.engine import changing
from app.hall.events import VipListSet
from app.hall.publishing import BadSettings
from app.hall.refusals import Refusal
from app.house import House
from app.media.refusals import BrokenOff
from app.vip_file import LARGEST, Members, read_members
from app.wishes import Answer, Wish
from shared_ui.checks import said_in
from shared_ui.sentences import language_of

router = APIRouter(tags=["settings"])

SHOWN, TOLD = 50, 500
"""So many rows are shown, and so many faults told."""
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
FILE: Shape = {
    "parameters": [_KEY],
    "requestBody": {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}},
}
REFUSED = documented(400, 401, 403, 404, 409, 413, 422, 429, 503)


@router.post("/halls/{hall}/vip-check", name="check-vips", response_model=None, responses=REFUSED, openapi_extra=FILE)
async def check_vips(request: Request, hall: str) -> Response:
    """What this list would be, with every faulty row; numbers masked. Nothing is changed."""
    house, _ = await _allowed(request, hall)
    try:
        members = await _members(house, hall, request)
    except (Refusal, ClientDisconnect) as error:
        return _broken_off(request, error)
    rows = [{"line": line, "phone": phone, "level": level} for line, phone, level in members.shown[:SHOWN]]
    return answer(_told(members) | {"faults": _faults(members, language_of(request)), "rows": rows})


@router.post("/halls/{hall}/vips", name="set-vips", response_model=None, responses=REFUSED, openapi_extra=FILE)
async def set_vips(request: Request, hall: str) -> Response:
    """Replaces the VIP list with that of the file. If a row has a fault nothing is changed."""
    house, principal = await _allowed(request, hall)
    try:
        members = await _members(house, hall, request)
    except (Refusal, ClientDisconnect) as error:
        return _broken_off(request, error)
    if faults := _faults(members, language_of(request)):
        raise BadSettings(faults=faults, line=faults[0]["line"], sentence=faults[0]["sentence"])
    await asyncio.to_thread(_put, house, hall, principal.who, members.levels)
    by, customers = principal.staff or principal.role, len(members.levels)
    set = Wish(hall, lambda _, now: [VipListSet(at=now, customers=customers, by=by)], lambda *_: Answer(200, b""))
    await house.desk.do(set)
    return answer(_told(members))


async def _allowed(request: Request, hall: str) -> tuple[House, Principal]:
    house: House = request.app.state.house
    principal = await house.access.principal(request)
    await house.desk.find(hall)
    may(principal, row_of(request), hall)
    if not 1 <= len(request.headers.get("idempotency-key", "")) <= 255:
        raise KeyMissing()
    return house, principal


async def _members(house: House, hall: str, request: Request) -> Members:
    """Raises TooLarge, ClientDisconnect."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > LARGEST:
            raise TooLarge()
    plan = await house.desk.read(hall, lambda state, now: state.plan, newest=True)
    return await asyncio.to_thread(read_members, bytes(content), "vips.csv", plan)


def _broken_off(request: Request, error: Exception) -> Response:
    """The rest of the body is not read."""
    refused = problem(error if isinstance(error, Refusal) else BrokenOff(), language_of(request))
    refused.headers["Connection"] = "close"
    return refused


def _put(house: House, hall: str, who: str, levels: dict[str, str]) -> None:
    with changing(house.log.engine) as connection:
        house.vips.put(connection, hall, levels)
        house.audit.note(connection, who=who, act="vip list set", hall=hall, customers=len(levels))


def _told(members: Members) -> Shape:
    return {"customers": len(members.levels), "levels": dict(Counter(members.levels.values()))}


def _faults(members: Members, language: str) -> list[Shape]:
    return [{"line": one.line, "sentence": said_in(language, one.sentence)} for one in members.faults[:TOLD]]
