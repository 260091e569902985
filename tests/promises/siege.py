"""Somebody on the lobby's network holds sockets, sends bytes one by one, huge frames, requests without end; the hall works on."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.house import Place
from tests.servers.fleet import NO_SCRIPTS, Server

WAITS = 5.0
"""Seconds after which somebody at a kiosk or a counter has not been served."""
LET_GO = 9.0
"""Seconds for the five of a request, and for a busy machine."""
HUGE = 15 << 20
"""Bytes of a frame."""


@dataclass(frozen=True)
class Forces:
    slow: int
    silent: int
    frames: int
    flood: int
    """Connections, each of which asks again as soon as it is answered."""
    seconds: float


@dataclass
class Siege:
    forces: Forces
    seed: int
    asked: int = 0
    failed: list[str] = field(default_factory=list)
    held: int = 0
    """Sockets of the attacker's that are still open when they have been for long enough."""
    flood: int = 0
    frames: int = 0
    """Huge frames that were taken to the end."""
    slowest: float = 0.0

    def __str__(self) -> str:
        forces = self.forces
        return (
            f"siege: {forces.slow} slow-loris sockets, {forces.silent} silent, {forces.frames} frames of 15 MB,"
            f" {self.flood} requests of a flood: {self.asked} legitimate requests, failed {len(self.failed)},"
            f" slowest {self.slowest:.2f} s; sockets still held {self.held}, frames taken {self.frames} (seed {self.seed})"
        )


def besieged(place: Place, directory: Path, forces: Forces, seed: int, fault: str | None = None) -> Siege:
    many = {"YINGBIN_KIOSK_TICKETS_A_MINUTE": "100000", "YINGBIN_KIOSK_BURST": "10000"}
    server = Server(place, directory / "server.log", scripts=NO_SCRIPTS, fault=fault, environ=many)
    server.launch()
    try:
        server.wait_for("/healthz", within=60)
        return asyncio.run(_siege(place, server, Siege(forces, seed)))
    finally:
        server.kill()


async def _siege(place: Place, server: Server, siege: Siege) -> Siege:
    chance = random.Random(siege.seed)
    forces, enough = siege.forces, asyncio.Event()
    until = asyncio.get_running_loop().time() + forces.seconds
    async with asyncio.TaskGroup() as tasks:
        held = [tasks.create_task(_slow(server.port, chance.uniform(0.1, 0.6), enough)) for _ in range(forces.slow)]
        held += [tasks.create_task(_silent(server.port, enough)) for _ in range(forces.silent)]
        for _ in range(forces.flood):
            tasks.create_task(_flood(server.port, siege, enough))
        huge = [tasks.create_task(_huge(server.port, place.tokens["kiosk"], siege)) for _ in range(forces.frames)]
        for role in ("kiosk", "counter", "newcomer"):
            tasks.create_task(_person(server, place, siege, role, enough))
        while asyncio.get_running_loop().time() < until + LET_GO and not all(one.done() for one in (*held, *huge)):
            await asyncio.sleep(0.1)
        await asyncio.sleep(max(0, until - asyncio.get_running_loop().time()))
        siege.held = sum(not one.done() for one in (*held, *huge))
        enough.set()
        for one in huge:
            one.cancel()
    return siege


async def _opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def _until_closed(reader: asyncio.StreamReader, enough: asyncio.Event) -> None:
    closed, over = asyncio.create_task(reader.read()), asyncio.create_task(enough.wait())
    with contextlib.suppress(OSError):
        await asyncio.wait((closed, over), return_when=asyncio.FIRST_COMPLETED)
    for task in (closed, over):
        task.cancel()
    await asyncio.gather(closed, over, return_exceptions=True)


async def _silent(port: int, enough: asyncio.Event) -> None:
    reader, writer = await _opened(port)
    await _until_closed(reader, enough)
    writer.close()


async def _slow(port: int, every: float, enough: asyncio.Event) -> None:
    """A header now and then, and never the last."""
    reader, writer = await _opened(port)
    closed = asyncio.create_task(_until_closed(reader, enough))
    writer.write(b"POST /api/v1/halls/dongcheng/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    n = 0
    while not closed.done():
        with contextlib.suppress(OSError):
            writer.write(b"X-%d: a\r\n" % n)
            await writer.drain()
        n += 1
        await asyncio.wait((closed,), timeout=every)
    writer.close()


async def _huge(port: int, token: str, siege: Siege) -> None:
    """A frame of 15 MB, from somebody who has the token of a kiosk."""
    reader, writer = await _opened(port)
    writer.write(
        f"GET /api/v1/halls/dongcheng/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    with contextlib.suppress(OSError):
        writer.write(b"\x81\xff" + HUGE.to_bytes(8, "big") + bytes(4))
        for _ in range(HUGE >> 16):
            writer.write(bytes(1 << 16))
            await writer.drain()
        siege.frames += 1
    with contextlib.suppress(OSError):
        await reader.read()
    writer.close()


async def _flood(port: int, siege: Siege, enough: asyncio.Event) -> None:
    while not enough.is_set():
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await _opened(port)
            while not enough.is_set():
                writer.write(b"GET /api/v1/halls/dongcheng HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer none\r\n\r\n")
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                await reader.readexactly(length)
                siege.flood += 1


async def _person(server: Server, place: Place, siege: Siege, role: str, enough: asyncio.Event) -> None:
    """Somebody with work to do, over one connection; the newcomer comes over a new one each time."""
    token = place.tokens[("counter", 1) if role == "counter" else "kiosk"]
    halls, n = f"{server.address}/api/v1/halls/dongcheng", 0

    async def asked(http: httpx.AsyncClient, path: str, **body: object) -> httpx.Response | None:
        nonlocal n
        n += 1
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{role}-{n}"}
        answer = await _tried(lambda: http.post(f"{halls}{path}", json=body, headers=headers), siege)
        siege.slowest = max(siege.slowest, time.monotonic() - began)
        return answer

    async def work(http: httpx.AsyncClient) -> None:
        if role != "counter":
            await asked(http, "/tickets", service="pay-bill")
        else:
            called = await asked(http, "/counters/1/call-next", expected_current=None)
            if called is not None and called.status_code == 200:
                await asked(http, "/counters/1/start")
                await asked(http, "/counters/1/finish")

    async with httpx.AsyncClient(timeout=WAITS) as kept:
        if role == "counter":
            await asked(kept, "/counters/1/open")
        while not enough.is_set():
            if role == "newcomer":
                async with httpx.AsyncClient(timeout=WAITS) as http:
                    await work(http)
            else:
                await work(kept)
            await asyncio.sleep(0.05)


async def _tried(ask: Callable[[], Awaitable[httpx.Response]], siege: Siege) -> httpx.Response | None:
    siege.asked += 1
    try:
        answer = await ask()
    except httpx.HTTPError as error:
        siege.failed.append(type(error).__name__)
        return None
    if not answer.is_success:
        siege.failed.append(answer.text)
    return answer
