"""A whole hall simulated: one server, its kiosks, clerks, listeners and TVs, on a network that loses and doubles what they send.

The server is the product itself. It is killed at the boundaries of commits and in between, and started again. One seed is one
run: the same seed gives the same trace.
"""

import asyncio
import hashlib
import random
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from structlog.testing import capture_logs

from app.hall.state import Hall
from display_ui.routes import LOBBY
from shared_ui.picture import Place, render
from tests.promises.network import Network, Weather
from tests.promises.people import Clerk, Greeter, Kiosk, Known, Listener, Tv
from tests.promises.referee import Referee
from tests.promises.server import Crashes, Durable, SimulatedServer, founded
from tests.promises.virtual import BEGINS, VirtualLoop, virtual_time

TVS = 0.1
"""The share of days with a lobby TV: drawing its pictures takes as long as all else."""
SEEN = 9.5
"""Seconds for which a call stays on a lobby TV whatever becomes of it."""
WITHIN = 5.0
"""Seconds in which every screen must show the server's state once network and server are well."""


@dataclass
class Run:
    """What came of one seed."""

    seed: int
    wrong: list[str]
    trace: list[str]
    tickets: int = 0
    calls: int = 0
    kills: int = 0
    again: int = 0

    @property
    def print(self) -> str:
        return hashlib.blake2b("\n".join(self.trace).encode(), digest_size=8).hexdigest()


@dataclass
class World:
    loop: VirtualLoop
    seed: int
    known: Known = field(default_factory=Known)
    durable: Durable = field(default_factory=Durable)
    kills: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.founded = founded()
        self.data = self.founded.copy()
        self.crashes = Crashes(random.Random(f"{self.seed} crashes"), self.chance.choice([0, 1, 2, 4]))
        self.network = Network(self.loop, self.seed, Weather.of(self.chance))
        tokens = self.founded.tokens
        staff = (tokens["integration"], self.network, self.known)
        self.kiosks = [Kiosk(f"kiosk {n}", *staff) for n in (1, 2)]
        self.clerks = [Clerk(f"clerk {n}", *staff) for n in (1, 2, 3)]
        for n, clerk in enumerate(self.clerks, 1):
            clerk.counter = n
        self.greeter = Greeter("greeter", *staff)
        self.listeners = [
            Listener("display", tokens["display"], self.network, self.known),
            Listener("integration", *staff),
        ]
        self.tvs = [Tv("tv", tokens["display"], self.network, self.known)] if self.chance.random() < TVS else []
        self.customers = self.chance.choice([2, 3, 3, 4, 8])

    # ------------------------------------------------------------ the server
    def start(self) -> None:
        if self.network.server is None:
            self.network.server = SimulatedServer(self.loop, self.data, self.crashes, self.durable, self._died, self.known.wrong)

    def _died(self) -> None:
        self.kills += 1
        self.network.server = None
        self.known.trace.append(f"{self.loop.time():.6f} the server dies at {self.durable.head}")
        for wire in self.network.wires:
            self.network.later(0, wire.server_died if self.chance.random() < 0.7 else wire.fall_silent)
        self.network.later(self.chance.uniform(0.2, 6.0), self.start)

    async def _kill_now_and_then(self) -> None:
        for _ in range(self.chance.choice([0, 0, 1, 3])):
            await asyncio.sleep(self.chance.uniform(2.0, 20.0))
            if self.network.server is not None:
                self.network.server.kill()

    # ------------------------------------------------------------ a day
    async def day(self) -> Run:
        self.start()
        watching = [asyncio.create_task(one.work()) for one in (*self.listeners, *self.tvs)]
        killer = asyncio.create_task(self._kill_now_and_then())
        working = [asyncio.create_task(one.work()) for one in (*self.clerks, self.greeter)]
        await asyncio.gather(*(kiosk.work(self.customers) for kiosk in self.kiosks))
        self.known.closing = True
        await asyncio.gather(*working)
        await self._all_is_well(killer)
        run = await self._judged()
        for task in (*watching, killer):
            task.cancel()
        return run

    async def _all_is_well(self, killer: "asyncio.Task[None]") -> None:
        """Nothing breaks any more; after a while every screen must show what is."""
        killer.cancel()
        self.crashes.left = 0
        self.network.weather = replace(self.network.weather, lost=0.0, twice=0.0, breaks=0.0, delay=0.002)
        while self.network.server is None:
            await asyncio.sleep(0.1)
        await self.network.server.ready
        for listener in self.listeners:  # a TV finds out by itself, and in time
            if listener.wire is not None and not listener.wire.well:
                listener.wire.closed()
        until, still = self.loop.time() + WITHIN, 0
        while still < 3 and self.loop.time() < until:
            await asyncio.sleep(0.2)
            still = still + 1 if self._all_show_it(self.network.server) else 0

    def _all_show_it(self, server: SimulatedServer) -> bool:
        hall = server.house.desk.writer.halls.get("dongcheng")
        listeners = all(one.follower.since == self.durable.head for one in self.listeners)
        return hall is not None and listeners and all(tv.picture in self._pictures(tv, hall) for tv in self.tvs)

    def _pictures(self, tv: Tv, hall: Hall) -> Iterator[str]:
        """What the TV may show: nothing that has happened since it was drawn would change it. What it was given may have been
        drawn for another screen before, in the same slot of time."""
        place = Place(LOBBY, "dongcheng", None)
        yield render(place, hall, int((BEGINS + self.loop.time()) * 1000), {})
        drawn = int((BEGINS + tv.shown_at) * 1000)
        slot = place.slot(drawn)[0]
        while place.slot(drawn)[0] == slot:
            yield render(place, hall, drawn, {})
            drawn -= 100

    async def _judged(self) -> Run:
        server = self.network.server
        assert server is not None
        wrong = self.known.wrong
        facts = [recorded.fact for recorded in server.house.log.since("dongcheng", 0)]
        referee = Referee(server.house.log.load("dongcheng").plan).read(facts)
        wrong += referee.wrong
        live = await server.house.desk.read("dongcheng", lambda hall, now: hall)
        self._tickets(referee, live, wrong)
        fresh = await self.listeners[0].fresh()
        for listener in self.listeners:
            self._listener(listener, referee, fresh, len(facts), wrong)
        for tv in self.tvs:
            self._tv(tv, live, wrong)
        wrong += [f"it failed: {failure}" for failure in self.loop.failures]
        trace = sorted(self.known.trace, key=lambda line: (float(line.partition(" ")[0]), line))
        again = sum(one.again for one in (*self.kiosks, *self.clerks, self.greeter))
        return Run(self.seed, wrong, trace, len(referee.model.slips), len(referee.calls), self.kills, again)

    def _tickets(self, referee: Referee, live: Hall, wrong: list[str]) -> None:
        """Promises 1, 2 and 4."""
        issued = {slip.number: slip for slip in referee.model.slips}
        told = self.known.taken
        wrong += [f"{number} was acknowledged and is lost" for number in told.values() if number not in issued]
        if len(set(told.values())) != len(told) or len(issued) != self.known.wished:
            wrong.append(f"{self.known.wished} tickets were wished for, {len(told)} acknowledged, {len(issued)} issued")
        states = {ticket.number: ticket.state.value for ticket in live.everyone()}
        if states != {number: slip.state for number, slip in issued.items()}:
            wrong.append(f"the hall knows other tickets than its log: {states}")

    def _listener(self, one: Listener, referee: Referee, fresh: object, head: int, wrong: list[str]) -> None:
        """Promises 7 and 8."""
        seqs, name = one.follower.seqs, one.name
        if seqs != list(range(one.starts_at + 1, head + 1)):
            wrong.append(f"the events of {name} have gaps or repetitions, or end before {head}: {seqs}")
        if one.follower.resets != ["new"]:
            wrong.append(f"{name} had to begin anew: {one.follower.resets}")
        if one.follower.tickets != fresh:
            wrong.append(f"{name} shows {one.follower.tickets}, and the server {fresh}")
        if one.announced != [call for call, seq in referee.calls.items() if seq > one.starts_at]:
            wrong.append(f"{name} missed or repeated calls: {one.announced}, {referee.calls}")

    def _tv(self, tv: Tv, live: Hall, wrong: list[str]) -> None:
        if tv.picture not in self._pictures(tv, live):
            wrong.append(f"the TV shows another hall: {tv.picture}")
        for call in live.calls:
            at = call.at / 1000 - BEGINS
            newer = [one for one in live.calls if one.number == call.number and call.at < one.at < call.at + SEEN * 1000]
            if call.id not in tv.calls and tv.was_live(at, at + SEEN) and not newer:
                wrong.append(f"the TV never showed the call {call}, and was live: {tv.live}")


