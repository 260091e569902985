"""Sixteen clerks and eight kiosks at one real server, all at once, and the history of what they asked and were answered."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from app.desk import Desk
from app.hall.events import TicketCalled, TicketTaken
from app.log import Log
from app.wishes import Answer, Wish
from tests.house import Place, run, server
from tests.servers.conftest import HALL
from tests.servers.day import Worked, worked


@contextmanager
def crowded(directory: Path) -> Iterator[tuple[Place, list[str]]]:
    """A hall of sixteen counters, and the address of its server, once for each half of the crowd."""
    place = Place.make(directory, (HALL,))
    with server(place) as address:
        yield place, [address, address]
    place.close()


def day(directory: Path, calls: int, seed: int) -> Worked:
    with crowded(directory) as (place, addresses):
        found: Worked = run(worked(place, addresses, calls, seed))
    return found


def figure(one: Worked, seed: int) -> str:
    told = one.history
    return (
        f"history: {told.calls} calls at one server by 16 clerks, {len(one.told.nobody)} times nobody waiting (false: "
        f"{told.false_nobody}), called twice {told.called_twice}, two at one counter {told.two_at_once}, lost {told.lost}, "
        f"doubled {told.doubled}, gaps in numbers and facts {told.gaps}, {one.seconds:.0f} s (seed {seed})"
    )


@contextmanager
def reads_then_writes() -> Iterator[None]:
    """The known fault: what is to happen is decided on what was read a moment ago."""
    real = Desk.do

    async def do(self: Desk, wish: Wish) -> Answer:
        facts = await self.read(wish.hall, lambda hall, now: list(wish.decide(hall, now)))
        await asyncio.sleep(0.002)
        return await real(self, replace(wish, decide=lambda hall, now: facts))

    with patch.object(Desk, "do", do):
        yield


def doubled(directory: Path, calls: int, seconds: float) -> dict[str, int]:
    """How many tickets were issued or called twice in such a crowd; who gets lost in the muddle is let go."""
    with crowded(directory) as (place, addresses):
        with suppress(AssertionError, TimeoutError, KeyError):
            run(asyncio.wait_for(worked(place, addresses, calls), seconds))
        found: dict[str, Counter[str]] = {"taken": Counter(), "called": Counter()}
        for recorded in Log(place.data.engine).since("dongcheng", 0):
            if isinstance(recorded.fact, TicketTaken | TicketCalled):
                found["taken" if isinstance(recorded.fact, TicketTaken) else "called"][recorded.fact.number] += 1
    return {kind: sum(count > 1 for count in numbers.values()) for kind, numbers in found.items()}
