"""How static files are answered: under the stamp of this version they may be kept for ever; and what no address answers to."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from shared_ui.assets import STAMP
from shared_ui.policy import HEADERS, NO_STORE

FOR_EVER = "public, max-age=31536000, immutable"


class Kept(StaticFiles):
    """They are no secret: a machine's own page asks for one to see whether the server is there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await turn_away(send, 404)
        else:
            await super().__call__(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if scope["path_params"].get("stamp") == STAMP and response.status_code < 400:
            response.headers["Cache-Control"] = FOR_EVER
        return response


async def nowhere(socket: WebSocket) -> None:
    """No live link has this address."""
    await turn_away(socket.send, 404)


async def turn_away(send: Send, status: int, *more: tuple[bytes, bytes]) -> None:
    """A WebSocket, before the handshake: at a 503 a proxy asks another server, which it can't once the socket is open."""
    await send({"type": "websocket.http.response.start", "status": status, "headers": [*HEADERS, NO_STORE, *more]})
    await send({"type": "websocket.http.response.body", "body": b""})
