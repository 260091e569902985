"""A screen: a page, and a live socket that sends its newest picture whenever the hall has changed.

The picture is HTML rendered from a pure view. It is rendered once for all who look at the same thing in the same
way (`Look`), and whoever is slow gets the newest one later: a watcher holds a flag, never a queue.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.access import Forbidden, NotSignedIn, Unauthorized, cookie_name
from app.accounts import ALL, Principal
from app.hall.day import Instant, utc_offset
from app.hall.refusals import Refusal, UnknownCounter
from app.hall.state import Hall
from app.house import House
from app.languages import LANGUAGES
from app.live import BEAT, Watcher
from app.sockets import RESTART, TOO_SLOW, UNAUTHORIZED, at_once, code_of, hearing, leave
from app.statuses import PASSING, STATUS
from app.wishes import Unavailable
from shared_ui.assets import STAMP, files
from shared_ui.device import COOKIE, Reporter, name_of, new_name
from shared_ui.pairing import own_way, pairing_page, wished
from shared_ui.picture import (
    Beside,
    Look,
    Moment,
    Picture,
    Pictures,
    Place,
    Screen,
    environment,
    in_hall,
    moment_of,
    render,
    words,
)
from shared_ui.sentences import HTML_LANG, refusal_sentence
from shared_ui.sign_in import sign_in_page, spoken_at

SEND_WITHIN = 5.0
READ_WITHIN = 3.0
"""Seconds. A screen believes in a picture for 4.5."""
RELOAD = '{"reload":true}'
LOST = '{"lost":true}'
"""The server is there, but nobody can vouch for what it would show."""


def add_screen(router: APIRouter, screen: Screen) -> None:
    """The page of a screen at its path, and its live socket at path/live."""

    async def page(request: Request) -> Response:
        return await _page(request, screen)

    async def live(socket: WebSocket) -> None:
        await _live(socket, screen)

    router.add_api_route(screen.path, page, methods=["GET"], include_in_schema=False, response_model=None, name=screen.name)
    router.add_api_websocket_route(f"{screen.path}/live", live, name=f"{screen.name}-live")


async def _place(connection: HTTPConnection, screen: Screen) -> tuple[House, Place, Principal, str]:
    """Which screen, if the visitor may see it, who that is, and the token that its cookie shall hold."""
    house: House = connection.app.state.house
    hall, given = connection.path_params["hall"], connection.path_params.get("n")
    counter = int(given) if given is not None and given.isascii() and given.isdecimal() and len(given) <= 3 else None
    role = screen.role
    visitor, token = await house.access.on_screen(connection, role, hall, counter if role == "counter" else None)
    await house.desk.find(hall)
    if given is not None:
        if counter is None:
            raise UnknownCounter(counter=given[:10])
        await house.desk.read(hall, lambda state, now: state.counter(counter))
    return house, Place(screen, hall, counter), visitor, token


async def _page(request: Request, screen: Screen) -> Response:
    try:
        house, place, visitor, token = await _place(request, screen)
        look, beside = screen.look(request.url.query, visitor), await screen.lies_beside(house, place.hall)
        html, version, offset, plan = await house.desk.read(
            place.hall,
            lambda hall, now: (render(place, hall, now, look, beside), hall.version, utc_offset(hall.plan, now), hall.plan),
        )
    except Forbidden as refusal:
        return await _moved_on(request, screen) or refusal_page(request, refusal)
    except Refusal as refusal:
        return refusal_page(request, refusal)
    body = environment.get_template("shared_ui/page.html").render(
        region=Markup(html),
        version=version,
        offset=offset,
        place=place,
        screen=screen,
        files=files,
        colour=plan.brand.colour,
        visitor=visitor,
        paired=visitor.kind == "device",
        **words(in_hall(look, plan), plan),
    )
    counter = place.counter if screen.role == "counter" else None
    if visitor.kind == "device":
        fresh = await asyncio.to_thread(house.paired.renew, token)
        token = fresh or token
    response = _shown(request, body, cookie_name(screen.role, place.hall, counter), token)
    if name_of(request) is None:
        keep_cookie(response, request, COOKIE, new_name())
    return response


async def _moved_on(request: Request, screen: Screen) -> Response | None:
    """A paired device of which a manager has made another screen goes there by itself."""
    house: House = request.app.state.house
    hall, given = request.path_params["hall"], request.path_params.get("n", "")
    counter = int(given) if screen.role == "counter" and given.isascii() and given.isdecimal() else None
    found = await house.access.of_device(request, screen.role, hall, counter)
    if found is None:
        return None
    device, token = found
    own, before = cookie_name(device.role, device.hall, device.counter), cookie_name(screen.role, hall, counter)
    if own == before:
        return None
    response = RedirectResponse(own_way(device, ""), 303, {"Cache-Control": "no-store"})
    keep_cookie(response, request, own, token)
    response.delete_cookie(before)
    return response


def _shown(request: Request, body: str, cookie: str, token: str) -> Response:
    """The page, with the cookie by which its screen is known; the link that opens every screen has one of its own."""
    response = HTMLResponse(body, headers={"Cache-Control": "no-store"})
    if token and token != request.cookies.get(cookie_name(ALL)):
        keep_cookie(response, request, cookie, token)
    return response


async def plain_page(request: Request, role: str, show: Callable[[House, str, str], Awaitable[str]]) -> Response:
    """A page that stays as it was asked for, for whoever may see the role's screen: (house, hall, language) → HTML."""
    house: House = request.app.state.house
    hall, wished = request.path_params["hall"], request.query_params.get("lang", "")
    try:
        request.state.visitor, token = await house.access.on_screen(request, role, hall)
        await house.desk.find(hall)
        body = await show(house, hall, wished if wished in LANGUAGES else "zh")
    except Refusal as refusal:
        return refusal_page(request, refusal)
    return _shown(request, body, cookie_name(role, hall), token)


