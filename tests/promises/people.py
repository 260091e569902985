"""Who works and waits in the simulated hall: kiosks, clerks, a greeter, listeners of the stream, a lobby TV.

Whoever gets no answer asks again with the same key, as every screen of the product does.
"""

import asyncio
import itertools
import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.promises.follower import Follower, Seen, on_their_way
from tests.promises.network import Cut, Network, Reply, Wire

HALL = "/api/v1/halls/dongcheng"
HEARD_WITHIN = 11.0
"""Seconds: the stream says something every ten."""
STALE = 4.6
"""Seconds without a word after which a screen believes in nothing any more."""


@dataclass
class Known:
    """What all of them were told: tickets by the key of whoever took them; the first answer to each key; breaches."""

    taken: dict[str, str] = field(default_factory=dict)
    wished: int = 0
    answers: dict[str, bytes] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    closing: bool = False


@dataclass
class Person:
    name: str
    token: str
    network: Network
    known: Known
    again: int = 0
    keys: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.chance = self.network.chance(self.name)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(self.chance.uniform(0.2, 1.8) * seconds)

    def note(self, *what: object) -> None:
        self.known.trace.append(f"{self.network.loop.time():.6f} {self.name} {' '.join(map(str, what))}")

    async def post(self, path: str, *, late: bool = True, **body: Any) -> Reply:
        return await self.send(f"{self.name}-{next(self.keys)}", path, late, json.dumps(body).encode())

    async def send(self, key: str, path: str, late: bool, body: bytes) -> Reply:
        """Until there is an answer. Not `late`: what comes after we have stopped waiting is not to be done."""
        while True:
            headers = {"authorization": f"Bearer {self.token}", "idempotency-key": key}
            if not late:
                headers["yingbin-deadline"] = str(int((1_772_000_000 + self.network.loop.time() + 5.0) * 1000))
            reply = await self.network.ask(self.name, "POST", HALL + path, headers, body)
            if reply is not None and reply.status < 500:
                self.heard(key, path, reply)
                return reply
            self.again += 1
            await self.pause(0.3)

    def heard(self, key: str, path: str, reply: Reply) -> None:
        """The same key has the same answer, as long as that was one that changed something."""
        number = reply.json().get("number", reply.json().get("code")) if reply.body else ""
        self.note(path, key, reply.status, number)
        if reply.status in (200, 201):
            first = self.known.answers.setdefault(key, reply.body)
            if first != reply.body:
                self.known.wrong.append(f"{path} with the key {key} was answered {reply.body!r} after {first!r}")

    async def look(self, path: str = "") -> Any:
        while True:
            reply = await self.network.ask(self.name, "GET", HALL + path, {"authorization": f"Bearer {self.token}"}, b"")
            if reply is not None and reply.status < 500:
                return reply.json()
            await self.pause(0.3)


class Kiosk(Person):
    async def work(self, customers: int) -> None:
        for n in range(customers):
            await self.pause(2.0)
            body = {
                "service": self.chance.choice(["open-account", "pay-bill", "pay-bill"]),
                "level": self.chance.choice(["ordinary", "ordinary", "vip"]),
            }
            key, raw = f"{self.name}-customer-{n}", json.dumps(body).encode()
            self.known.wished += 1
            reply = await self.send(key, "/tickets", True, raw)
            if reply.status != 201:
                self.known.wrong.append(f"a ticket was refused: {reply.body!r}")
                continue
            self.known.taken[key] = reply.json()["number"]
            if self.chance.random() < 0.2:  # somebody presses again
                await self.send(key, "/tickets", True, raw)


class Clerk(Person):
    counter: int = 0

    async def work(self) -> None:
        await self.at("open")
        current: str | None = None
        while not self.known.closing:
            reply = await self.at("call-next", expected_current=current)
            if reply.status == 204:
                current = None
                await self.pause(0.8)
                continue
            current = reply.json()["number"] if reply.status == 200 else await self.in_hand()
            if current is not None:
                current = await self.serve(current)
        await self.put_away()

    async def at(self, verb: str, **body: Any) -> Reply:
        return await self.post(f"/counters/{self.counter}/{verb}", late=False, **body)

    async def in_hand(self) -> str | None:
        hall = await self.look()
        found: str | None = next(one["ticket"] for one in hall["counters"] if one["number"] == self.counter)
        return found

    async def serve(self, number: str) -> str | None:
        """The ticket that is still in hand then; whatever is refused: look again."""
        if self.chance.random() < 0.15:
            await self.at("recall")
        if self.chance.random() < 0.12:
            return await self.rid("no-show")
        started = await self.at("start")
        await self.pause(1.0)
        if started.status != 200 or self.chance.random() < 0.5:
            return await self.in_hand()  # call-next finishes it
        match self.chance.randrange(5):
            case 0:
                return await self.rid("hold", minutes=1)
            case 1:
                return await self.rid("transfer", service=self.chance.choice(["open-account", "pay-bill"]))
            case 2:
                return await self.rid("transfer", counter=self.counter % 3 + 1, keep_place=self.chance.random() < 0.5)
            case 3 if self.chance.random() < 0.5:
                return await self.breather()
            case _:
                return await self.rid("finish")

    async def rid(self, verb: str, **body: Any) -> str | None:
        reply = await self.at(verb, **body)
        return None if reply.status == 200 else await self.in_hand()

    async def breather(self) -> str | None:
        await self.at(self.chance.choice(["pause", "close"]))
        await self.at("finish")
        await self.pause(2.0)
        await self.at("open")
        return await self.in_hand()

    async def put_away(self) -> None:
        """At the end of the day nothing is left in hand."""
        while await self.in_hand() is not None:
            await self.at("start")
            await self.at("finish")


