"""The whole server is killed at random instants while eight kiosks ask it for tickets, and starts again on its directory."""

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.verify import verify_all
from tests.house import Place
from tests.servers.conftest import SERVICES
from tests.servers.crowd import History, Person, Told, history, kiosk
from tests.servers.day import log
from tests.servers.fleet import NO_SCRIPTS, Server, fleet

KIOSKS = 8
LIVES = 0.8
"""Seconds that a server lives at most once it answers."""


@dataclass
class ServerKilled:
    kills: int
    seed: int
    history: History
    again: int
    differences: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return self.history.clean and not self.differences

    def __str__(self) -> str:
        found = self.history
        return (
            f"kills of the server: {self.kills}, acknowledged {found.tickets}, asked again {self.again}, acknowledged"
            f" lost {found.lost}, doubled {found.doubled}, gaps {found.gaps} (seed {self.seed})"
        )


async def killing(server: Server, told: Told, kills: int, chance: random.Random) -> None:
    """At any moment: sometimes before it has begun to answer."""
    for _ in range(kills):
        if chance.random() < 0.8:
            await answers(told)
        await asyncio.sleep(chance.uniform(0, LIVES))
        server.kill()
        server.launch()
    await answers(told)


async def answers(told: Told) -> None:
    """Somebody has been told of another ticket."""
    before = len(told.issued)
    while len(told.issued) == before:
        await asyncio.sleep(0.01)


async def taking(place: Place, server: Server, kills: int, seed: int) -> tuple[History, Told]:
    told, token = Told(), place.tokens["integration"]
    meanwhile = asyncio.create_task(killing(server, told, kills, random.Random(seed)))
    async with httpx.AsyncClient(timeout=5) as http:
        kiosks = [
            kiosk(Person(http, [server.address], token, told), SERVICES, 1, random.Random(f"{seed} {n}"), meanwhile)
            for n in range(KIOSKS)
        ]
        await asyncio.gather(*kiosks, meanwhile)
        return history(await log(http, server.address, token), told), told


async def server_killed(place: Place, directory: Path, kills: int, seed: int, fault: str | None = None) -> ServerKilled:
    """`fault`: a known one, of `tests/servers/faults.py`."""
    with fleet(place, directory, 1, NO_SCRIPTS, fault) as (server,):
        found, told = await taking(place, server, kills, seed)
    differences = [str(one) for hall in verify_all(place.data.engine) for one in hall.differences]
    return ServerKilled(kills, seed, found, told.again, differences)
