"""What is personal goes when its time is over: notes, names and the secrets of phone pages, and answers that tell of these."""

import asyncio
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, delete, select, update

from app import tables
from app.claims import Claims
from app.desk import Desk
from app.engine import changing, reading
from app.hall.day import Instant
from app.hall.refusals import Refusal, UnknownHall

logger = structlog.get_logger()

CLAIM = "retention"
FIRST, EVERY = 60.0, 6 * 3600.0
"""Seconds after the start, and between two sweeps."""
PAGE = 500
"""Rows that go in one transaction: on SQLite the desk waits meanwhile, some milliseconds."""
REST = 0.02
"""Seconds between two transactions."""
ANSWERS = 2
"""Days after their own for which answers to commands are kept: the interface promises it through the next business day."""

About = tuple[str, str]
"""Day, and the number or the walk."""


def first_kept(now: Instant, days: int) -> str:
    """The first business day whose rows stay: so many days after it must be over by any hall's clock, and the last clock's
    date ends half a day after UTC's."""
    return str(datetime.fromtimestamp(now // 1000, UTC).date() - timedelta(days=days + 1))


class Eraser:
    """One server of those that share a database does this at a time."""

    def __init__(self, desk: Desk, claims: Claims, days: int) -> None:
        self._desk, self._claims, self._days = desk, claims, days
        self._engine = desk.log.engine
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._task = asyncio.create_task(self._keep())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _keep(self) -> None:
        await asyncio.sleep(FIRST)
        while True:
            try:
                if gone := await self.sweep():
                    logger.info("erased", rows=gone, days=self._days)
            except Exception as error:  # tried again next time
                logger.warning("not_erased", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def sweep(self) -> int:
        """How many rows have gone. A hall that can't be had now is left for the next sweep."""
        if not await asyncio.to_thread(self._claims.take, CLAIM):
            return 0
        gone = 0
        try:
            for hall in await asyncio.to_thread(self._desk.log.halls):
                with suppress(Refusal):
                    gone += await self._of_hall(hall)
        finally:
            await asyncio.to_thread(self._claims.give_back, CLAIM)
        return gone

    async def _of_hall(self, hall: str) -> int:
        now, gone, after = self._desk.clock(), 0, 0
        gone += await asyncio.to_thread(self._erase_answers, hall, first_kept(now, ANSWERS))
        while rows := await asyncio.to_thread(self._due, hall, first_kept(now, self._days), after):
            noted = {(row.day, row.number) for row in rows if row.note is not None or row.customer is not None}
            owed = await self._promised(hall, noted) if noted else set()
            gone += await asyncio.to_thread(self._erase, hall, rows, owed)
            after = rows[-1].seq
            await asyncio.sleep(REST)
        return gone

    async def _promised(self, hall: str, noted: Collection[About]) -> set[About]:
        """What is still needed to keep a promise: whom to call, and about what."""
        with suppress(UnknownHall):
            return await self._desk.read(
                hall,
                lambda state, now: {about for about in noted if any(one.notes(about) for one in state.follow_ups.values())},
                wanted=False,
            )
        return set()

    # ------------------------------------------------------------ in a thread
    def _due(self, hall: str, kept: str, after: int) -> list[Any]:
        """The oldest first; the first that is young enough ends it, for the days of a log follow each other."""
        row = tables.personal.c
        wanted = select(row.seq, row.day, row.number, row.note, row.customer, row.secret)
        with reading(self._engine) as connection:
            found = list(connection.execute(wanted.where(row.hall == hall, row.seq > after).order_by(row.seq).limit(PAGE)))
        return [one for one in found if one.day < kept]

    def _erase(self, hall: str, rows: Iterable[Any], owed: Collection[About]) -> int:
        """The rows go; of those that are owed only the secret."""
        row = tables.personal
        stay = [one.seq for one in rows if (one.day, one.number) in owed and one.secret is not None]
        leave = [one.seq for one in rows if (one.day, one.number) not in owed]
        with changing(self._engine) as connection:
            _prepare(connection, hall)
            connection.execute(update(row).where(row.c.hall == hall, row.c.seq.in_(stay)).values(secret=None))
            connection.execute(delete(row).where(row.c.hall == hall, row.c.seq.in_(leave)))
        return len(leave) + len(stay)

    def _erase_answers(self, hall: str, kept: str) -> int:
        """A day that begins takes those of the day before yesterday with it; a hall in which none begins would keep them."""
        row = tables.commands
        with reading(self._engine) as connection:
            oldest = connection.execute(select(row.c.day).where(row.c.hall == hall).order_by(row.c.seq).limit(1)).scalar()
        if oldest is None or oldest >= kept:
            return 0
        with changing(self._engine) as connection:
            _prepare(connection, hall)
            return connection.execute(delete(row).where(row.c.hall == hall, row.c.day < kept)).rowcount


def _prepare(connection: Connection, hall: str) -> None:
    """Nobody moves the hall meanwhile; in a SQLite file what is deleted is written over."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.execute(select(tables.halls.c.id).where(tables.halls.c.id == hall).with_for_update())
