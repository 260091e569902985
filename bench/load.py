"""The load generator: raw HTTP/1.1 over keep-alive connections, one request in flight on each, in one uvloop process.

It parses no more than status and length of an answer. Measured here: 27 µs of its core for a request, so it can ask some
35,000 a second, four times what the no-op server answers; wrk saw that server answer no more. And wrk can't follow a
counter's cycle (call, start, finish): its script doesn't know which connection an answer came from.
"""

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import partial

import uvloop

Answer = tuple[int, bytes]
"""Status and body."""
Script = Callable[[], "Walk"]
"""Begins one connection's walk."""
Walk = Generator[bytes, bytes | None, None]
"""Requests; each is followed by the body of its answer."""


def post(path: str, body: bytes, token: str, key: str) -> bytes:
    """A request as bytes, with what a command needs."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def keys() -> Iterator[str]:
    """Fresh idempotency keys, unique over runs."""
    run = secrets.token_hex(6)
    return (f"{run}-{n}" for n in itertools.count())


@dataclass
class Tally:
    """What one run saw. `seconds` is wall time from the first request to the last answer."""

    answered: int = 0
    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds

    def only(self, *wanted: int) -> "Tally":
        """Raises unless every answer had one of these statuses: a figure of refusals would be worthless."""
        if odd := {status: n for status, n in self.statuses.items() if status not in wanted}:
            raise RuntimeError(f"unexpected answers: {odd}")
        return self


class _Connection(asyncio.Protocol):
    def __init__(self, run: "_Run", walk: Walk) -> None:
        self._run, self._walk, self._got = run, walk, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask(None)

    def _ask(self, heard: bytes | None) -> None:
        request = self._next(heard) if self._run.may_ask() else None
        if request:
            self._transport.write(request)  # type: ignore[attr-defined]
        else:
            self._transport.close()

    def _next(self, heard: bytes | None) -> bytes | None:
        try:
            return self._walk.send(heard)
        except StopIteration:
            return None

    def data_received(self, data: bytes) -> None:
        got = self._got + data if self._got else data
        end = got.find(b"\r\n\r\n")
        if end < 0 or len(got) < end + 4 + _length(got, end):
            self._got = got
            return
        self._got = b""
        self._run.heard(int(got[9:12]))
        self._ask(got[end + 4 :])

    def connection_lost(self, error: Exception | None) -> None:
        self._run.left()


def _length(got: bytes, end: int) -> int:
    at = got.find(b"ontent-", 0, end)
    while at >= 0 and got[at + 7 : at + 14].lower() != b"length:":
        at = got.find(b"ontent-", at + 7, end)
    return int(got[at + 14 : got.find(b"\r", at)]) if at >= 0 else 0


class _Run:
    """Stops asking after `requests` or at the time given; waits for every answer."""

    def __init__(self, connections: int, seconds: float, requests: int | None) -> None:
        self.tally, self._left, self._asked = Tally(), connections, 0
        self._requests = requests
        self._began = time.perf_counter()
        self._until = self._began + seconds
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def may_ask(self) -> bool:
        self._asked += 1
        return self._asked <= self._requests if self._requests is not None else time.perf_counter() < self._until

    def heard(self, status: int) -> None:
        self.tally.answered += 1
        self.tally.statuses[status] = self.tally.statuses.get(status, 0) + 1

    def left(self) -> None:
        self._left -= 1
        if not self._left:
            self.tally.seconds = time.perf_counter() - self._began
            self.over.set_result(None)


async def _drive(walks: list[tuple[int, Walk]], seconds: float, requests: int | None) -> Tally:
    run = _Run(len(walks), seconds, requests)
    loop = asyncio.get_running_loop()
    for port, walk in walks:
        await loop.create_connection(partial(_Connection, run, walk), "127.0.0.1", port)
    await run.over
    return run.tally


def drive(port: int, walks: list[Walk], seconds: float = 1.0, requests: int | None = None) -> Tally:
    """One connection for each walk, for so many seconds or so many requests in all."""
    return drive_all([(port, walk) for walk in walks], seconds, requests)


def drive_all(walks: list[tuple[int, Walk]], seconds: float = 1.0, requests: int | None = None) -> Tally:
    """The same at several servers, each walk with its port."""
    tally = uvloop.run(_drive(walks, seconds, requests))
    if requests is not None and tally.answered != requests:
        raise RuntimeError(f"{requests} requests, but {tally.answered} answers: the server closed a connection")
    return tally
