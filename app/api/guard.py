"""The outermost layer: who may knock at all, the headers of every answer, how large a body may be, and that a server which stops
takes on nothing new."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import NotJson, TooLarge, refused
from app.hall.refusals import Refusal
from app.hosts import ForeignHost, ForeignOrigin, Hosts, own_page
from app.house import House
from app.settings import Settings
from app.sockets import FORBIDDEN
from shared_ui.keeping import turn_away
from shared_ui.policy import HEADERS, NO_STORE, OVER_TLS
from shared_ui.screen import refusal_page

LARGEST = 64 * 1024
FILES = re.compile(r"/api/v1/halls/[^/]{1,60}/(?:media|vips|vip-check)")
LEAVING = ((b"connection", b"close"),)
"""A server that stops lets a connection go with its answer: the next request finds another server."""
SAFE = ("GET", "HEAD", "OPTIONS")
FOR_ALL = ("/static/", "/brand/", "/healthz", "/readyz")
"""What holds nothing of a hall may be asked for under any name: a balancer has names of its own, and a refusal its style."""
_JSON = re.compile(rb"application/(?:[\w.+-]{1,60}\+)?json\s*(?:;.*)?", re.IGNORECASE)
FORM = b"application/x-www-form-urlencoded"


class _Overflow(BaseException):
    """No `Exception`: on its way here nobody shall take it for a fault of ours."""


class Guard:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._hosts = app, Hosts(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._handshake(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _handshake(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["app"].state.house.turns_away:
            await turn_away(send, 503, (b"retry-after", b"1"))
        elif self._foreign(scope, dict(scope["headers"])) is not None:
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": FORBIDDEN})
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        house: House = scope["app"].state.house
        secure = OVER_TLS if scope["scheme"] == "https" else ()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                named = {name for name, _ in own}
                usual = [header for header in (*HEADERS, NO_STORE, *secure) if header[0] not in named]
                message["headers"] = [*own, *usual, *(LEAVING if house.stopping else ())]
            await send(message)

        headers: dict[bytes, bytes] = dict(scope["headers"])
        refusal = self._foreign(scope, headers) or _not_json(scope, headers)
        if refusal is not None:
            await _told(Request(scope), refusal)(scope, receive, answer)
        elif scope["method"] in ("GET", "HEAD"):  # the server sends no body to a HEAD
            await self._app(dict(scope, method="GET"), receive, answer)
        elif _is_file(scope):  # these have a limit of their own
            await self._app(scope, receive, answer)
        else:
            await _bounded(self._app, scope, headers, receive, answer)

    def _foreign(self, scope: Scope, headers: dict[bytes, bytes]) -> Refusal | None:
        """None: it is for this server, and from a page of its own or a program, which names no Origin and has no cookies."""
        host = headers.get(b"host", b"")
        twice = sum(name == b"host" for name, _ in scope["headers"]) > 1
        if (twice or not self._hosts.ours(host)) and not scope["path"].startswith(FOR_ALL):
            return ForeignHost(host=host[:100].decode("latin-1"))
        origin = headers.get(b"origin")
        if origin is None:
            program = b"cookie" not in headers or headers.get(b"authorization", b"")[:7].lower() == b"bearer "
            return None if program or scope.get("method") in SAFE else ForeignOrigin(origin=None)
        if own_page(origin, host, scope["scheme"]) or (origin == b"null" and _is_form_of_ours(scope, headers)):
            return None
        return ForeignOrigin(origin=origin[:200].decode("latin-1"))


def _is_phone_form(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    return scope["path"].startswith("/t/") and headers.get(b"content-type", b"").lower().startswith(FORM)


def _is_form_of_ours(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    """Browsers withhold the Origin of a form on a page with no-referrer. Newer ones tell whose it is in another header; of the
    others the ticket's secret must be enough."""
    return _is_phone_form(scope, headers) and headers.get(b"sec-fetch-site", b"same-origin") == b"same-origin"


def _is_file(scope: Scope) -> bool:
    return scope["method"] == "POST" and FILES.fullmatch(scope["path"]) is not None


def _not_json(scope: Scope, headers: dict[bytes, bytes]) -> Refusal | None:
    """A page of another site can send a form or a text without asking, but not JSON."""
    kind = headers.get(b"content-type")
    if not kind or scope["method"] in SAFE or _JSON.fullmatch(kind) or _is_file(scope) or _is_phone_form(scope, headers):
        return None
    return NotJson(type=kind[:100].decode("latin-1"))


def _told(request: Request, refusal: Refusal) -> Response:
    """To people as a page, to programs as a problem."""
    people = request.method in SAFE and "text/html" in request.headers.get("accept", "")
    return refusal_page(request, refusal) if people else refused(request, refusal)


async def _bounded(app: ASGIApp, scope: Scope, headers: dict[bytes, bytes], receive: Receive, answer: Send) -> None:
    """A body that says that it is too large is refused unread; one that turns out to be, as soon as it does."""
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > LARGEST:
        await refused(Request(scope), TooLarge())(scope, receive, answer)
        return
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST:
            raise _Overflow
        return message

    try:
        await app(scope, bounded, answer)
    except _Overflow:
        await refused(Request(scope), TooLarge())(scope, receive, answer)
