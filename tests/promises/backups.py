"""Backups made while eight kiosks take tickets, each restored into a directory of its own, verified, served, and gone on with."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.database import open_data
from app.log import Log
from tests.cli.command import yingbin
from tests.house import Place, home
from tests.promises.disks import FILE, in_the_log, serving
from tests.servers.crowd import Person, Told, kiosk
from tests.servers.fleet import Server

KIOSKS = 8
EACH = 20
"""Tickets between two backups, at least."""
HALL = "dongcheng"
Copying = Callable[[Path, Path], list[str]]
"""From a data directory to a file; what went wrong."""


@dataclass
class BackedUp:
    """`lost`: tickets that were acknowledged before a backup began and aren't in it."""

    backups: int
    seed: int
    acknowledged: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.lost and not self.faults

    def __str__(self) -> str:
        return (
            f"backups under load: {self.backups}, acknowledged before they began {self.acknowledged}, of these lost {self.lost},"
            f" restored with faults {len(self.faults)} (seed {self.seed})"
        )


def backed_up(data: Path, file: Path) -> list[str]:
    said = yingbin("backup", "--data", data, file)
    return [said.err] if said.code else []


def file_copied(data: Path, file: Path) -> list[str]:
    """The known fault: the database's file without what SQLite has written beside it."""
    shutil.copy(data / FILE, file)
    return []


async def under_load(place: Place, server: Server, backups: int, seed: int, copying: Copying, found: BackedUp) -> list[Path]:
    """The files, as `before` has what was acknowledged when each of them was begun."""
    told, chance, files = Told(), random.Random(seed), []

    async def back_up() -> None:
        for n in range(backups):
            while len(told.issued) < EACH * (n + 1):
                await asyncio.sleep(0.1 * chance.random())
            before, file = {number for number, *_ in told.issued}, server.log.with_name(f"backup-{n}")
            found.faults += await asyncio.to_thread(copying, place.data.directory, file)
            kept = kept_in(file)
            found.acknowledged += len(before)
            found.lost += len(before - kept)
            files.append(file)

    meanwhile = asyncio.create_task(back_up())
    async with httpx.AsyncClient(timeout=20) as http:
        persons = [Person(http, [server.address], place.tokens["integration"], told) for _ in range(KIOSKS)]
        await asyncio.gather(
            *(kiosk(one, ["pay-bill"], 1, random.Random(f"{seed} {n}"), meanwhile) for n, one in enumerate(persons)), meanwhile
        )
    return files


def kept_in(file: Path) -> set[str]:
    """Nothing, if it is no whole database."""
    try:
        return set(in_the_log(file))
    except sqlite3.Error:
        return set()


async def gone_on_with(place: Place, file: Path) -> list[str]:
    """A new directory from the backup: a log of its own, in which the numbers go on."""
    directory = file.with_name(f"restored-{file.name}")
    directory.mkdir(mode=0o700)
    shutil.copy(place.data.directory / "secret.key", directory)
    restored, verified = yingbin("restore", "--data", directory, file), yingbin("verify", "--data", directory)
    if restored.code or verified.code:
        return [restored.err + verified.out + verified.err]
    data, issued = open_data(directory, None), in_the_log(directory / FILE)
    faults = []
    if Log(data.engine).epoch(HALL) == Log(place.data.engine).epoch(HALL):
        faults.append("the epoch is the same as before")
    async with home(Place(data, place.tokens)) as served:
        answer = await served.as_("integration").post("/tickets", service="pay-bill")
        if answer.json().get("number") != f"B{len(issued) + 1:03d}":
            faults.append(f"after {len(issued)} tickets: {answer.text[:200]}")
    data.engine.dispose()
    return faults


async def proved(place: Place, directory: Path, backups: int, seed: int, copying: Copying = backed_up) -> BackedUp:
    found = BackedUp(backups, seed)
    with serving(place, directory) as server:
        files = await under_load(place, server, backups, seed, copying, found)
    if copying is backed_up:
        for file in files:
            found.faults += await gone_on_with(place, file)
    return found
