"""Pairing: a screen asks for a code and waits, a manager types it. And the paired devices of a hall. None of it is a fact."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.access import address_of, cookie_name, may, row_of
from app.accounts import Principal, digest
from app.api.commands import Asked, B, Body, Nothing, allowed, describe, once, parse
from app.api.problems import documented
from app.api.reads import allowed as may_read
from app.api.reads import answer
from app.api.shapes import Shape, dump
from app.hall.refusals import Refusal, UnknownCounter
from app.hall.state import Hall
from app.house import House
from app.pairing.asker import browser_of
from app.pairing.code import in_groups
from app.pairing.paired import Paired
from app.pairing.patience import INTERVAL
from app.pairing.waiting import Asking, PairingOver, Place
from app.stamps import stamp, stamp_or_none
from app.wishes import Answer
from shared_ui.device import name_of
from shared_ui.pairing import own_way, wished
from shared_ui.screen import keep_cookie

router = APIRouter(tags=["pairing"], responses=documented(400, 401, 403, 404, 409, 422, 429, 503))

Role = Literal["kiosk", "display", "greeter", "counter", "manager"]
Counter = Annotated[int, Field(ge=1, le=999)]
DeviceName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")]


class NoCounter(Refusal):
    """A counter's console needs a counter, and nothing else has one."""

    code = "counter_needed"


class Wish(Body):
    """`screen`: the address that the browser opened."""

    screen: Annotated[str, Field(max_length=200)] = ""


class Waits(Body):
    secret: Annotated[str, Field(min_length=1, max_length=100)]


class Code(Body):
    code: Annotated[str, Field(min_length=1, max_length=40)]


class LetIn(Code):
    role: Role
    counter: Counter | None = None
    name: DeviceName | None = None


class Move(Body):
    role: Role
    counter: Counter | None = None


class Name(Body):
    name: DeviceName | None = None


