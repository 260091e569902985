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


async def killing(server: Server, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0, LIVES))
        server.kill()
        await asyncio.to_thread(server.start)


async def taking(place: Place, server: Server, meanwhile: "asyncio.Task[None]", seed: int) -> tuple[History, Told]:
    told, token = Told(), place.tokens["integration"]
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
        meanwhile = asyncio.create_task(killing(server, kills, random.Random(seed)))
        found, told = await taking(place, server, meanwhile, seed)
    differences = [str(one) for hall in verify_all(place.data.engine) for one in hall.differences]
    return ServerKilled(kills, seed, found, told.again, differences)
