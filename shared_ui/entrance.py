"""The front door of a machine: the link that signs this browser in, and the list of all screens."""

import re
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.access import Unauthorized, address_of, cookie_name
from app.accounts import ALL, Principal
from app.chain_reading import Reading
from app.hall.plan import Plan, Text
from app.hall.refusals import Refusal
from app.house import House
from shared_ui.assets import files
from shared_ui.device import COOKIE, NAME
from shared_ui.pairing import own_way
from shared_ui.picture import environment, words
from shared_ui.screen import keep_cookie, refusal_page
from shared_ui.sentences import language_of

router = APIRouter(include_in_schema=False)

SHOWN = 20
"""So many halls at most are listed with all their screens; the search finds the others."""
LONGEST = 60


@dataclass(frozen=True)
class Door:
    """A screen that can be opened."""

    kind: str
    path: str
    counter: int | None = None
    name: Text | None = None


@dataclass(frozen=True)
class Found:
    """Which halls are listed, of how many that match; `count`: how many there are."""

    halls: list[str]
    matching: int
    count: int
    find: str


def doors(plan: Plan, chain: bool = False) -> list[Door]:
    """`chain`: there are other halls to be looked at."""
    hall = plan.hall
    kinds = ("kiosk", "display", "greeter", "manager", *(("chain",) if chain else ()))
    single = [Door(kind, f"/{kind}/{hall}") for kind in kinds]
    counters = [Door("counter", f"/counter/{hall}/{one.number}", one.number, one.name) for one in plan.counters]
    windows = [Door("window", f"/display/{hall}/window/{one.number}", one.number, one.name) for one in plan.counters]
    pads = [Door("pad", f"/rate/{hall}/{one.number}", one.number, one.name) for one in plan.counters]
    return [*single, *counters, *windows, *pads]


def _may_open(visitor: Principal, door: Door) -> bool:
    if visitor.role == "counter":
        return door.kind == "counter" and door.counter == visitor.counter
    besides = {"display": ("window", "pad"), "manager": ("chain",)}
    return visitor.role in (ALL, door.kind) or door.kind in besides.get(visitor.role, ())


@router.get("/enter", response_model=None)
async def enter(request: Request, key: str = "", device: str = "", to: str = "") -> Response:
    """Signs this browser in with a token: that of the printed link for all screens, or one of `yingbin token` for its own.

    The token is kept as a cookie, so that it doesn't stay in the address. `device`: the name by which the browser is known among
    the devices of its hall. `to`: which of the screens that the token opens.
    """
    house: House = request.app.state.house
    found = await house.accounts.find(key[:200], address_of(request))
    try:
        if found is None:
            house.access.stranger(request)
            raise Unauthorized()
    except Refusal as refusal:
        return refusal_page(request, refusal)
    response = _sent_on(own_way(found, to), at_once=not (device or to))
    keep_cookie(response, request, cookie_name(found.role, found.hall, found.counter), key)
    if re.fullmatch(NAME, device):
        keep_cookie(response, request, COOKIE, device)
    return response


def _sent_on(to: str, *, at_once: bool) -> Response:
    """A machine comes from a page of its own. Browsers withhold strict cookies from where another site's way leads, redirected or
    not; from a page of ours they don't."""
    if at_once:
        return RedirectResponse(to, 303)
    return HTMLResponse(environment.get_template("shared_ui/entered.html").render(to=to), headers={"Cache-Control": "no-store"})


@router.get("/", response_model=None)
async def all_screens(request: Request, hall: str = "") -> Response:
    house: House = request.app.state.house
    try:
        visitor = await house.access.principal(request)
        if visitor.role == "staff":  # duties without a screen of a hall
            return RedirectResponse("/account", 303)
        found = _found(await house.chain.all(), visitor, hall[:LONGEST].strip())
        halls = [await house.desk.read(hall, lambda state, now: state.plan) for hall in found.halls]
    except Refusal as refusal:
        return refusal_page(request, refusal)
    rows = [(plan, [door for door in doors(plan, found.count > 1) if _may_open(visitor, door)]) for plan in halls]
    body = environment.get_template("shared_ui/entrance.html").render(
        rows=rows, found=found, most=SHOWN, files=files, visitor=visitor, **words({"lang": language_of(request)})
    )
    return HTMLResponse(body, headers={"Cache-Control": "no-store"})


def _found(chain: Reading, visitor: Principal, find: str) -> Found:
    """The visitor's own hall; else the hall that has just this id, or those whose id or name holds these words."""
    ids = [one.hall for one in chain.matching(find)]
    if visitor.hall or find.lower() in ids:
        ids = [visitor.hall or find.lower()]
    return Found(ids[:SHOWN], len(ids), len(chain.halls), "" if visitor.hall else find)