# ------------------------------------------------------------ the screen's side
@router.post("/pairing", response_model=None, status_code=201)
async def show_code(request: Request) -> Response:
    """A new code for a screen that isn't known here, and the secret with which it asks whether it was let in."""
    house: House = request.app.state.house
    wish, address = parse(Wish, await request.body()), address_of(request)
    house.patience.new_code(address)
    about = {"browser": browser_of(request.headers.get("user-agent", "")), "screen": wished(wish.screen)}
    if (name := name_of(request)) is not None:
        about["browser_id"] = name
    shown = await asyncio.to_thread(house.waiting.show, address, about)
    left = max(0, (shown.until - house.desk.clock()) // 1000)
    told = {"secret": shown.secret, "code": in_groups(shown.code), "expires_in": left, "interval": INTERVAL}
    return Response(dump(told), 201, {"Cache-Control": "no-store"}, media_type="application/json")


@router.post("/pairing/ask", response_model=None)
async def ask(request: Request) -> Response:
    """Has it been let in? Then, once, its cookie comes with the answer, and the address of its screen."""
    house: House = request.app.state.house
    secret = parse(Waits, await request.body()).secret
    house.patience.asked(digest(secret))
    try:
        got = await asyncio.to_thread(house.waiting.ask, secret, address_of(request))
    except PairingOver:
        house.access.stranger(request)
        raise
    if got is None:
        return answer({"state": "waiting", "interval": INTERVAL})
    paired, token, about = got
    await house.devices.refresh(paired.hall)
    principal = Principal(paired.device, paired.role, paired.hall, paired.counter)
    response = answer({"state": "in", "open": own_way(principal, about.get("screen", ""))})
    keep_cookie(response, request, cookie_name(paired.role, paired.hall, paired.counter), token)
    return response


@router.post("/pairing/renew", response_model=None)
async def renew(request: Request) -> Response:
    """The screen's own token anew, if it is a day old; the page asks by itself."""
    house: House = request.app.state.house
    principal = await house.access.principal(request)
    may(principal, row_of(request), None)
    token = request.cookies.get(cookie_name(principal.role, principal.hall, principal.counter), "")
    fresh = await asyncio.to_thread(house.paired.renew, token) if principal.kind == "device" else None
    response = answer({"renewed": fresh is not None})
    if fresh is not None:
        keep_cookie(response, request, cookie_name(principal.role, principal.hall, principal.counter), fresh)
    return response


# ------------------------------------------------------------ the manager's side
def _typed(principal: Principal, asked: Asked) -> None:
    """Whoever tries codes runs out of tries. Raises TooMany."""
    asked.house.patience.typed(principal.id, address_of(HTTPConnection(asked.scope)))


async def _look(asked: Asked) -> Answer:
    principal = await allowed(asked)
    once(principal, asked)
    body = parse(Code, asked.raw)
    _typed(principal, asked)
    found = await asyncio.to_thread(asked.house.waiting.asking, body.code)
    zone = await asked.house.desk.read(asked.hall, lambda state, now: state.plan.timezone)
    return Answer(200, dump(asking_shape(found, zone)))


async def _let_in(asked: Asked) -> Answer:
    principal = await allowed(asked)
    once(principal, asked)
    body = parse(LetIn, asked.raw)
    await _place_there(asked, body.role, body.counter)
    _typed(principal, asked)
    place = Place(asked.hall, body.role, body.counter, body.name)
    await asyncio.to_thread(asked.house.waiting.let_in, body.code, place, principal.who)
    return Answer(201, dump({"role": body.role, "counter": body.counter, "name": body.name}))


async def _place_there(asked: Asked, role: str, counter: int | None) -> None:
    """Raises NoCounter, UnknownCounter."""
    if (role == "counter") != (counter is not None):
        raise NoCounter()
    if counter is not None:
        await asked.house.desk.read(asked.hall, lambda state, now: _known(state, counter))


def _known(hall: Hall, counter: int) -> None:
    if counter not in hall.plan.counter:
        raise UnknownCounter(counter=counter)


def asking_shape(asking: Asking, timezone: str) -> Shape:
    return {
        "address": asking.address,
        "browser": asking.about.get("browser", ""),
        "since": stamp(timezone, asking.since),
        "screen": asking.about.get("screen") or None,
    }


describe(
    router, "/codes", "look-at-code", Code, _look, {200: "Asking"}, "What asks with this code: where, which browser, since when."
)
describe(
    router,
    "/screens",
    "let-in",
    LetIn,
    _let_in,
    {201: "Place"},
    "The screen that shows this code is let in, as what is said here.",
)


# ------------------------------------------------------------ paired devices
@router.get("/halls/{hall}/screens", response_model=None)
async def get_paired(request: Request, hall: str) -> Response:
    """The paired devices of the hall, and what was refused in their names."""
    house, _ = await may_read(request, hall)
    found = await asyncio.to_thread(house.paired.of, hall)
    zone = await house.desk.read(hall, lambda state, now: state.plan.timezone)
    return answer({"screens": [paired_shape(one, zone) for one in found]})


def paired_shape(paired: Paired, timezone: str) -> Shape:
    return {
        "id": paired.id,
        "role": paired.role,
        "counter": paired.counter,
        "name": paired.name,
        "address": paired.address,
        "by": paired.by,
        "paired_at": stamp(timezone, paired.paired_at),
        "seen_at": stamp_or_none(timezone, paired.seen_at),
        "elsewhere": paired.elsewhere,
        "replayed_at": stamp_or_none(timezone, paired.replayed_at),
    }


def _act(verb: str, name: str, kind: type[B], act: Callable[[Asked, str, B], Paired], about: str) -> None:
    """`act` runs in a thread: asked, who, body. What it changes is known here at once, and everywhere within a second."""

    async def handler(asked: Asked) -> Answer:
        principal = await allowed(asked)
        once(principal, asked)
        body = parse(kind, asked.raw)
        if isinstance(body, Move):
            await _place_there(asked, body.role, body.counter)
        await asyncio.to_thread(act, asked, principal.who, body)
        await asked.house.cuts.look()
        await asked.house.devices.refresh(asked.hall)
        return Answer(200, b"{}")

    describe(router, f"/screens/{{screen}}/{verb}", name, kind, handler, {200: "empty"}, about)


_act(
    "revoke",
    "revoke-screen",
    Nothing,
    lambda asked, who, body: asked.house.paired.revoke(asked.hall, asked.which, who),
    "It is let in no longer: its requests are refused and its sockets cut within a second.",
)
_act(
    "rename",
    "rename-screen",
    Name,
    lambda asked, who, body: asked.house.paired.call(asked.hall, asked.which, who, body.name),
    "What the managers call it.",
)
_act(
    "move",
    "move-screen",
    Move,
    lambda asked, who, body: asked.house.paired.move(asked.hall, asked.which, who, body.role, body.counter),
    "It becomes another screen of the hall, and opens that by itself.",
)
_act(
    "allow",
    "allow-screen",
    Nothing,
    lambda asked, who, body: asked.house.paired.allow(asked.hall, asked.which, who),
    "It has moved to the address from which it was refused; what was reported of it is settled.",
)
