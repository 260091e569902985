"""A bad network between the server and who listens to its stream: resets, silence, cuts within a frame, delay; and the
server's own death. Whoever listens comes back by `epoch` and `since`, and has heard each call once."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.house import Place
from tests.servers.crowd import Person, Told, clerk, kiosk
from tests.servers.day import log
from tests.servers.fleet import NO_SCRIPTS, Server

KINDS = ("reset", "silence", "cut", "delay", "restart")
"""There is one more: `death` of one of several servers, beside which the others go on."""
LISTENERS = 10
WITHIN = 5.0
"""Seconds after the end of a fault in which all have the server's state."""


class BadLine:
    """A TCP proxy before a server, of several before the first one that is there; its line can be made bad for all who use it."""

    def __init__(self, *ports: int) -> None:
        self._ports, self._pairs = ports, set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]]()
        self.delay, self._cuts = 0.0, False
        self._open = asyncio.Event()
        self._open.set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._server.close()
        self._open.set()
        self.reset()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met = await self._behind()
        if met is None:
            writer.transport.abort()
            return
        behind, before = met
        pair = writer, before
        self._pairs.add(pair)
        await asyncio.gather(self._pass(reader, before, pair), self._pass(behind, writer, pair))
        self._pairs.discard(pair)

    async def _behind(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in self._ports:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, pair: tuple[asyncio.StreamWriter, ...]
    ) -> None:
        with suppress(OSError):
            while data := await source.read(4096):
                await self._open.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self._cuts and target is pair[0]:
                    target.write(data[: len(data) // 2])
                    await target.drain()
                    break
                target.write(data)
                await target.drain()
        for writer in pair:
            writer.transport.abort()

    def reset(self) -> None:
        for pair in list(self._pairs):
            for writer in pair:
                writer.transport.abort()

    async def silence(self, seconds: float) -> None:
        """Nothing passes, and nobody is told."""
        self._open.clear()
        await asyncio.sleep(seconds)
        self.reset()
        self._open.set()

    async def cut(self, seconds: float) -> None:
        self._cuts = True
        await asyncio.sleep(seconds)
        self._cuts = False

    async def slow(self, seconds: float, delay: float) -> None:
        self.delay = delay
        await asyncio.sleep(seconds)
        self.delay = 0.0


@dataclass
class Listener:
    """One client of the stream. `forgetful`: the known fault, it only comes back."""

    port: int
    token: str
    forgetful: bool
    seq: int = 0
    calls: list[str] = field(default_factory=list)
    _epoch: str | None = None

    async def listen(self) -> None:
        address = f"ws://127.0.0.1:{self.port}/api/v1/halls/dongcheng/stream"
        headers = {"Authorization": f"Bearer {self.token}"}
        while True:
            with suppress(OSError, WebSocketException, TimeoutError, ValueError):
                async with connect(
                    address,
                    additional_headers=headers,
                    proxy=None,
                    open_timeout=2,
                    ping_interval=1,
                    ping_timeout=2,
                    close_timeout=1,
                ) as socket:
                    known = self._epoch is not None and not self.forgetful
                    hello = {"hello": 1, "epoch": self._epoch if known else None, "since": self.seq if known else None}
                    await socket.send(json.dumps(hello))
                    async for frame in socket:
                        self._hear(json.loads(frame))
            await asyncio.sleep(0.1)

    def _hear(self, told: dict) -> None:
        if "reset" in told:
            self._epoch, self.seq = told["reset"]["epoch"], told["reset"]["seq"]
        elif "event" in told:
            self.seq = told["event"]["seq"]
            if told["event"].get("type") == "TicketCalled":
                self.calls.append(told["event"]["data"]["call"])


@dataclass
class Faults:
    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    """Seconds after the end of each fault until each listener had what the server had at that moment."""
    calls: int = 0
    missed: int = 0
    repeated: int = 0

    @property
    def p99(self) -> float:
        return sorted(self.back)[int(len(self.back) * 0.99)]

    def __str__(self) -> str:
        return (
            f"network faults: {self.faults.total()} ({', '.join(f'{kind} {n}' for kind, n in sorted(self.faults.items()))}),"
            f" {LISTENERS} listeners back within p99 {self.p99:.2f} s, at most {max(self.back):.2f} s; of {self.calls} calls"
            f" missed {self.missed}, repeated {self.repeated} (seed {self.seed})"
        )


def endured(place: Place, directory: Path, faults: int, seed: int, *, forgetful: bool = False) -> Faults:
    server = Server(place, directory / "server.log", scripts=NO_SCRIPTS)
    server.launch()
    try:
        server.wait_for("/healthz", within=60)
        with patch("tests.servers.crowd.GIVE_UP", 120.0):  # a busy machine takes its time for a start
            return asyncio.run(_endured(place, server, faults, Faults(seed), forgetful))
    finally:
        server.kill()


async def _endured(place: Place, server: Server, faults: int, found: Faults, forgetful: bool) -> Faults:
    chance, token, told = random.Random(found.seed), place.tokens["integration"], Told()
    line, enough = BadLine(server.port), asyncio.Event()
    await line.start()
    listeners = [Listener(line.port, token, forgetful) for _ in range(LISTENERS)]
    async with httpx.AsyncClient(timeout=5) as http, asyncio.TaskGroup() as tasks:
        listening = [tasks.create_task(listener.listen()) for listener in listeners]
        await _until(lambda: all(listener.seq for listener in listeners), 30)
        work = tasks.create_task(clerk(Person(http, [server.address], token, told), 1, enough, 0.1))
        tasks.create_task(kiosk(Person(http, [server.address], token, told), ["pay-bill"], 0, chance, work))
        for n in range(faults):
            kind = KINDS[n % len(KINDS)]
            found.faults[kind] += 1
            await strike(kind, [line], server, chance)
            await _converged(http, server, token, listeners, found)
            await asyncio.sleep(chance.uniform(0, 0.3))
        enough.set()
        await work
        await asyncio.sleep(0.5)
        await _converged(http, server, token, listeners, Faults(0))
        events = await log(http, server.address, token)
        for task in listening:
            task.cancel()
    line.stop()
    calls = Counter(event["data"]["call"] for event in events if event["type"] == "TicketCalled")
    found.calls = len(calls)
    for listener in listeners:
        heard = Counter(listener.calls)
        found.missed += len(calls.keys() - heard.keys())
        found.repeated += sum(count - 1 for count in heard.values())
    return found


async def strike(kind: str, lines: Sequence[BadLine], server: Server, chance: random.Random) -> None:
    """One fault of this kind on these lines, from its beginning to its end."""
    acts: dict[str, Callable[[BadLine], Awaitable[None]]] = {
        "silence": lambda line: line.silence(chance.uniform(0.5, 3)),
        "cut": lambda line: line.cut(chance.uniform(0.2, 1)),
        "delay": lambda line: line.slow(1.0, chance.uniform(0.1, 0.5)),
    }
    if kind in acts:
        await asyncio.gather(*map(acts[kind], lines))
        return
    if kind in ("restart", "death"):
        server.kill()
    if kind == "death":
        await asyncio.sleep(chance.uniform(0, 20))
    else:
        for line in lines:
            line.reset()
    if kind in ("restart", "death"):
        server.launch()
        await asyncio.to_thread(server.wait_for, "/healthz", 200, 60)


async def _converged(http: httpx.AsyncClient, server: Server, token: str, listeners: list[Listener], found: Faults) -> None:
    began = time.monotonic()
    answer = await http.get(f"{server.address}/api/v1/halls/dongcheng", headers={"Authorization": f"Bearer {token}"})
    head = answer.json()["version"]

    async def one(listener: Listener) -> None:
        await _until(lambda: listener.seq >= head, 30)
        found.back.append(time.monotonic() - began)

    await asyncio.gather(*map(one, listeners))


async def _until(true: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