def run(seed: int, fault: AbstractContextManager[object] | None = None) -> Run:
    """One day. `fault`: one that is known, and put in."""
    with virtual_time() as loop, fault or nullcontext(), capture_logs() as lines:
        world = World(loop, seed)
        found = loop.run_until_complete(world.day())
    found.wrong += [f"the server said {line}" for line in lines if line["log_level"] in ("error", "critical")]
    return found


@dataclass
class Runs:
    """What came of many."""

    seeds: range
    wrong: dict[int, list[str]] = field(default_factory=dict)
    tickets: int = 0
    calls: int = 0
    kills: int = 0
    again: int = 0

    @classmethod
    def of(cls, seeds: range) -> "Runs":
        found = cls(seeds)
        for seed in seeds:
            one = run(seed)
            found.tickets, found.calls = found.tickets + one.tickets, found.calls + one.calls
            found.kills, found.again = found.kills + one.kills, found.again + one.again
            if one.wrong:
                found.wrong[seed] = one.wrong[:3]
        return found

    def __add__(self, other: "Runs") -> "Runs":
        both = range(self.seeds.start, other.seeds.stop), self.wrong | other.wrong
        sums = ((getattr(self, name) + getattr(other, name)) for name in ("tickets", "calls", "kills", "again"))
        return Runs(*both, *sums)

    @property
    def figure(self) -> str:
        return (
            f"world: {len(self.seeds)} days, {self.tickets} tickets, {self.calls} calls, {self.kills} kills,"
            f" {self.again} commands asked again, days that broke a promise: {len(self.wrong)} (seeds from {self.seeds.start})"
        )
