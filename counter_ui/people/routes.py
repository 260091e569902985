"""The pages of people, beside the screens."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.access import NotSignedIn
from app.hall import surveys
from app.hall.plan import Text
from app.hall.refusals import Refusal
from app.hall.voices import Survey
from app.house import House
from app.rights import row
from app.staff.duties import DUTIES, IN_CHARGE, MANAGERS
from app.staff.people import everywhere
from app.staff.sessions import Session
from shared_ui.screen import refusal_page
from shared_ui.sign_in import people_page, sign_in_page

router = APIRouter(include_in_schema=False)

PAGES = ("complaints", "follow-ups", "bulletin")
OFFERED = 500
"""So many halls at most are offered; another one's id can be typed."""
WAY = re.compile(r"/(?:[a-z0-9-]{1,60}(?:/[a-z0-9-]{1,60}){0,3})?(?:\?[A-Za-z0-9=&_.%/-]{0,200})?")
PLACE = re.compile(r"(?:counter|greeter|manager)/[a-z0-9-]{1,60}(?:/[0-9]{1,3})?")


def _way(to: str) -> str:
    """To a page of ours; never to another site."""
    return to if WAY.fullmatch(to) and not to.startswith("//") else "/"


def _at(request: Request) -> str:
    """The paired screen from which somebody came; it is looked at whether this is its machine."""
    at = request.query_params.get("at", "")
    return at if PLACE.fullmatch(at) else ""


async def _signed_in(request: Request, show: Callable[[House, Session], Awaitable[Response]]) -> Response:
    """A page for whoever has signed in; others sign in first."""
    house: House = request.app.state.house
    try:
        session = await house.access.session(request, _at(request))
        if session.locked or session.must_change:
            raise NotSignedIn(session, _at(request))
        return await show(house, session)
    except Refusal as refusal:
        return refusal_page(request, refusal)


@router.get("/sign-in", response_model=None)
async def sign_in(request: Request, to: str = "/") -> Response:
    """With a password, at a machine that isn't paired."""
    house: House = request.app.state.house
    try:
        session = await house.access.session(request, "")
    except NotSignedIn as missing:
        return sign_in_page(request, missing, _way(to), 200)
    except Refusal as refusal:
        return refusal_page(request, refusal)
    if session.locked or session.must_change:
        return sign_in_page(request, NotSignedIn(session), _way(to), 200)
    return RedirectResponse(_way(to), 303)


@router.get("/set-up", response_model=None)
async def set_up(request: Request, key: str = "") -> Response:
    """The first administrator. Looking at it changes nothing."""
    house: House = request.app.state.house
    try:
        holds = await house.people.may_set_up(key[:200])
        if not holds:
            house.access.stranger(request)
    except Refusal as refusal:
        return refusal_page(request, refusal)
    return people_page(request, "shared_ui/set-up.html", 200 if holds else 409, holds=holds, key=key[:200])


def _ways(session: Session) -> list[tuple[str, str]]:
    """Path and name of the pages of the own hall that a duty opens at any machine."""
    if session.hall is None:
        return []
    opened = [one for one in PAGES if row(f"GET /{one}/{{hall}}").duties & session.duties]
    return [(f"/{one}/{session.hall}", f"screens.{one}") for one in opened]


async def _names(house: House, halls: Collection[str | None]) -> dict[str | None, Text]:
    """Of those that there are; somebody may belong to one that isn't here any more."""
    wanted = [one for one in halls if one is not None]
    return {one.hall: one.name for one in (await house.chain.of(wanted)).halls} if wanted else {}


@router.get("/account", response_model=None)
async def account(request: Request, to: str = "/") -> Response:
    async def show(house: House, session: Session) -> HTMLResponse:
        return people_page(
            request,
            "counter_ui/people/account.html",
            session=session,
            belongs=(await _names(house, [session.hall])).get(session.hall),
            place=_at(request),
            to=_way(to),
            appoints=not IN_CHARGE.isdisjoint(session.duties),
            ways=(ways := _ways(session)),
            asked=(await _to_answer(house, session, _at(request)))[1],
            idle=session.device is None and MANAGERS.isdisjoint(session.duties) and not ways,
            home=session.device is not None or not MANAGERS.isdisjoint(session.duties),
        )

    return await _signed_in(request, show)


def _hall(session: Session, place: str) -> str | None:
    """Where somebody is, or else where they belong."""
    return place.split("/")[1] if place and session.device is not None else session.hall


async def _to_answer(house: House, session: Session, place: str) -> tuple[str | None, list[Survey], bool]:
    """The hall, what it asks its staff today and this one hasn't answered; whether there is something else that they have."""
    if (hall := _hall(session, place)) is None:
        return None, [], False
    asked = await house.desk.read(hall, lambda state, now: surveys.asked(state))
    given = [await asyncio.to_thread(house.ballots.has_answered, hall, one.id, session.staff) for one in asked]
    return hall, [one for one, done in zip(asked, given, strict=True) if not done], any(given)


@router.get("/account/survey", response_model=None)
async def survey(request: Request, to: str = "/") -> Response:
    """What the staff are asked, once in each round, and nobody learns who answered what."""

    async def show(house: House, session: Session) -> HTMLResponse:
        hall, open, done = await _to_answer(house, session, place := _at(request))
        return people_page(
            request,
            "counter_ui/people/survey.html",
            session=session,
            place=place,
            to=_way(to),
            hall=hall,
            open=open,
            done=done,
        )

    return await _signed_in(request, show)


@router.get("/account/staff", response_model=None)
async def staff(request: Request, to: str = "/") -> Response:
    """For a hall manager those of the own hall, for an administrator all."""

    async def show(house: House, session: Session) -> HTMLResponse:
        everybody = everywhere(session)
        members = await house.people.listed(session)
        names = await _names(house, {session.hall, *(one.hall for one in members)})
        return people_page(
            request,
            "counter_ui/people/staff.html",
            session=session,
            place=_at(request),
            to=_way(to),
            members=members,
            names=names,
            halls=(await house.chain.all()).halls[:OFFERED] if everybody else [],
            everybody=everybody,
            duties=[one for one in DUTIES if everybody or one != "administrator"],
        )

    return await _signed_in(request, show)
