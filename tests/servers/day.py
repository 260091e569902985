"""A day of one hall at several servers: clerks and kiosks at each, and listeners to the stream of each."""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.house import Place
from tests.servers.conftest import SERVICES
from tests.servers.crowd import History, Person, Told, clerk, history, kiosk

CLERKS, KIOSKS = 8, 4


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
class Worked:
    """What came of a day."""

    told: Told
    history: History
    listeners: list[Listener]
    seconds: float
    head: int


async def worked(
    place: Place,
    addresses: Sequence[str],
    calls: int,
    seed: int = 7,
    pause: float = 0.0,
    beside: Callable[[], Any] | None = None,
) -> Worked:
    """Until so many tickets were issued and called, and again so many as long as what happens `beside` it, in a thread, isn't
    over. A kiosk rests for `pause` seconds at most after each ticket, a clerk for a fifth of that after each call."""
    chance, told, enough = random.Random(seed), Told(), asyncio.Event()
    token = place.tokens["integration"]
    began = asyncio.get_running_loop().time()
    turns = [[*addresses[n:], *addresses[:n]] for n in range(len(addresses))]
    listeners = [Listener(list(turn), token) for turn in turns for _ in range(2)]
    listening = [asyncio.create_task(listener.listen()) for listener in listeners]
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(timeout=5, limits=limits) as http:

        def person(turn: list[str]) -> Person:
            return Person(http, turn, token, told)

        clerks = [
            asyncio.create_task(clerk(person(turn), at * CLERKS + n + 1, enough, pause / 5))
            for at, turn in enumerate(turns)
            for n in range(CLERKS)
        ]
        each = -(-calls // (KIOSKS * len(turns)))
        disturbing = asyncio.create_task(asyncio.to_thread(beside or (lambda: None)))
        while True:
            kiosks = [
                asyncio.create_task(kiosk(person(turn), SERVICES, each, chance, pause)) for turn in turns for _ in range(KIOSKS)
            ]
            await _all(kiosks, clerks)
            if disturbing.done():
                disturbing.result()
                break
        while len({number for number, *_ in told.called}) < len(told.issued):
            await _all([asyncio.create_task(asyncio.sleep(0.05))], clerks)
        enough.set()
        await asyncio.gather(*clerks)
        events = await _log(http, addresses[0], token)
    async with asyncio.timeout(10):
        while any(listener.seqs[-1:] != [len(events)] for listener in listeners):
            await asyncio.sleep(0.05)
    for task in listening:
        task.cancel()
    return Worked(told, history(events, told), listeners, asyncio.get_running_loop().time() - began, len(events))


async def _all(awaited: list["asyncio.Task[Any]"], beside: list["asyncio.Task[Any]"]) -> None:
    """Waits for the first, and fails if one of those beside them does."""
    waiting = set(awaited)
    while waiting:
        done, _ = await asyncio.wait([*waiting, *beside], return_when=asyncio.FIRST_COMPLETED, timeout=60)
        for task in done:
            task.result()
        waiting -= done
        assert done, "nobody gets on"


async def _log(http: httpx.AsyncClient, address: str, token: str) -> list[dict[str, Any]]:
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
