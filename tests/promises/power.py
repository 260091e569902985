"""The power is cut at random points: the disk then has what was synced, and of what was written since anything or nothing.

Eight clients take tickets of the product on a disk that remembers; the disk is rebuilt as it might have been at some moment, and
the product starts on it again.
"""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine

from app import engine as reaching
from app.database import Data, open_data
from app.hall.events import TicketTaken
from app.log import Log
from app.verify import verify_all
from tests.house import Place
from tests.promises.core import HALL, desk_on, taking
from tests.promises.recorder import Connection, Cut, Deleted, Recording, RecordingDisk, Step, Synced, Told, Wrote

CLIENTS = 8
TICKETS = 25
"""By client, in one recording."""
PAGES = 60
"""After so many pages SQLite carries its log over into the database: several times in one recording."""
SECTOR = 512
FILE = "yingbin.sqlite3"
SERVICES = ("open-account", "pay-bill")


# ------------------------------------------------------------ recording
@contextmanager
def recorded(recording: Recording, *, synchronous: str) -> Iterator[None]:
    """Databases that are opened meanwhile are opened on a disk that remembers."""
    disk = RecordingDisk(recording)

    def made(url: str, **options: Any) -> Engine:
        file = Path(url.removeprefix("sqlite:///"))
        return create_engine(url, creator=lambda: Connection(file, disk))

    def connected(connection: Any, record: Any) -> None:
        as_ever(connection, record)
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES}")

    as_ever = reaching._sqlite_connect
    with patch.object(reaching, "create_engine", made), patch.object(reaching, "_sqlite_connect", connected):
        yield


async def worked(directory: Path, recording: Recording, chance: random.Random) -> None:
    """`Told` is noted when the answer has come: all that it tells of must be on the disk by then."""
    data = open_data(directory, None)
    desk = desk_on(data)
    await desk.open()

    async def client(name: str) -> None:
        for n in range(TICKETS):
            key = f"{name}-{n}"
            answer = await desk.do(taking(key, SERVICES[len(key) % 2]))
            recording.note(Told(f"{key} {answer.body.decode()}"))
            if chance.random() < 0.5:
                await asyncio.sleep(0.01 * chance.random())

    await asyncio.gather(*(client(f"client{n}") for n in range(CLIENTS)))
    await desk.close()
    desk.log.close()
    data.engine.dispose()


