"""The core is killed at random instants while eight clients take tickets. Who gets no answer asks again with the same key."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.database import open_data
from app.hall.events import TicketTaken
from app.hall.ticket import number
from app.log import Log
from app.verify import verify_all
from tests.promises.core import HALL

CLIENTS = 8
SERVICES = ("open-account", "pay-bill")
LIVES = 0.05
"""Seconds that a core lives at most after it has answered somebody."""
STARTS = 0.1
"""Seconds that it lives at most, its start included, in one of five lives."""
A_DAY = 50
"""Kills, after which the next business day begins: the end of a day is in it, and no day grows long."""
GIVE_UP = 30.0
"""Seconds without an answer after which something is wrong."""
ROOT = Path(__file__).parents[2]


@dataclass
class Killed:
    """What came of it. `changed`: a key asked again got another answer than before. `differences`: of `yingbin verify`."""

    kills: int
    seed: int
    acknowledged: int = 0
    again: int = 0
    lost: int = 0
    doubled: int = 0
    changed: int = 0
    gaps: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.changed or self.gaps or self.differences)

    def __str__(self) -> str:
        return (
            f"kills: {self.kills}, acknowledged {self.acknowledged}, asked again {self.again}, acknowledged lost {self.lost},"
            f" doubled {self.doubled}, answered otherwise {self.changed}, gaps {self.gaps} (seed {self.seed})"
        )


@dataclass
class Client:
    """Takes one ticket after the other, and sometimes asks for one of its last ones again."""

    name: str
    socket: Path
    chance: random.Random
    answered: asyncio.Event
    """Set with each answer, for whoever wants to know that the core lives."""
    told: dict[str, str] = field(default_factory=dict)
    again: int = 0
    changed: int = 0
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def take(self, over: asyncio.Event) -> None:
        while not over.is_set():
            key = f"{self.name}-{len(self.told)}"
            self.told[key] = await self._ask(key)
            if self.chance.random() < 0.1:
                earlier = self.chance.choice(list(self.told)[-20:])
                self.changed += await self._ask(earlier) != self.told[earlier]

    async def _ask(self, key: str) -> str:
        service = SERVICES[len(key) % 2]
        async with asyncio.timeout(GIVE_UP):
            while not (answer := await self._once(key, service)):
                self.again += 1
                await asyncio.sleep(0.01)
        return answer

    async def _once(self, key: str, service: str) -> str:
        """Empty: the core is not there, or has gone."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_unix_connection(self.socket)
            reader, writer = self._streams
            writer.write(f"{key} {service}\n".encode())
            answer = (await reader.readline()).decode()
        except OSError:
            answer = ""
        if not answer.endswith("\n"):
            self._streams = None
            return ""
        self.answered.set()
        return answer.strip()


class Cores:
    """Cores one after the other on one directory."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process, self._core = process, 0

    async def start(self, days: int = 0) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{days}\n".encode())
        self._core = int(await self._process.stdout.readline())

    def kill(self) -> None:
        os.kill(self._core, signal.SIGKILL)


@asynccontextmanager
async def cores(directory: Path, socket: Path, fault: str | None) -> AsyncIterator[Cores]:
    program = (sys.executable, "-m", "tests.promises.core", directory, socket, *([fault] if fault else []))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*program, stdin=pipe, stdout=pipe, cwd=ROOT)
    try:
        yield Cores(process)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


async def killed(directory: Path, kills: int, seed: int, fault: str | None = None) -> Killed:
    """`directory`: a data directory with the hall. `fault`: one of the core's."""
    chance, over, answered, socket = random.Random(seed), asyncio.Event(), asyncio.Event(), directory / "core"
    clients = [Client(f"client{n}", socket, random.Random(f"{seed} {n}"), answered) for n in range(CLIENTS)]
    async with cores(directory, socket, fault) as core:
        taking = [asyncio.create_task(client.take(over)) for client in clients]
        for kill in range(kills):
            await core.start(kill // A_DAY)
            answered.clear()
            starting = chance.random() < 0.2
            if not starting:
                await asyncio.wait_for(answered.wait(), GIVE_UP)
            await asyncio.sleep(chance.uniform(0, STARTS if starting else LIVES))
            core.kill()
        await core.start(kills // A_DAY)
        over.set()
        await asyncio.gather(*taking)
    return judged(directory, clients, Killed(kills, seed))


def judged(directory: Path, clients: list[Client], found: Killed) -> Killed:
    """What the log says of what the clients were told. Each of them has been answered to all that it asked."""
    told = {key: answer for client in clients for key, answer in client.told.items()}
    engine = open_data(directory, None).engine
    taken = [recorded.fact for recorded in Log(engine).since(HALL, 0) if isinstance(recorded.fact, TicketTaken)]
    did: dict[str, list[str]] = defaultdict(list)
    counts: Counter[tuple[str, str]] = Counter()
    for fact in taken:
        did[fact.by].append(f"{fact.day} {fact.number}")
        counts[fact.day, fact.number[0]] += 1
        found.gaps += fact.number != number(fact.number[0], counts[fact.day, fact.number[0]])
    found.acknowledged = len(told)
    found.again, found.changed = sum(client.again for client in clients), sum(client.changed for client in clients)
    found.lost = sum(answer not in did[key] for key, answer in told.items())
    found.doubled = sum(len(issued) > 1 for issued in did.values())
    found.differences = [str(one) for hall in verify_all(engine) for one in hall.differences]
    engine.dispose()
    return found
