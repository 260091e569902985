"""Screens and streams that take nothing of what they are sent, or next to nothing, until each has left more than a megabyte
unread: the server's memory is bounded, and whoever reads has each call as soon as without them."""

import asyncio
import base64
import itertools
import os
import re
import socket
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.cli.founding import apply_plan
from app.log import Log
from tests.house import Place
from tests.servers.fleet import NO_SCRIPTS, Server

STREAM, TABLET, TV = "/api/v1/halls/dongcheng/stream", "/greeter/dongcheng/live?open=pay-bill", "/display/dongcheng/live"
ROLES = {STREAM: "integration", TABLET: "greeter", TV: "display"}
CALLED = {STREAM: re.compile(r'"TicketCalled".*"number":"([A-Z]\d+)"'), TV: re.compile(r'data-ticket=\\"([A-Z]\d+)\\"')}
"""How they show that somebody is called."""
HELLO = '{"hello":1,"epoch":null,"since":null}'
READERS = 4
"""Of each kind, who read all the time."""
AGAIN = 6.0
"""Seconds after which somebody who stalls comes again; the connection before stays as it is."""
SIP, SIPS_EVERY = 2048, 0.5
"""Bytes that whoever is slow takes at once, and seconds."""
SEGMENT = 1448
"""Bytes: that of a hall's network. On the loopback's own the kernel alone would take megabytes for each."""
FILLER, FILLED_EVERY = 50_000, 2
"""Bytes of a change of the hall file, and calls for one."""
WAITING = 120
"""Tickets in the queue on the tablet."""


@dataclass(frozen=True)
class Crowd:
    """`clients` of each kind, half of them slow. In each of so many `rounds` so many `calls` without them, and with them."""

    clients: int
    rounds: int
    calls: int
    pace: float = 0.08
    """Seconds between two calls."""


@dataclass
class Phase:
    """`seen`: seconds from a clerk's touch until somebody who reads had the call. `sent`: bytes to one of them. `peak`: bytes of
    the server's resident set."""

    seen: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in CALLED})
    sent: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ROLES, 0))
    peak: int = 0

    def p99(self, kind: str) -> float:
        return sorted(self.seen[kind])[int(len(self.seen[kind]) * 0.99)]


@dataclass
class Stalled:
    crowd: Crowd
    without: Phase = field(default_factory=Phase)
    with_: Phase = field(default_factory=Phase)
    connections: int = 0
    put_out: int = 0
    """Of those who read."""

    @property
    def unread(self) -> dict[str, float]:
        """Megabytes that each was to be sent in a round, in which it took next to nothing."""
        return {kind: sent / READERS / self.crowd.rounds / 1e6 for kind, sent in self.with_.sent.items()}

    @property
    def grown(self) -> float:
        """Megabytes of the server's for each of them."""
        return (self.with_.peak - self.without.peak) / 1e6 / self.crowd.clients / len(ROLES)

    @property
    def slower(self) -> float:
        """How many times as long the others' p99 is, of the kind that suffers most."""
        return max(self.with_.p99(kind) / self.without.p99(kind) for kind in CALLED)

    def __str__(self) -> str:
        then, now = (" and ".join(f"{phase.p99(kind) * 1000:.0f}" for kind in CALLED) for phase in (self.without, self.with_))
        left = ", ".join(f"{one:.1f}" for one in self.unread.values())
        calls, peak = self.crowd.calls * self.crowd.rounds, self.with_.peak / 1e6
        return (
            f"stalled: {self.crowd.clients * len(ROLES)} streams, tablets and TVs with {left} MB unread each, over"
            f" {self.connections} connections: the server grew by {self.grown:.2f} MB for each, to {peak:.0f} MB;"
            f" others had {calls} calls within p99 {now} ms, without them {then} ms: {self.slower:.2f} times"
        )


def endured(place: Place, directory: Path, crowd: Crowd, fault: str | None = None) -> Stalled:
    server = Server(place, directory / "server.log", scripts=NO_SCRIPTS, fault=fault)
    server.launch()
    try:
        server.wait_for("/healthz", within=60)
        return asyncio.run(Hall(place, server, crowd).worked())
    finally:
        server.kill()


