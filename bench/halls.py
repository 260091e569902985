"""How many halls a core serves at their peak: two tickets a minute and five screens each, and what a hall takes in memory.

Driven for real, ten times as fast: 200 halls with 20 tickets a minute each and 1,000 live screens, on PostgreSQL. What the
screens cost when nothing happens is measured by itself, as that doesn't go faster.
"""

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from bench.figures import Figure, figure, medians
from bench.fleet import Chain, chain, postgres, servers
from bench.load import keys, post
from bench.machine import cpu_seconds, resident_bytes
from bench.rig import Rig
from bench.servers import Server
from bench.sockets import Crowd
from tests.postgres import Cluster

HALLS, ROUNDS = 200, 5
A_MINUTE = 2
FASTER = 10
RESTING, WORKING = 10.0, 15.0
"""Seconds of a round: nothing happens, customers come."""
SCREENS = ("/kiosk/{}/live", "/display/{}/live", "/counter/{}/1/live", "/counter/{}/2/live", "/greeter/{}/live")
FILE = Path(__file__).parent.parent / "halls" / "dongcheng.yaml"


def measure(rig: Rig) -> list[Figure]:
    with postgres() as cluster:
        made = chain(rig.room(), cluster.database(), FILE.read_text("utf-8"), HALLS)
        with servers(made, 1) as (server,):
            return uvloop.run(_all(made, server, lambda: _stored(cluster)))


def _stored(cluster: Cluster) -> float:
    """Bytes of all tables and their indexes."""
    ((size,),) = cluster.execute("SELECT sum(pg_database_size(oid)) FROM pg_database")
    return float(str(size))


@dataclass
class Hall:
    """Its customers, and the clerks of its two counters."""

    id: str
    token: str
    ask: "Line"
    key: Iterator[str]
    current: dict[int, str | None] = field(default_factory=lambda: {1: None, 2: None})
    served: int = 0

    async def command(self, path: str, body: bytes = b"{}") -> bytes:
        return await self.ask.one(post(f"/api/v1/halls/{self.id}{path}", body, self.token, next(self.key)))

    async def open(self) -> None:
        for counter in self.current:
            await self.command(f"/counters/{counter}/open")

    async def customer(self, patience: float) -> None:
        """Comes, is called, is served: `patience` seconds between."""
        counter = 1 + self.served % 2
        await self.command("/tickets", b'{"service":"pay-bill"}')
        await asyncio.sleep(patience)
        called = await self.command(
            f"/counters/{counter}/call-next", json.dumps({"expected_current": self.current[counter]}).encode()
        )
        self.current[counter] = json.loads(called)["number"] if called else None
        await asyncio.sleep(patience)
        if called:
            await self.command(f"/counters/{counter}/start")
        self.served += 1

    async def busy(self, seconds: float, chance: random.Random) -> None:
        loop, every = asyncio.get_running_loop(), 60 / (A_MINUTE * FASTER)
        began = loop.time()
        come = began + chance.random() * every
        while come < began + seconds:
            await asyncio.sleep(max(0.0, come - loop.time()))
            await self.customer(every / 20)
            come += every


class Line:
    """Keep-alive connections to the server, one request on each."""

    def __init__(self, port: int, size: int = 32) -> None:
        self._port, self._free = port, asyncio.Semaphore(size)
        self._open: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def one(self, request: bytes) -> bytes:
        """The body; empty for 204. Raises for any other status."""
        async with self._free:
            while True:
                reader, writer = self._open.pop() if self._open else await asyncio.open_connection("127.0.0.1", self._port)
                try:
                    writer.write(request)
                    head = await reader.readuntil(b"\r\n\r\n")
                    break
                except (asyncio.IncompleteReadError, OSError):  # it was kept for too long
                    writer.close()
            size = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
            body = await reader.readexactly(size)
            self._open.append((reader, writer))
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(body.decode())
        return body


async def _all(made: Chain, server: Server, stored: Callable[[], float]) -> list[Figure]:
    line, key = Line(server.port), keys()
    halls = [Hall(id, made.token, line, key) for id in made.halls]
    empty = resident_bytes(server.pid)
    for hall in halls:
        await hall.open()
    idle = resident_bytes(server.pid)
    crowds = [await _screen(server, made, path.format(hall.id)) for hall in halls for path in SCREENS]
    await asyncio.sleep(3)
    sent, kept = sum(crowd.received for crowd in crowds), stored()
    rounds = [await _round(server, halls) for _ in range(ROUNDS + 1)][1:]
    busy, tickets = resident_bytes(server.pid), sum(hall.served for hall in halls)
    sent, kept = sum(crowd.received for crowd in crowds) - sent, stored() - kept
    for crowd in crowds:
        crowd.close()
    resting, ticket = [one for one, _ in rounds], [one for _, one in rounds]
    return [
        figure(
            f"halls a core serves at a peak of {A_MINUTE} tickets a minute and {len(SCREENS)} screens each",
            [60 / (60 * rest + A_MINUTE * per) for rest, per in rounds],
            2000,
            5000,
            "more",
            unit=" halls",
            detail={
                **medians(resting_us_a_second=[r * 1e6 for r in resting], ticket_ms=[t * 1e3 for t in ticket]),
                "stored_kib_a_ticket": kept / tickets / 1024,
                "sent_kib_a_ticket": sent / tickets / 1024,
            },
        ),
        _memory("memory of a hall that nobody looks at", idle - empty, 100, 50),
        _memory(f"memory of a busy hall with {len(SCREENS)} screens", busy - empty, 1000, 500),
    ]


def _memory(name: str, grown: int, floor: float, goal: float) -> Figure:
    return figure(name, [grown / HALLS / 1024], floor, goal, "less", unit=" KiB")


async def _screen(server: Server, made: Chain, path: str) -> Crowd:
    crowd = Crowd(server.port, path, made.key)
    await crowd.gather(1, b'"html"')
    return crowd


async def _round(server: Server, halls: list[Hall]) -> tuple[float, float]:
    """Server CPU a hall and second when nothing happens, and a ticket with all that its screens show of it, in seconds."""
    loop = asyncio.get_running_loop()
    before, began = cpu_seconds(server.pid), loop.time()
    await asyncio.sleep(RESTING)
    resting = (cpu_seconds(server.pid) - before) / (loop.time() - began) / len(halls)
    served = sum(hall.served for hall in halls)
    before, began, chance = cpu_seconds(server.pid), loop.time(), random.Random(1)
    await asyncio.gather(*(hall.busy(WORKING, chance) for hall in halls))
    spent = cpu_seconds(server.pid) - before - resting * len(halls) * (loop.time() - began)
    return resting, spent / (sum(hall.served for hall in halls) - served)