# ------------------------------------------------------------ the disk as it might have been
@dataclass
class Disk:
    """`kept` is on the disk whatever happens; `since`, by file, what was asked of it after the last sync."""

    kept: dict[str, bytes]
    since: dict[str, list[Step]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        match step:
            case Wrote(file) | Cut(file):
                self.since.setdefault(file, []).append(step)
            case Synced(file):
                self.kept[file] = after(self.kept.get(file, b""), self.since.pop(file, []))
            case Deleted(file, surely):
                self.since.setdefault(file, []).append(step)
                if surely:
                    self.kept.pop(file, None)
                    self.since.pop(file, None)

    def at_a_power_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files: of what was not synced nothing came to the disk, or all, or some of it, in any order, even half of it."""
        found, how = dict(self.kept), chance.choice(("nothing", "all", "some", "some"))
        for file, steps in self.since.items():
            came = steps if how == "all" else [] if how == "nothing" else list(some(steps, chance))
            if came:
                found[file] = after(found.get(file, b""), came)
            if came and isinstance(came[-1], Deleted):
                del found[file]
        return found


def after(content: bytes, steps: Sequence[Step]) -> bytes:
    made = bytearray(content)
    for step in steps:
        match step:
            case Wrote(_, at, data):
                made.extend(bytes(max(0, at - len(made))))
                made[at : at + len(data)] = data
            case Cut(_, size):
                del made[size:]
                made.extend(bytes(size - len(made)))
            case Deleted():
                made.clear()
    return bytes(made)


def some(steps: Sequence[Step], chance: random.Random) -> Iterator[Step]:
    """A write comes to the disk in sectors, each for itself."""
    for step in steps:
        if not isinstance(step, Wrote):
            if chance.random() < 0.5:
                yield step
            continue
        whole = chance.random()
        for at in range(0, len(step.data), SECTOR):
            if whole < 0.4 or (whole < 0.7 and chance.random() < 0.5):
                yield Wrote(step.file, step.at + at, step.data[at : at + SECTOR])


# ------------------------------------------------------------ and the product on it
@dataclass
class PowerCuts:
    states: int
    seed: int
    synchronous: str
    acknowledged: int = 0
    lost: int = 0
    states_that_lost: int = 0
    changed: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.changed or self.differences)

    def __str__(self) -> str:
        return (
            f"power cuts: {self.states} with synchronous={self.synchronous}, acknowledged {self.acknowledged}, acknowledged lost"
            f" {self.lost} (in {self.states_that_lost} states), answered otherwise {self.changed}, not verified"
            f" {len(self.differences)} (seed {self.seed})"
        )


def power_cut(room: Path, states: int, recordings: int, seed: int, synchronous: str = "FULL") -> PowerCuts:
    """`room`: an empty directory. So many states of the disk, of so many recordings."""
    chance, found = random.Random(seed), PowerCuts(states, seed, synchronous)
    for number in range(recordings):
        directory, recording = room / str(number), Recording()
        Place.make(directory).close()
        kept = {FILE: (directory / FILE).read_bytes()}
        with recorded(recording, synchronous=synchronous):
            asyncio.run(worked(directory, recording, chance))
        points = sorted(chance.sample(range(len(recording.steps)), states // recordings))
        for point, disk, told in moments(kept, recording.steps, points):
            started(directory, disk.at_a_power_cut(random.Random(f"{seed} {number} {point}")), told, found)
    return found


def moments(kept: dict[str, bytes], steps: Sequence[Step], points: Sequence[int]) -> Iterator[tuple[int, Disk, list[str]]]:
    disk, told, cuts = Disk(kept), [], set(points)
    for number, step in enumerate(steps):
        if isinstance(step, Told):
            told.append(step.what)
        else:
            disk.take(step)
        if number in cuts:
            yield number, disk, told


def started(directory: Path, files: dict[str, bytes], told: list[str], found: PowerCuts) -> None:
    """The product on this disk: it has all that was told, answers it again, and goes on."""
    with tempfile.TemporaryDirectory(dir=room_in_memory()) as name:
        there = Path(name)
        shutil.copy(directory / "secret.key", there)
        for file, content in files.items():
            (there / file).write_bytes(content)
        data = open_data(there, None)
        issued = {f"{fact.by} {fact.day} {fact.number}" for fact in tickets(data.engine)}
        lost = [what for what in told if what not in issued]
        found.acknowledged += len(told)
        found.lost += len(lost)
        found.states_that_lost += bool(lost)
        if not lost:
            found.changed += asyncio.run(asked_again(data, told))
        found.differences += [str(one) for hall in verify_all(data.engine) for one in hall.differences]
        data.engine.dispose()


def tickets(engine: Engine) -> list[TicketTaken]:
    return [recorded.fact for recorded in Log(engine).since(HALL, 0) if isinstance(recorded.fact, TicketTaken)]


async def asked_again(data: Data, told: list[str]) -> int:
    """How many of the last that were told are answered otherwise now; a new ticket must be had too."""
    desk, changed = desk_on(data), 0
    await desk.open()
    for what in told[-3:]:
        key, _, answer = what.partition(" ")
        again = await desk.do(taking(key, SERVICES[len(key) % 2]))
        changed += again.body.decode() != answer
    before = len(tickets(data.engine))
    await desk.do(taking("new", "pay-bill"))
    changed += len(tickets(data.engine)) != before + 1
    await desk.close()
    desk.log.close()
    return changed


def room_in_memory() -> Path | None:
    """Where files cost no disk: the states are many, and nobody cuts the power of the test itself."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() else None