def resident(process: int) -> int:
    """Bytes."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


class Hall:
    def __init__(self, place: Place, server: Server, crowd: Crowd) -> None:
        self._place, self._server, self._crowd = place, server, crowd
        self._log = Log(place.data.engine)
        self._plan = self._log.load("dongcheng").plan
        self._found, self._phase = Stalled(crowd), Phase()
        self._touched: dict[str, float] = {}
        self._keys = itertools.count()
        self._current: str | None = None

    async def worked(self) -> Stalled:
        """What a server needs once is no growth: so the first round is for nothing."""
        async with httpx.AsyncClient(timeout=30) as http, asyncio.TaskGroup() as tasks:
            for _ in range(WAITING):
                await self._post(http, "/tickets", service="pay-bill")
            await self._post(http, "/counters/1/open")
            beside = [tasks.create_task(self._read(kind)) for kind in ROLES for _ in range(READERS)]
            beside.append(tasks.create_task(self._weigh()))
            await self._work(http)
            for phase in (self._found.without, self._found.with_) * self._crowd.rounds:
                clients = range(self._crowd.clients) if phase is self._found.with_ else ()
                crowd = [tasks.create_task(self._client(kind, slow=n % 2 > 0)) for n in clients for kind in ROLES]
                await asyncio.sleep(1)
                self._phase = phase
                await self._work(http)
                for one in crowd:
                    one.cancel()
            for one in beside:
                one.cancel()
        self._log.close()
        return self._found

    # ------------------------------------------------------------ the work
    async def _post(self, http: httpx.AsyncClient, path: str, **body: object) -> Any:
        headers = {"Authorization": f"Bearer {self._place.tokens['integration']}", "Idempotency-Key": f"{next(self._keys)}"}
        answer = await http.post(f"{self._server.address}/api/v1/halls/dongcheng{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def _work(self, http: httpx.AsyncClient) -> None:
        for n in range(self._crowd.calls):
            await self._post(http, "/tickets", service="pay-bill")
            touched = asyncio.get_running_loop().time()
            called = await self._post(http, "/counters/1/call-next", expected_current=self._current)
            self._current = called["number"]
            self._touched[called["number"]] = touched
            await self._post(http, "/counters/1/start")
            if n % FILLED_EVERY == 0:
                filled = replace(self._plan, settings={"filler": "x" * FILLER, "n": next(self._keys)})
                await asyncio.to_thread(apply_plan, self._log, filled)
            await asyncio.sleep(self._crowd.pace)
        await asyncio.sleep(0.5)

    async def _weigh(self) -> None:
        assert self._server.process is not None
        while True:
            self._phase.peak = max(self._phase.peak, resident(self._server.process.pid))
            await asyncio.sleep(0.1)

    # ------------------------------------------------------------ who looks
    async def _read(self, kind: str) -> None:
        """Reads all that comes as it comes, and notes each call once."""
        headers = {"Authorization": f"Bearer {self._place.tokens[ROLES[kind]]}"}
        address = f"ws://127.0.0.1:{self._server.port}{kind}"
        known = set[str]()
        while True:
            with suppress(ConnectionClosed):
                async with connect(address, additional_headers=headers, proxy=None, max_size=None) as reader:
                    if kind == STREAM:
                        await reader.send(HELLO)
                    async for frame in reader:
                        self._note(kind, str(frame), known)
            self._found.put_out += 1

    def _note(self, kind: str, frame: str, known: set[str]) -> None:
        loop, phase = asyncio.get_running_loop(), self._phase
        phase.sent[kind] += len(frame)
        for number in CALLED[kind].findall(frame) if kind in CALLED else ():
            if number not in known:
                known.add(number)
                loop.call_later(0.3, self._had, phase, kind, number, loop.time())  # whoever called may have no answer yet

    def _had(self, phase: Phase, kind: str, number: str, at: float) -> None:
        if number in self._touched:
            phase.seen[kind].append(at - self._touched[number])

    async def _client(self, kind: str, *, slow: bool) -> None:
        with ExitStack() as all_:
            while True:
                connection = all_.enter_context(await self._come(kind))
                self._found.connections += 1
                with suppress(OSError, TimeoutError):
                    async with asyncio.timeout(AGAIN):
                        while slow and await asyncio.get_running_loop().sock_recv(connection, SIP):
                            await asyncio.sleep(SIPS_EVERY)
                        await asyncio.sleep(AGAIN)

    async def _come(self, kind: str) -> socket.socket:
        loop, key = asyncio.get_running_loop(), base64.b64encode(os.urandom(16)).decode()
        connection = socket.socket()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        await loop.sock_connect(connection, ("127.0.0.1", self._server.port))
        asks = (
            f"GET {kind} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self._place.tokens[ROLES[kind]]}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        await loop.sock_sendall(connection, asks.encode())
        if kind == STREAM:
            await asyncio.sleep(0.2)
            await loop.sock_sendall(connection, bytes([0x81, 0x80 | len(HELLO)]) + bytes(4) + HELLO.encode())
        return connection