def keep_cookie(response: Response, request: Request, name: str, token: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, token, max_age=400 * 86_400, httponly=True, samesite="strict", secure=secure)


def refusal_page(request: Request, refusal: Refusal) -> Response:
    """A screen that can't be shown says why, in both languages, to whoever stands before it."""
    if isinstance(refusal, NotSignedIn):
        return sign_in_page(request, refusal)
    if isinstance(refusal, Unauthorized) and wished(request.url.path):
        return pairing_page(request, refusal)
    spoken = spoken_at(request)
    sentences = [
        (HTML_LANG[one], refusal_sentence(refusal.code, refusal.fields, one)) for one in (spoken, LANGUAGES[spoken].beside)
    ]
    status = STATUS[refusal.code]
    passing = status in PASSING
    ways = {"sign_in": _to_sign_in(request, status), "account": _account(request, refusal)}
    body = environment.get_template("shared_ui/refusal.html").render(
        sentences=sentences, passing=passing, files=files, **ways, **words({"lang": spoken})
    )
    again = {"Retry-After": str(refusal.fields.get("retry_after", 1))} if passing else {}
    return HTMLResponse(body, status, headers={"Cache-Control": "no-store", **again})


def _account(request: Request, refusal: Refusal) -> str:
    """Where somebody whose duty is another one finds their own pages; empty: nobody has signed in."""
    if refusal.fields.get("state") != "duty" or not (hall := request.path_params.get("hall")):
        return ""
    path = request.url.path if request.url.path.startswith(("/counter/", "/greeter/")) else f"/manager/{hall}"
    return f"/account?{urlencode({'lang': spoken_at(request), 'to': path, 'at': path[1:]})}"


def _to_sign_in(request: Request, status: int) -> str:
    """Where staff may sign in with a password, and then come back to; empty: that would be of no use."""
    return (
        request.url.path
        if status == 401
        and request.url.path.startswith(("/manager", "/chain", "/rehearsal", "/complaints", "/follow-ups", "/bulletin"))
        else ""
    )


async def _live(socket: WebSocket, screen: Screen) -> None:
    await socket.accept()
    try:
        house, place, visitor, _ = await _place(socket, screen)
        with house.sockets.held_by(visitor):
            await _watched(socket, house, place, visitor)
    except Refusal as refusal:
        await leave(socket, code_of(refusal))
    return


async def _watched(socket: WebSocket, house: House, place: Place, visitor: Principal) -> None:
    screen = place.screen
    with (
        house.live.watching(place.hall) as watcher,
        house.cuts.holding(visitor, watcher.cut_off),
        house.people.sessions.watching(visitor.session, watcher.cut_off),
    ):
        watched = Watched(socket, house, place, visitor, screen.look(socket.url.query, visitor), watcher)
        with watched.asked_to_reload():
            async with hearing(watched.listen()):
                try:
                    await watched.show()
                except TimeoutError:
                    await leave(socket, TOO_SLOW)
                except Refusal as refusal:
                    await leave(socket, code_of(refusal))


