"""The outermost layer: headers of every answer, how large a body may be, and that a server which stops takes on nothing new."""

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import TooLarge, refused
from app.house import House
from shared_ui.policy import POLICY

LARGEST = 64 * 1024
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
FILES = re.compile(r"/api/v1/halls/[^/]{1,60}/media")
LEAVING = ((b"connection", b"close"),)
"""A server that stops lets a connection go with its answer: the next request finds another server."""


class _Overflow(Exception):
    pass


class Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["app"].state.house.turns_away:
            await _turn_away(send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        house: House = scope["app"].state.house

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                usual = [header for header in HEADERS if all(header[0] != name for name, _ in own)]
                message["headers"] = [*own, *usual, *(LEAVING if house.stopping else ())]
            await send(message)

        if scope["method"] in ("GET", "HEAD"):  # the server sends no body to a HEAD
            await self._app(dict(scope, method="GET"), receive, answer)
            return
        if scope["method"] == "POST" and FILES.fullmatch(scope["path"]):  # these have a limit of their own
            await self._app(scope, receive, answer)
            return
        await self._bounded(scope, receive, answer)

    async def _bounded(self, scope: Scope, receive: Receive, answer: Send) -> None:
        """A body that says that it is too large is refused unread; one that turns out to be, as soon as it does."""
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
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
            await self._app(scope, bounded, answer)
        except _Overflow:
            await refused(Request(scope), TooLarge())(scope, receive, answer)


async def _turn_away(send: Send) -> None:
    """Before the handshake: a proxy then asks another server, which it can't once the socket is open."""
    await send({"type": "websocket.http.response.start", "status": 503, "headers": [(b"retry-after", b"1")]})
    await send({"type": "websocket.http.response.body", "body": b""})
