"""The product on a stage: the whole server in virtual time, asked one thing after the other, as in a play."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from structlog.testing import capture_logs

from tests.house import HALL
from tests.promises.network import Reply
from tests.promises.server import Crashes, Durable, Founded, SimulatedServer, founded
from tests.promises.virtual import VirtualLoop, virtual_time

TALKS = 1.0
"""Seconds for which a socket is listened to after the last word."""


@dataclass
class Stage:
    """`wrong`: tracebacks, and what the log calls an error."""

    loop: VirtualLoop
    founded: Founded
    server: SimulatedServer
    wrong: list[str]
    keys: int = 0

    @property
    def hall(self) -> Any:
        return self.server.house.desk.writer.halls["dongcheng"]

    def pass_time(self, seconds: float) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def headers(self, role: str | None) -> dict[str, str]:
        return {} if role is None else {"authorization": f"Bearer {self.founded.tokens[role]}"}

    def ask(self, role: str | None, method: str, path: str, body: bytes = b"", **more: str) -> Reply:
        """A POST has a key of its own, unless one is given."""
        self.keys += 1
        given = {"idempotency-key": f"key {self.keys}"} if method == "POST" else {}
        got: asyncio.Future[Reply] = self.loop.create_future()
        headers = self.headers(role) | given | _named(more)
        self.server.ask(method, path, headers, body, got.set_result)
        return self.loop.run_until_complete(asyncio.wait_for(got, 60))

    def talk(self, role: str | None, path: str, frames: Sequence[str | bytes], **more: str) -> list[dict[str, Any]]:
        """Opens a socket, says all this, and hangs up: what came."""
        heard: list[dict[str, Any]] = []
        words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        words.put_nowait({"type": "websocket.connect"})
        for frame in frames:
            words.put_nowait({"type": "websocket.receive", "text" if isinstance(frame, str) else "bytes": frame})

        async def hang_up() -> None:
            await asyncio.sleep(TALKS)
            words.put_nowait({"type": "websocket.disconnect", "code": 1001})

        async def send(message: dict[str, Any]) -> None:
            heard.append(message)

        async def talked() -> None:
            leaving = asyncio.create_task(hang_up())
            scope = self.server.scope("websocket", path, self.headers(role) | _named(more))
            try:
                await asyncio.wait_for(self.server.app(scope, words.get, send), 60)
            except Exception as error:
                self.wrong.append(f"{path} after {frames!r:.300} raised {error!r}")
            leaving.cancel()

        self.loop.run_until_complete(self.loop.live(self.server.life, talked()))
        return heard


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def staged(file: str = HALL, scripts: Path | None = None) -> Iterator[Stage]:
    with virtual_time() as loop, capture_logs() as lines:
        house, wrong = founded(file), list[str]()
        server = SimulatedServer(loop, house.copy(), Crashes(Random(1)), Durable(), lambda: None, wrong, scripts)
        loop.run_until_complete(server.ready)
        yield Stage(loop, house, server, wrong)
        wrong += [f"it failed: {failure}" for failure in loop.failures]
        wrong += [f"the server said {line}" for line in lines if line["log_level"] in ("error", "critical")]
        loop.failures.clear()
    assert not wrong, wrong
