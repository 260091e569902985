"""The network between the hall's clients and its server: what is sent may be lost, come twice, or come late.

A request is a message each way. A socket is an order of frames that stops, is cut, or falls silent without a word.
"""

import asyncio
import json
import random
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.promises.server import SimulatedServer

WAITS = 5.0
"""Seconds for an answer."""
SILENT = 20.0
"""Seconds after which a server notices that a client is gone that said nothing."""
UNREAD = 40
"""So many frames wait in a socket; then whoever sends must wait."""


@dataclass(frozen=True)
class Weather:
    """How bad it is: the share of messages that are lost, that come twice, seconds of delay (the mean), and the share of sockets
    that break or fall silent."""

    lost: float = 0.0
    twice: float = 0.0
    delay: float = 0.01
    breaks: float = 0.0

    @classmethod
    def of(cls, chance: random.Random) -> "Weather":
        return cls(
            lost=chance.choice([0.0, 0.02, 0.1]),
            twice=chance.choice([0.0, 0.05, 0.2]),
            delay=chance.choice([0.002, 0.02, 0.3]),
            breaks=chance.choice([0.0, 0.5, 0.9]),
        )


@dataclass
class Reply:
    """`cookie`: the one that it set, if it set one, as it is sent back."""

    status: int
    body: bytes
    cookie: str = ""

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Network:
    loop: asyncio.AbstractEventLoop
    seed: int
    weather: Weather
    server: "SimulatedServer | None" = None
    wires: "list[Wire]" = field(default_factory=list)
    _chances: dict[str, random.Random] = field(default_factory=dict)

    def chance(self, who: str) -> random.Random:
        """Each client has luck of its own: what others do doesn't change it."""
        return self._chances.setdefault(who, random.Random(f"{self.seed} {who}"))

    def delay(self, chance: random.Random) -> float:
        return 0.0005 + min(chance.expovariate(1 / self.weather.delay), 8.0)

    def later(self, seconds: float, what: Callable[..., object], *args: object) -> None:
        """On the way by itself, whether or not who sent it is still there."""
        self.loop.call_later(seconds, what, *args, context=Context())

    # ------------------------------------------------------------ requests
    async def ask(self, who: str, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply | None:
        """None: no answer came in time."""
        chance, got = self.chance(who), self.loop.create_future()
        copies = 0 if chance.random() < self.weather.lost else 2 if chance.random() < self.weather.twice else 1

        def deliver() -> None:
            if self.server is None:
                self._later(chance, got, None)  # refused: nobody listens there
            else:
                self.server.ask(method, path, headers, body, lambda reply: self._later(chance, got, reply))

        for _ in range(copies):
            self.later(self.delay(chance), deliver)
        try:
            async with asyncio.timeout(WAITS):
                found: Reply | None = await got
                return found
        except TimeoutError:
            return None

    def _later(self, chance: random.Random, got: "asyncio.Future[Reply | None]", reply: Reply | None) -> None:
        if chance.random() >= self.weather.lost:
            self.later(self.delay(chance), lambda: got.done() or got.set_result(reply))

    # ------------------------------------------------------------ sockets
    async def connect(self, who: str, path: str, headers: dict[str, str]) -> "Wire":
        """Raises Cut."""
        chance = self.chance(who)
        await asyncio.sleep(self.delay(chance))
        if self.server is None:
            raise Cut
        wire = Wire(self, chance)
        self.wires = [*(one for one in self.wires if not one.cut), wire]
        self.server.take_socket(path, headers, wire)
        return wire


class Cut(Exception):
    """The socket is no more."""


class Wire:
    """One socket, with both of its ends."""

    def __init__(self, network: Network, chance: random.Random) -> None:
        self._network, self._chance, self._loop = network, chance, network.loop
        self._to_client: asyncio.Queue[str | None] = asyncio.Queue()
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._to_server.put_nowait({"type": "websocket.connect"})
        self._arrives, self._on_way = 0.0, 0
        self._room: asyncio.Future[None] | None = None
        self.silent = self.cut = False
        if chance.random() < network.weather.breaks:
            how = chance.choice([self.break_off, self.fall_silent, self.stall])
            self._network.later(chance.uniform(0.1, 25.0), how)

    @property
    def well(self) -> bool:
        return not self.silent and not self.cut and self._arrives < self._loop.time() + 0.5

    def closed(self) -> None:
        """The client hears that it is over."""
        self._to_client.put_nowait(None)

    # ------------------------------------------------------------ what happens to it
    def break_off(self) -> None:
        """Both ends hear of it, each in its time; what is on the way is lost."""
        if not self.cut:
            self.silent = self.cut = True
            self._network.later(self._network.delay(self._chance), self._to_client.put_nowait, None)
            self._network.later(self._network.delay(self._chance), self._gone)

    def server_died(self) -> None:
        """What it had sent still comes; then the socket is closed."""
        self._carry(self._to_client.put_nowait, None)
        self.cut = True

    def fall_silent(self) -> None:
        """Nobody hears of it."""
        self.silent = True
        self._network.later(SILENT, self._gone)

    def stall(self) -> None:
        """The client doesn't read for a while."""
        self._arrives = max(self._arrives, self._loop.time() + self._chance.uniform(1.0, 8.0))

    def _gone(self) -> None:
        self.cut = True
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    # ------------------------------------------------------------ the server's end
    async def receive(self) -> dict[str, Any]:
        return await self._to_server.get()

    async def send(self, message: dict[str, Any]) -> None:
        """Waits before it sends while the client has much to read, and never after."""
        if message["type"] == "websocket.close":
            self._carry(self._to_client.put_nowait, None)
            return
        if message["type"] != "websocket.send":
            return
        while self._on_way >= UNREAD and not self.cut:
            self._room = self._loop.create_future()
            await self._room
        if self.cut:
            raise OSError("the client is gone")
        self._on_way += 1
        self._carry(self._read, message["text"])

    def _carry(self, then: Callable[[Any], None], what: Any) -> None:
        """In order, each frame in its time."""
        if not self.silent:
            self._arrives = max(self._arrives + 1e-6, self._loop.time() + self._network.delay(self._chance) / 4)
            self._network.later(self._arrives - self._loop.time(), lambda: self.silent or then(what))

    def _read(self, text: str) -> None:
        self._on_way -= 1
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        self._to_client.put_nowait(text)

    # ------------------------------------------------------------ the client's end
    async def heard(self, within: float) -> str:
        """The next frame. Raises Cut, also if none comes in time."""
        try:
            async with asyncio.timeout(within):
                text = await self._to_client.get()
        except TimeoutError:
            text = None
        if text is None:
            raise Cut
        return text

    def say(self, **frame: Any) -> None:
        if not self.silent:
            text = {"type": "websocket.receive", "text": json.dumps(frame)}
            self._network.later(self._network.delay(self._chance) / 4, self._to_server.put_nowait, text)

    def hang_up(self) -> None:
        if not self.silent:
            self.silent = True
            self._network.later(self._network.delay(self._chance), self._gone)
