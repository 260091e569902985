"""One keep-alive HTTP connection for measurements that must know when they asked."""

import asyncio
import json
from typing import Any, Self

from bench.hall_of_32 import PATH
from bench.load import keys, post


class Asker:
    """Sends one command after the other."""

    def __init__(self, token: str) -> None:
        self._token, self._keys = token, keys()

    async def connect(self, port: int) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def ask(self, path: str, body: bytes = b"{}") -> bytes:
        """The answer's body. Raises on any status but 2xx."""
        self._writer.write(post(path, body, self._token, next(self._keys)))
        head = await self._reader.readuntil(b"\r\n\r\n")
        size = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
        answer = await self._reader.readexactly(size)
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(answer.decode())
        return answer

    def close(self) -> None:
        self._writer.close()


class Clerk(Asker):
    """A customer and counter 1 of the hall of 32."""

    async def take(self) -> None:
        await self.ask(f"{PATH}/tickets", b'{"service":"pay-bill"}')

    async def open(self) -> None:
        await self.ask(f"{PATH}/counters/1/open")

    async def call_next(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await self.ask(f"{PATH}/counters/1/call-next", b'{"expected_current":null}'))
        return answer

    async def finish(self) -> None:
        await self.ask(f"{PATH}/counters/1/start")
        await self.ask(f"{PATH}/counters/1/finish")
