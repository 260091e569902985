"""Many WebSocket clients in one process: frames are counted and looked into, no more. RFC 6455 as far as servers use it."""

import asyncio
import base64
import os
import time
from collections.abc import Iterator
from functools import partial
from typing import cast

PING, PONG_FRAME = 0x9, 0x8A


def masked(text: bytes) -> bytes:
    """A client's text frame, of less than 64 KiB, under a mask of zeros."""
    size = len(text)
    return (bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2)) + bytes(4) + text


class Listener(asyncio.Protocol):
    """One socket. Tells its crowd of every text frame."""

    def __init__(self, crowd: "Crowd", hello: bytes) -> None:
        self._crowd, self._hello, self._got, self._open = crowd, hello, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._crowd.upgrade)

    def data_received(self, data: bytes) -> None:
        self._got += data
        self._crowd.received += len(data)
        if not self._open:
            head, found, rest = self._got.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(head.decode("latin-1"))
            self._open, self._got = True, rest
            if self._hello:
                self._transport.write(masked(self._hello))
        for opcode, body in self._frames():
            if opcode == PING:
                self._transport.write(bytes([PONG_FRAME, 0x80 | len(body)]) + bytes(4) + body)
            else:
                self._crowd.heard(body)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        got, at = self._got, 0
        while len(got) >= at + 2:
            size, head = got[at + 1], 2
            if size > 125:
                head = 4 if size == 126 else 10
                size = int.from_bytes(got[at + 2 : at + head])
            if len(got) < at + head + size:
                break
            yield got[at] & 0xF, got[at + head : at + head + size]
            at += head + size
        self._got = got[at:]

    def close(self) -> None:
        self._transport.close()


class Crowd:
    """So many clients of one address. `hello` is sent by each once it is connected."""

    def __init__(self, port: int, path: str, token: str = "", hello: bytes = b"") -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.upgrade = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Authorization: Bearer {token}\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        self._port, self._hello = port, hello
        self._listeners: list[Listener] = []
        self._mark, self._missing, self._all = b"", 0, asyncio.Event()
        self.received = 0
        """Bytes."""
        self.last = 0.0
        """When the last client heard what was waited for; the clock of time.perf_counter."""

    async def gather(self, size: int, first: bytes = b"") -> None:
        """Connects until there are `size` of them. `first`: each new one has heard a frame with these bytes."""
        missing = size - len(self._listeners)
        self.await_(first, missing)
        loop = asyncio.get_running_loop()
        for _ in range(missing):
            _, listener = await loop.create_connection(partial(Listener, self, self._hello), "127.0.0.1", self._port)
            self._listeners.append(listener)
        if first:
            await self.all_heard()

    def await_(self, mark: bytes, listeners: int | None = None) -> None:
        """From now on frames with these bytes are counted."""
        self._mark, self._missing = mark, len(self._listeners) if listeners is None else listeners
        self._all.clear()

    def heard(self, frame: bytes) -> None:
        if self._mark and self._mark in frame:
            self._missing -= 1
            if self._missing == 0:
                self.last = time.perf_counter()
                self._all.set()

    async def all_heard(self, within: float = 60.0) -> None:
        async with asyncio.timeout(within):
            await self._all.wait()

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()
        self._listeners.clear()
