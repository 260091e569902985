"""The VIP list comes in as a file: looked at first, then put in the place of the one before, whole or not at all."""

import asyncio
from collections import Counter

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.access import may, row_of
from app.accounts import Principal
from app.api.problems import KeyMissing, TooLarge, documented, problem
from app.api.reads import allowed as may_read
from app.api.reads import answer
from app.api.shapes import Shape
from app.hall.events import VipListSet
from app.hall.publishing import BadSettings
from app.hall.refusals import Refusal
from app.house import House
from app.media.refusals import BrokenOff
from app.phones import Standing
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
KEYED: Shape = {"parameters": [_KEY]}
FILE: Shape = {
    **KEYED,
    "requestBody": {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}},
}


class NoListBefore(Refusal):
    """That list is neither the one that holds nor the one before."""

    code = "no_list_before"


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
    customers = len(members.levels)

    def beside(connection: Connection) -> None:
        house.audit.note(connection, who=principal.who, act="vip list set", hall=hall, customers=customers)

    if await asyncio.to_thread(house.vips.replace, hall, members.levels, beside):
        await _tell(house, hall, principal, customers)
    return answer(_told(members))


async def _tell(house: House, hall: str, principal: Principal, customers: int, *, back: bool = False) -> None:
    by = principal.staff or principal.role
    set = Wish(hall, lambda _, now: [VipListSet(at=now, customers=customers, by=by, back=back)], lambda *_: Answer(200, b""))
    await house.desk.do(set)


@router.get("/halls/{hall}/vips", response_model=None)
async def get_vips(request: Request, hall: str) -> Response:
    """Which list holds, which one was there before, and how many customers are on each; none of them is named."""
    house, _ = await may_read(request, hall)
    return answer(_standing(await asyncio.to_thread(house.vips.standing, hall)))


@router.post("/halls/{hall}/vips/{list}/back", name="take-back-vips", response_model=None, responses=REFUSED, openapi_extra=KEYED)
async def take_back_vips(request: Request, hall: str, list: str) -> Response:
    """The VIP list before holds again; the one that it takes the place of can be taken back in its turn."""
    house, principal = await _allowed(request, hall)
    told: dict[str, int] = {}

    def beside(connection: Connection, customers: int) -> None:
        told["customers"] = customers
        house.audit.note(connection, who=principal.who, act="vip list taken back", hall=hall, customers=customers)

    known = list if list.isascii() and list.isdecimal() and len(list) <= 18 else "-1"
    found = await asyncio.to_thread(house.vips.back, hall, int(known), beside)
    if found is None:
        raise NoListBefore(list=list[:40])
    if told:
        await _tell(house, hall, principal, told["customers"], back=True)
    return answer(_standing(found))


def _standing(found: Standing) -> Shape:
    before = None if found.before is None else {"list": str(found.before), "customers": found.customers_before}
    return {"list": str(found.list) if found.list is not None else None, "customers": found.customers, "before": before}


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


def _told(members: Members) -> Shape:
    return {"customers": len(members.levels), "levels": dict(Counter(members.levels.values()))}


def _faults(members: Members, language: str) -> list[Shape]:
    return [{"line": one.line, "sentence": said_in(language, one.sentence)} for one in members.faults[:TOLD]]
