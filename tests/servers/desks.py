"""Two houses on one database, in this process, and what gets in their way."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

from app.desk import Desk
from app.engine import open_engine
from app.hall import decide
from app.log import Log
from app.wishes import Answer, Wish
from tests.house import Home, Place, home

D, N = "dongcheng", "nancheng"


@asynccontextmanager
async def two(place: Place, *halls: str, **settings: Any) -> AsyncIterator[tuple[Home, Home]]:
    """Both have these halls in memory, dongcheng if none is named."""
    async with AsyncExitStack() as open:
        one, other = [await open.enter_async_context(home(place.another(), **settings)) for _ in range(2)]
        for each in (one, other):
            for hall in halls or (D,):
                await each.house.desk.find(hall)
        yield one, other


def taking(hall: str) -> Wish:
    return Wish(
        hall,
        lambda state, now: decide.take(state, now, service="pay-bill", by="kiosk"),
        lambda state, facts, now: Answer(201, facts[0].number.encode()),
    )


@contextmanager
def held(place: Place, hall: str) -> Iterator[None]:
    """Somebody has the new hall in hand for longer than a server waits, as `yingbin move` may."""
    engine = open_engine(place.data.url)
    with Log(engine).write() as writing:
        writing.hold([hall], {hall: 2})
        yield
    engine.dispose()


def batches(desk: Desk) -> list[int]:
    """Grows with each batch from now on, by how many wishes it holds."""
    found: list[int] = []
    work = desk.writer.work

    def counted(jobs, wanted):  # type: ignore[no-untyped-def]
        found.append(len(jobs))
        return work(jobs, wanted)

    desk.writer.work = counted  # type: ignore[method-assign]
    return found


async def in_touch(*ones: Home) -> None:
    """The database is back for all of them."""
    async with asyncio.timeout(10):
        while not all(one.house.desk.in_touch for one in ones):
            await asyncio.sleep(0.05)
