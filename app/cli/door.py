"""How a connection behaves, or has to go: a request must be whole within 5 s, its head is small, an upload goes forward, and who
takes nothing of what is sent is let go. uvicorn by itself waits for a slow request for ever."""

import asyncio
import socket
from http import HTTPStatus
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.http11 import Response
from websockets.server import ServerProtocol

from app.api.guard import FILES
from app.api.problems import HeadTooLarge, NotHttp, TooSlow, problem
from app.hall.refusals import Refusal
from app.seats import Seat, Seats
from shared_ui.policy import HEADERS, NO_STORE, OVER_TLS

WITHIN = 5.0
"""Seconds from the first byte of a request, or from the connection, to the last byte of the body."""
HEAD = 16 * 1024
"""Bytes of the address and the headers."""
PROGRESS = 16 * 1024
"""Bytes by which an upload goes forward in each 5 s."""
STALLED, PLAYING = 30, 600
"""Seconds for which a client may take nothing; a browser that plays a video fetches the rest of it when it needs it."""
LATE = 1.0
"""If a timer is so late, the server itself was held up: what has arrived meanwhile is read first."""


class Door(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._seats: Seats = cast(Any, config.app).state.seats
        self._seat: Seat | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._whole = self._headed = True
        """Whether nothing is missing of the request that came last, and of its head."""
        self._arrived = self._chunk = self._begun = 0
        """Bytes after the chunk in which the request began; of the chunk at hand; of the one in which it began."""
        self._fault: Refusal = NotHttp()
        self._gone = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _give_up_after(transport, STALLED)
        self._seat = self._seats.take(self.client[0] if self.client else "", self)
        self.app_state = {**self.app_state, "seat": self._seat}
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        if self._seat is not None:
            self._seat.give_up()
        super().connection_lost(exc)

    @property
    def served(self) -> bool:
        return not self._idle and self._whole

    @property
    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def dismiss(self) -> None:
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        self._chunk = len(data)
        self._arrived += self._chunk
        super().data_received(data)
        if self._gone:
            return
        if not self._headed and self._arrived > HEAD:
            self._refuse(HeadTooLarge())
        elif self._whole and not self._idle:
            self._relax()
        elif self._timer is None:
            self._expect()

    def on_message_begin(self) -> None:
        self._whole = self._headed = False
        self._arrived, self._begun = 0, self._chunk
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if self._arrived + self._begun > HEAD and self._head() > HEAD:
            self._fault = HeadTooLarge()
            raise self._fault
        super().on_headers_complete()  # raises for an address that is none
        self._headed = True
        self._arrived = 0
        if self.scope.get("path", "").startswith("/media/"):
            _give_up_after(self.transport, PLAYING)

    def _head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_message_complete(self) -> None:
        self._whole = True
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._leave()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._fault)

    # ------------------------------------------------------------ time
    def _expect(self, seconds: float | None = None) -> None:
        self._relax()
        seconds = seconds or WITHIN
        self._timer = self.loop.call_later(seconds, self._look, self.loop.time() + seconds)

    def _relax(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, due: float) -> None:
        """The time is over."""
        if self.loop.time() > due + LATE:
            self._expect(LATE)
        elif self._uploads():
            self._arrived = 0
            self._expect()
        elif self._whole:
            self._go()
        else:
            self._refuse(TooSlow())

    def _uploads(self) -> bool:
        """Whether a file comes in and goes forward, or waits for us."""
        coming = self._headed and not self._idle and self.scope["method"] == "POST" and FILES.fullmatch(self.scope["path"])
        return bool(coming) and (self._arrived >= PROGRESS or self.flow.read_paused)

    # ------------------------------------------------------------ the end
    def _leave(self) -> None:
        self._gone = True
        self._relax()

    def _go(self) -> None:
        self._leave()
        self.transport.close()

    def _refuse(self, refusal: Refusal) -> None:
        """Says why, if this request has no answer yet and none before it is under way, and closes."""
        open = not self.cycle.response_started if self._headed and not self._whole else self._idle
        if open and not self.pipeline:
            self.transport.write(_said(refusal, self.scheme))
        self._go()


class SocketDoor(WebSocketsSansIOProtocol):
    """One WebSocket."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn.reject = self._rejected  # type: ignore[method-assign]
        self._seat: Seat | None = app_state.get("seat")
        if self._seat is not None:
            self._seat.guest = self
        self._owed = b""

    served = False

    def dismiss(self) -> None:
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._seat is not None:
            self._seat.give_up()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The first are the whole of the request for a WebSocket: what isn't one by now never will be."""
        super().data_received(data)
        if not self.handshake_initiated and not self.transport.is_closing():
            self.transport.write(_said(NotHttp(), self.scheme))
            self.transport.close()

    def _rejected(self, status: HTTPStatus | int, text: str) -> Response:
        """A handshake that is refused is answered with what every answer says."""
        response = ServerProtocol.reject(self.conn, status, text)
        for name, value in _usual(self.scheme):
            response.headers[name.decode()] = value.decode()
        return response

    def handle_ping(self) -> None:
        """Who asks whether we are there and doesn't take the answers is owed the newest: all of them would fill our memory."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self._owed = b"".join(self.conn.data_to_send())

    def resume_writing(self) -> None:
        if self._owed:
            self.transport.write(self._owed)
            self._owed = b""
        super().resume_writing()

    def keepalive_timeout(self) -> None:
        """Nobody is there to take what is still to be sent."""
        super().keepalive_timeout()
        self.transport.abort()


def _give_up_after(transport: asyncio.BaseTransport, seconds: int) -> None:
    """The kernel ends a connection whose client takes nothing for so long, also one that was closed and has bytes left."""
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)


def _usual(scheme: str | None) -> tuple[tuple[bytes, bytes], ...]:
    return (*HEADERS, NO_STORE, *(OVER_TLS if scheme in ("https", "wss") else ()))


def _said(refusal: Refusal, scheme: str | None) -> bytes:
    answer = problem(refusal, "en")
    named = {name for name, _ in answer.raw_headers}
    headers = [*answer.raw_headers, *(one for one in _usual(scheme) if one[0] not in named), (b"connection", b"close")]
    lines = [STATUS_LINE[answer.status_code], *(name + b": " + value + b"\r\n" for name, value in headers), b"\r\n"]
    return b"".join(lines) + bytes(answer.body)
