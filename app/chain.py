"""The chain: every server tells of its halls in the database that all share, and reads there how the others are doing.

No hall comes into memory for it, and no command waits for it: what has changed is told beside the log every two seconds. If that
fails it is tried again; meanwhile the others see by the log's version that what they know is no longer the newest.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Collection

import structlog
from sqlalchemy import Engine

from app import summaries
from app.chain_reading import Reader, Reading
from app.desk import Desk
from app.engine import changing
from app.hall.day import Instant
from app.hall.refusals import Refusal, UnknownHall
from app.hall.rehearsal import is_rehearsal
from app.hall.state import Hall
from app.hall.summary import Summary, summary
from app.wishes import Unavailable

logger = structlog.get_logger()

EVERY = 2.0
"""Seconds between two tellings, and for which a reading of all halls is good enough."""
AT_ONCE = 10
"""Halls that are asked before others have a turn: 80 µs each, with twelve services."""
WRITTEN_AT_ONCE = 100
"""Halls of one transaction: 4 ms, for which SQLite lets nobody else write."""

Told = tuple[Summary, frozenset[str]]
"""How a hall is doing, and which others it names to its customers."""


def _told(hall: Hall, now: Instant) -> Told:
    return summary(hall), frozenset(near.hall for near in hall.plan.nearby if near.hall is not None)


class Chain:
    """Made and used on the event loop."""

    def __init__(self, desk: Desk, engine: Engine) -> None:
        self._desk, self._engine = desk, engine
        self._reader = Reader(engine, lambda: desk.clock())
        self._changed: set[str] = set()
        self._near: dict[str, frozenset[str]] = {}
        """The halls that each hall in memory names to its customers."""
        self._reading: tuple[float, Reading] | None = None
        self._one_reads = asyncio.Lock()
        self._going_on: asyncio.Task[None] | None = None
        self._trouble = False

    async def open(self) -> None:
        self._desk.opened.append(self._note)
        self._desk.told.append(self._hear)
        self._desk.gone.append(self._forget)
        for hall in self._desk.halls:
            self._note(hall)
        self._going_on = asyncio.create_task(self._keep_on())

    async def close(self) -> None:
        """What happened last is told too."""
        if self._going_on:
            self._going_on.cancel()
            await asyncio.gather(self._going_on, return_exceptions=True)
            if self._desk.in_touch:
                await self.tell()

    def _hear(self, heads: dict[str, int]) -> None:
        for hall in heads:
            self._note(hall)

    def _note(self, hall: str) -> None:
        if not is_rehearsal(hall):
            self._changed.add(hall)

    def _forget(self, hall: str) -> None:
        self._changed.discard(hall)
        self._near.pop(hall, None)

    async def _keep_on(self) -> None:
        while True:
            try:
                await self.tell()
                await self.meet()
            except Exception:  # the hall goes on without its chain
                logger.exception("chain_failed")
            await asyncio.sleep(EVERY)

    # ------------------------------------------------------------ telling
    async def tell(self) -> None:
        """Writes how the halls in memory are doing that have changed since; what can't be written now is tried again."""
        try:
            await self._tell()
            self._trouble = False
        except Unavailable as error:
            if not self._trouble:
                logger.warning("summaries_not_written", exc_info=error.__cause__ or error)
            self._trouble = True

    async def _tell(self) -> None:
        changed = self._changed & self._desk.writer.halls.keys()
        self._changed -= changed
        try:
            told = [told async for told in self._asked(sorted(changed))]
            for some in summaries.slices(told, WRITTEN_AT_ONCE):
                await asyncio.to_thread(self._write, some, self._desk.clock())
        except BaseException:  # also if the server stops in the middle of it
            self._changed |= changed
            raise

    async def _asked(self, halls: list[str]) -> AsyncIterator[Summary]:
        for some in summaries.slices(halls, AT_ONCE):
            for one, near in filter(None, await asyncio.gather(*map(self._ask, some))):
                self._near[one.door.hall] = near
                yield one
            await asyncio.sleep(0)

    async def _ask(self, hall: str) -> Told | None:
        """None: it has left meanwhile, or can't be asked now."""
        try:
            return await self._desk.read(hall, _told, wanted=False)
        except UnknownHall:
            return None
        except Refusal:
            self._changed.add(hall)
            return None

    def _write(self, told: list[Summary], at: Instant) -> None:
        with changing(self._engine) as connection:
            summaries.put(connection, told, at)

    # ------------------------------------------------------------ knowing
    async def all(self) -> Reading:
        """Every hall, as it was at most two seconds ago. Raises Unavailable."""
        async with self._one_reads:
            if self._reading is None or time.monotonic() - self._reading[0] > EVERY:
                self._reading = time.monotonic(), await asyncio.to_thread(self._reader.all)
            return self._reading[1]

    async def of(self, halls: Collection[str]) -> Reading:
        """Those of these halls that there are, as they are now. Raises Unavailable."""
        return await asyncio.to_thread(self._reader.of, halls)

    async def meet(self) -> None:
        """Lets the halls in memory know how those are doing that they name to their customers."""
        wanted = frozenset().union(*self._near.values())
        known = self._desk.writer.neighbours
        try:
            found = (await self.of(sorted(wanted))).halls if wanted else ()
        except Unavailable:
            return  # what is known grows old, and is told no more
        for gone in known.keys() - {one.hall for one in found}:
            del known[gone]
        known.update((one.hall, one.known) for one in found if one.known is not None)
