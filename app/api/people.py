"""Who has signed in, and the staff: requests of people, from pages of ours. None of it is a fact of a hall."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.access import NotSignedIn, address_of, session_cookie
from app.api.commands import B, Body, Nothing, parse
from app.api.problems import documented
from app.api.reads import answer
from app.api.shapes import Shape
from app.hall import decide
from app.hall.counter import CounterState
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.house import House
from app.seats import place_of
from app.staff.duties import Duty
from app.staff.roster import NUMBER, Member
from app.staff.sessions import Session
from app.staff.set_up import SetUpOver
from app.wishes import Answer, Wish

Endpoint = Callable[..., Awaitable[Response]]

router = APIRouter(tags=["staff"], responses=documented(400, 401, 403, 404, 409, 413, 422, 429, 503))

Number = Annotated[str, Field(pattern=f"^{NUMBER.pattern}$")]
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")]
HallId = Annotated[str, Field(min_length=1, max_length=60)]
Duties = Annotated[list[Duty], Field(min_length=1, max_length=13)]
Secret = Annotated[str, Field(min_length=1, max_length=200)]


class SignIn(Body):
    number: Annotated[str, Field(min_length=1, max_length=200)]
    secret: Secret


class SetUp(Body):
    key: Annotated[str, Field(max_length=200)]
    number: Number
    name: Name
    password: Secret


class Change(Body):
    now: Secret
    password: Secret | None = None
    pin: Secret | None = None


class Add(Body):
    number: Number
    name: Name
    hall: HallId | None = None
    duties: Duties


class Assign(Body):
    duties: Duties


def _post(path: str, kind: type[B], status: int = 200) -> Callable[[Endpoint], Endpoint]:
    """A request with this body; not a command of a hall, so it needs no key."""
    body = {"required": True, "content": {"application/json": {"schema": kind.model_json_schema()}}}
    return router.post(path, response_model=None, status_code=status, openapi_extra={"requestBody": body})


async def _given(request: Request, kind: type[B]) -> tuple[House, B]:
    """Raises BadJson, Invalid."""
    house: House = request.app.state.house
    return house, parse(kind, await request.body())


async def _asked(request: Request, kind: type[B], *, unlocked: bool = True) -> tuple[House, Session, B]:
    """By somebody who has signed in. Raises NotSignedIn, Forbidden, BadJson, Invalid."""
    house: House = request.app.state.house
    session = await house.access.session(request, _place(request))
    if unlocked and (session.locked or session.must_change):
        raise NotSignedIn(session)
    return house, session, (await _given(request, kind))[1]


def _place(request: Request) -> str:
    return request.headers.get("yingbin-screen", "")


def _address(request: Request) -> str:
    return place_of(address_of(request))


async def _cookie(request: Request, house: House) -> str:
    """The one that holds the session here: each paired screen has its own."""
    post = await house.access.post(request, _place(request))
    if post is None:
        return session_cookie()
    counter = _place(request).rpartition("/")[2]
    return session_cookie(post.role, post.hall, int(counter) if post.role == "counter" else None)


def _keep(response: Response, request: Request, name: str, token: str) -> Response:
    """Until the browser is closed, and no longer than the session holds."""
    response.set_cookie(name, token, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return response


# ------------------------------------------------------------ in and out
@_post("/sign-in", SignIn)
async def sign_in(request: Request) -> Response:
    """With number and password, at a paired screen (`Yingbin-Screen`) also with the PIN. The session is a cookie."""
    house, body = await _given(request, SignIn)
    post, name = await house.access.post(request, _place(request)), await _cookie(request, house)
    former = request.cookies.get(name, "")
    token = await house.people.sign_in(body.number.strip(), body.secret, _address(request), post, former)
    session = await house.people.sessions.find(token)
    if session is None:
        raise NotSignedIn()
    if post is not None and post.role == "counter" and not session.must_change:
        await _stand_in(house, post.hall, int(_place(request).rpartition("/")[2]), session.staff)
    return _keep(answer(session_shape(session)), request, name, token)


async def _stand_in(house: House, hall: str, counter: int, number: str) -> None:
    """An open counter is from now on that of whoever signed in there; what is in hand stays."""

    def opened(state: Hall, now: Instant) -> Sequence[Fact]:
        at = state.counter(counter)
        stands = at.state == CounterState.OPEN and at.leaving is None and at.staff != number
        return decide.open_counter(state, now, counter=counter, staff=number) if stands else []

    with suppress(Refusal):
        await house.desk.do(Wish(hall, opened, lambda *_: Answer(200, b"{}")))


@_post("/sign-out", Nothing)
async def sign_out(request: Request) -> Response:
    """All sessions of whoever asks end, and their sockets with them."""
    house, session, _ = await _asked(request, Nothing, unlocked=False)
    await house.people.sign_out(session)
    response = answer({})
    response.delete_cookie(await _cookie(request, house))
    return response


@_post("/lock", Nothing)
async def lock(request: Request) -> Response:
    """This screen is covered until somebody signs in; the ticket in hand stays."""
    house, session, _ = await _asked(request, Nothing, unlocked=False)
    await house.people.sessions.lock(session)
    return answer({})


@_post("/account", Change)
async def change_account(request: Request) -> Response:
    """A new password, a new PIN, or both. All other sessions end."""
    house, session, body = await _asked(request, Change, unlocked=False)
    if session.locked:
        raise NotSignedIn(session)
    token = await house.people.change(session, body.now, _address(request), password=body.password, pin=body.pin)
    return _keep(answer({}), request, await _cookie(request, house), token)


@_post("/set-up", SetUp)
async def set_up(request: Request) -> Response:
    """The first administrator, with the key of the link that the server printed."""
    house, body = await _given(request, SetUp)
    try:
        token = await house.people.set_up(body.key, body.number, body.name, body.password)
    except SetUpOver:
        house.access.stranger(request)
        raise
    return _keep(answer({}), request, session_cookie(), token)


# ------------------------------------------------------------ the staff
@router.get("/staff", response_model=None)
async def get_staff(request: Request) -> Response:
    """Those of the own hall, for its hall manager; all, for an administrator."""
    house: House = request.app.state.house
    by = await house.access.session(request, _place(request))
    if by.locked or by.must_change:
        raise NotSignedIn(by)
    return answer({"staff": [member_shape(one) for one in await house.people.listed(by)]})


@_post("/staff", Add, 201)
async def add_staff(request: Request) -> Response:
    """A new member, with a one-time password that is told only now. Without a hall: every hall, for administrators only."""
    house, by, body = await _asked(request, Add)
    if body.hall is not None:
        await house.desk.find(body.hall)
    password = await house.people.add(by, body.number, body.name, body.hall, body.duties)
    response = answer({"number": body.number, "password": password})
    response.status_code = 201
    return response


@_post("/staff/{number}/duties", Assign)
async def assign(request: Request, number: str) -> Response:
    """Holds from the next look at any screen on."""
    house, by, body = await _asked(request, Assign)
    await house.people.assign(by, number, body.duties)
    return answer({})


@_post("/staff/{number}/disable", Nothing)
async def disable(request: Request, number: str) -> Response:
    """At once, with all sessions and sockets."""
    house, by, _ = await _asked(request, Nothing)
    await house.people.disable(by, number)
    return answer({})


@_post("/staff/{number}/reset", Nothing)
async def reset(request: Request, number: str) -> Response:
    """A new one-time password, told only now; whoever was disabled may come again."""
    house, by, _ = await _asked(request, Nothing)
    return answer({"number": number, "password": await house.people.reset(by, number)})


def session_shape(session: Session) -> Shape:
    return {
        "number": session.staff,
        "name": session.name,
        "hall": session.hall,
        "duties": sorted(session.duties),
        "must_change": session.must_change,
    }


def member_shape(member: Member) -> Shape:
    return {
        "number": member.number,
        "name": member.name,
        "hall": member.hall,
        "duties": sorted(member.duties),
        "pin": member.pin is not None,
        "must_change": member.must_change,
        "disabled": member.disabled,
    }