class Watched:
    """One connected screen."""

    def __init__(self, socket: WebSocket, house: House, place: Place, visitor: Principal, look: Look, watcher: Watcher) -> None:
        self._socket, self._house, self._place, self._look, self._watcher = socket, house, place, look, watcher
        self._session, self._visitor = visitor.session, visitor
        self._device = Reporter(house.devices, place, name_of(socket))
        self._shown: tuple[Moment, Look] | None = None
        """What the picture that was sent last was made of."""
        self._sent = ""
        self._gone = False
        self._present = lambda: not self._gone

    async def show(self) -> None:
        """Sends the newest picture after each change, not more often than the settings say; while nobody can vouch for it,
        says so instead."""
        self._watcher.beat = self._beat
        await self._send(f'{{"now":{self._house.desk.clock()},"stamp":"{STAMP}"}}')
        while not self._gone:
            if self._house.live.closing or self._watcher.ended:
                return await leave(self._socket, RESTART)
            if self._watcher.cut:
                return await leave(self._socket, UNAUTHORIZED)
            try:
                known = self._house.desk.in_touch and await self._picture()
            except Unavailable:
                known = False
            if not known:
                self._shown, self._sent = None, ""
                await self._send(LOST)
            await self._watcher.wait(self._place.slot(self._house.desk.clock())[1] if known else BEAT)
        return None

    def _alive(self) -> str:
        return f'{{"now":{self._house.desk.clock()}}}'

    def _beat(self) -> None:
        if self._shown is not None and self._house.desk.in_touch:
            at_once(self._socket.send_text(self._alive()))

    def asked_to_reload(self) -> AbstractContextManager[None]:
        """While this lasts the page hears that it is to load itself anew."""
        device = self._device.id
        if device is None:
            return nullcontext()
        return self._house.devices.listening(self._place.hall, device, lambda: at_once(self._socket.send_text(RELOAD)))

    async def _picture(self) -> bool:
        """Sends the picture if it has changed. Raises Unavailable, also if the database hangs: whoever waits for it shows no
        older picture as if it were new."""
        try:
            async with asyncio.timeout(READ_WITHIN):
                beside = await self._place.screen.lies_beside(self._house, self._place.hall)
                shown, picture = await self._house.desk.read(self._place.hall, lambda hall, now: self._newest(hall, now, beside))
        except TimeoutError:
            raise Unavailable() from None
        self._shown = shown
        if picture is not None and picture.html != self._sent:
            self._sent = picture.html
            await self._send(picture.frame)
            await asyncio.sleep(self._house.settings.render_every)
        return True

    def _newest(self, hall: Hall, now: Instant, beside: Beside | None) -> tuple[tuple[Moment, Look], Picture | None]:
        """None: nothing can have changed since."""
        pictures: Pictures = self._socket.app.state.pictures
        shown = moment_of(self._place, hall, now, beside), self._look
        return shown, None if shown == self._shown else pictures.newest(self._place, hall, now, self._look, beside)

    async def _send(self, frame: str) -> None:
        async with asyncio.timeout(SEND_WITHIN):
            await self._socket.send_text(frame)

    async def listen(self) -> None:
        """A screen only says how it looks at the hall, `{"show": "page=ticket&number=A001"}`, how it is, `{"device": {…}}`, and
        that somebody is there, `{"here": true}`. Commands never come here."""
        try:
            while True:
                message = orjson.loads(await self._socket.receive_text())
                if not isinstance(message, dict):
                    continue
                if isinstance(message.get("show"), str):
                    self._look = self._place.screen.look(message["show"], self._visitor)
                    self._watcher.rouse()
                if "here" in message and self._session is not None:
                    self._house.people.sessions.touch(self._session.hash)
                if "device" in message:
                    self._device.hear(message["device"], self._look)
                await self._hear(message)
        except (WebSocketDisconnect, RuntimeError, KeyError, orjson.JSONDecodeError):
            pass
        self._gone = True
        self._watcher.rouse()

    async def _hear(self, said: dict[str, Any]) -> None:
        """What only this kind of screen says."""
        if self._place.screen.hears is not None:
            answer = await self._place.screen.hears(self._house, self._place, self._look, said, self._present)
            if answer is not None:
                at_once(self._socket.send_text(orjson.dumps(answer).decode()))