class Greeter(Person):
    async def work(self) -> None:
        while not self.known.closing:
            await self.pause(4.0)
            if self.known.taken:
                number = self.chance.choice(sorted(self.known.taken.values()))
                await self.post(*self.wish(number), **self.body)

    def wish(self, number: str) -> tuple[str]:
        verb = self.chance.choice(["cancel", "rejoin", "rejoin", "change", "let-pass"])
        self.body: dict[str, Any] = {
            "change": {"service": self.chance.choice(["open-account", "pay-bill"])},
            "let-pass": {"count": self.chance.randint(1, 3)},
        }.get(verb, {})
        return (f"/tickets/{number}/{verb}",)


@dataclass
class Listener(Person):
    """A client of the stream, as a display of the integrator's own is: it announces each call that it has not announced."""

    follower: Follower = field(default_factory=Follower)
    announced: list[str] = field(default_factory=list)
    starts_at: int = 0
    wire: Wire | None = None

    async def work(self) -> None:
        while True:
            try:
                await self.listen()
            except Cut:
                await self.pause(0.4)

    async def listen(self) -> None:
        wire = self.wire = await self.network.connect(self.name, f"{HALL}/stream", {"authorization": f"Bearer {self.token}"})
        try:
            wire.say(hello=1, epoch=self.follower.epoch, since=self.follower.since)
            first = json.loads(await wire.heard(HEARD_WITHIN))
            if "bye" in first:
                return
            self.follower.begin(first)
            if not self.starts_at:
                self.starts_at = self.follower.since or 0
            while True:
                frame = json.loads(await wire.heard(HEARD_WITHIN))
                if "event" in frame:
                    self.hear(frame["event"], wire)
        finally:
            wire.hang_up()

    def hear(self, event: dict[str, Any], wire: Any) -> None:
        before = len(self.follower.calls)
        self.follower.hear(event)
        for call in self.follower.calls[before:]:
            self.note("announces", call)
            self.announced.append(call)
            wire.say(spoken=call)

    async def fresh(self) -> Seen:
        """What somebody is given who comes now."""
        wire = await self.network.connect(self.name, f"{HALL}/stream", {"authorization": f"Bearer {self.token}"})
        wire.say(hello=1, epoch=None, since=None)
        return on_their_way(json.loads(await wire.heard(HEARD_WITHIN))["reset"]["state"])


@dataclass
class Tv(Person):
    """A lobby TV of the product: the newest picture, with the calls that are to be spoken. None: it says that it shows nothing
    that holds."""

    calls: set[str] = field(default_factory=set)
    picture: str | None = None
    shown_at: float = 0.0
    tries: int = 0
    live: list[tuple[float, float]] = field(default_factory=list)
    """From when until when it showed the hall."""

    async def work(self) -> None:
        while True:
            try:
                await self.watch()
            except Cut:
                self.loses()
                await asyncio.sleep(min(2.0, 0.15 * 2**self.tries) * self.chance.uniform(0.7, 1.0))
                self.tries += 1

    def loses(self) -> None:
        if self.picture is not None:
            self.picture = None
            self.live[-1] = self.live[-1][0], self.network.loop.time()

    def shows(self, picture: str) -> None:
        self.shown_at = self.network.loop.time()
        if self.picture is None:
            self.live.append((self.shown_at, float("inf")))
        self.picture = picture

    def was_live(self, since: float, until: float) -> bool:
        return any(begun <= since and until <= ended for begun, ended in self.live)

    async def watch(self) -> None:
        wire = await self.network.connect(self.name, "/display/dongcheng/live", {"authorization": f"Bearer {self.token}"})
        try:
            while True:
                frame = json.loads(await wire.heard(STALE))
                self.tries = 0
                if "html" in frame:
                    self.shows(frame["html"])
                    self.calls |= calls_in(frame["html"])
                elif "lost" in frame:
                    self.loses()
        finally:
            wire.hang_up()


CALL = re.compile(r'data-call="([^"]+)"|&#34;id&#34;: ?&#34;([^&]+)&')
"""A call that is shown, and one that is to be spoken."""


def calls_in(picture: str) -> set[str]:
    return {shown or spoken for shown, spoken in CALL.findall(picture)}
