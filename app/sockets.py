"""What every WebSocket of the product does: it is closed with a code that says why, and heard while it is spoken to."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.hall.refusals import Refusal

UNAUTHORIZED, FORBIDDEN, TOO_SLOW, RESTART, TRY_LATER = 4401, 4403, 4408, 1012, 1013


def code_of(refusal: Refusal) -> int:
    """Who may not come in shall not try again; who can't at the moment shall."""
    gone = dict.fromkeys(("unauthorized", "not_signed_in", "device_moved"), UNAUTHORIZED)
    later = {**gone, "unavailable": TRY_LATER, "too_many": TRY_LATER}
    return later.get(refusal.code, FORBIDDEN)


async def leave(socket: WebSocket, code: int, *words: str) -> None:
    """Closes, after these last words; a client that doesn't listen any more is left alone."""
    with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(1):
            for frame in words:
                await socket.send_text(frame)
            await socket.close(code)


def at_once(sending: Coroutine[Any, Any, None]) -> bool:
    """Runs a send as far as it goes without waiting. False: the client is slow or gone, and nothing was sent.

    uvicorn waits before it writes, while the socket's buffer is full, and never after; a test holds it to that. Measured,
    1,000 clients get a call in a third of the time that waking a task for each takes.
    """
    try:
        sending.send(None)
    except StopIteration:
        return True
    except (WebSocketDisconnect, RuntimeError):
        return False
    sending.close()
    return False


@asynccontextmanager
async def hearing(listen: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Listens while its block speaks. A client that goes ends the block, and that is no error."""
    reader = asyncio.create_task(listen)
    try:
        with suppress(WebSocketDisconnect, RuntimeError):
            yield
    finally:
        reader.cancel()
        with suppress(asyncio.CancelledError):
            await reader
