"""A day of one hall at several servers: clerks and kiosks at each, and listeners to the stream of each."""

import asyncio
import json
import random
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.house import Place
from tests.servers.conftest import SERVICES
from tests.servers.crowd import History, Person, Told, clerk, history, kiosk

CLERKS, KIOSKS = 8, 4
STALE = 4.5
"""Seconds of silence after which a screen looks for another server."""


@dataclass
class Listener:
    """A client of the stream that comes back, at the next server, and goes on where it was. `seqs` as they came; `back` is how
    long each interruption lasted, in seconds."""

    addresses: list[str]
    token: str
    seqs: list[int] = field(default_factory=list)
    resets: int = 0
    back: list[float] = field(default_factory=list)
    _epoch: str | None = None

    async def listen(self) -> None:
        lost: float | None = None
        clock = asyncio.get_running_loop().time
        while True:
            try:
                url = self.addresses[0].replace("http", "ws") + "/api/v1/halls/dongcheng/stream"
                headers = {"Authorization": f"Bearer {self.token}"}
                async with connect(
                    url, additional_headers=headers, proxy=None, open_timeout=2, ping_interval=1, ping_timeout=2
                ) as socket:
                    since = self.seqs[-1] if self.seqs else None
                    await socket.send(json.dumps({"hello": 1, "epoch": self._epoch, "since": since}))
                    first = json.loads(await socket.recv())
                    self._begin(first)
                    if lost is not None:
                        self.back.append(clock() - lost)
                        lost = None
                    async for frame in socket:
                        told = json.loads(frame)
                        if "event" in told:
                            self.seqs.append(told["event"]["seq"])
            except (OSError, WebSocketException, TimeoutError, KeyError):
                lost = lost or clock()
                self.addresses.append(self.addresses.pop(0))
                await asyncio.sleep(0.05)

    def _begin(self, first: dict[str, Any]) -> None:
        if "reset" in first:
            self.resets += 1
            self._epoch = first["reset"]["epoch"]
            self.seqs.append(first["reset"]["seq"])
        else:
            self._epoch = first["resumed"]["epoch"]

    @property
    def gapless(self) -> bool:
        return all(after == before + 1 for before, after in zip(self.seqs, self.seqs[1:], strict=False))


@dataclass
class Tv:
    """A lobby TV that comes back at the next server. `back`: how long it had no picture that somebody vouched for, in seconds."""

    addresses: list[str]
    token: str
    back: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        lost: float | None = None
        clock = asyncio.get_running_loop().time
        while True:
            try:
                url = self.addresses[0].replace("http", "ws") + "/display/dongcheng/live"
                more: dict[str, Any] = {"proxy": None, "open_timeout": 2, "ping_interval": None}
                async with connect(url, additional_headers={"Authorization": f"Bearer {self.token}"}, **more) as socket:
                    while True:
                        frame = await asyncio.wait_for(socket.recv(), STALE)
                        if '"lost"' in frame[:10]:  # type: ignore[operator]
                            lost = lost or clock()
                        elif '"html"' in frame and lost is not None:  # type: ignore[operator]
                            self.back.append(clock() - lost)
                            lost = None
            except (OSError, WebSocketException, TimeoutError):
                lost = lost or clock()
                self.addresses.append(self.addresses.pop(0))
                await asyncio.sleep(0.15)


@dataclass
class Worked:
    """What came of a day."""

    told: Told
    history: History
    listeners: list[Listener]
    tvs: list[Tv]
    seconds: float
    head: int


async def worked(
    place: Place, addresses: Sequence[str], calls: int, seed: int = 7, meanwhile: Coroutine[Any, Any, None] | None = None
) -> Worked:
    """Until so many tickets were issued and called; with `meanwhile`, until that has ended too."""
    chance, told, enough = random.Random(seed), Told(), asyncio.Event()
    token = place.tokens["integration"]
    began = asyncio.get_running_loop().time()
    turns = [[*addresses[n:], *addresses[:n]] for n in range(len(addresses))]
    listeners = [Listener(list(turn), token) for turn in turns for _ in range(2)]
    tvs = [Tv(list(turn), place.tokens["display"]) for turn in turns]
    listening = [asyncio.create_task(work) for work in (*(one.listen() for one in listeners), *(tv.watch() for tv in tvs))]
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(timeout=5, limits=limits) as http:

        def person(turn: list[str]) -> Person:
            return Person(http, turn, token, told)

        clerks = [
            asyncio.create_task(clerk(person(turn), at * CLERKS + n + 1, enough))
            for at, turn in enumerate(turns)
            for n in range(CLERKS)
        ]
        beside = asyncio.create_task(meanwhile) if meanwhile is not None else None
        each = -(-calls // (KIOSKS * len(turns)))
        kiosks = [
            asyncio.create_task(kiosk(person(turn), SERVICES, each, chance, beside)) for turn in turns for _ in range(KIOSKS)
        ]
        await _all([*kiosks, *([beside] if beside else [])], clerks)
        while len({number for number, *_ in told.called}) < len(told.issued):
            await _all([asyncio.create_task(asyncio.sleep(0.05))], clerks)
        enough.set()
        await asyncio.gather(*clerks)
        events = await log(http, addresses[0], token)
    async with asyncio.timeout(10):
        while any(listener.seqs[-1:] != [len(events)] for listener in listeners):
            await asyncio.sleep(0.05)
    for task in listening:
        task.cancel()
    return Worked(told, history(events, told), listeners, tvs, asyncio.get_running_loop().time() - began, len(events))


async def _all(awaited: list["asyncio.Task[Any]"], beside: list["asyncio.Task[Any]"]) -> None:
    """Waits for the first, and fails if one of those beside them does."""
    waiting = set(awaited)
    while waiting:
        done, _ = await asyncio.wait([*waiting, *beside], return_when=asyncio.FIRST_COMPLETED, timeout=900)
        for task in done:
            task.result()
        waiting -= done
        assert done, "nobody gets on"


async def log(http: httpx.AsyncClient, address: str, token: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while True:
        answer = await http.get(
            f"{address}/api/v1/halls/dongcheng/log",
            params={"after": len(events), "limit": 1000},
            headers={"Authorization": f"Bearer {token}"},
        )
        page = answer.raise_for_status().json()["events"]
        if not page:
            return events
        events += page
