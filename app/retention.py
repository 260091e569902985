"""What is personal goes when its time is over: phone numbers by the hall's retention; notes, names and the secrets of phone
pages, and answers that tell of these, by the server's. What an older version kept open is closed first."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from app.claims import Claims
from app.desk import Desk
from app.erasing import About, Erasing
from app.hall.day import Instant
from app.hall.refusals import Refusal, UnknownHall
from app.personal import Strongbox

logger = structlog.get_logger()

CLAIM = "retention"
FIRST, EVERY = 5.0, 600.0
"""Seconds after the start, and between two sweeps: so much longer than its hall says a phone number is stored at most."""
REST = 0.02
"""Seconds between two transactions."""
ANSWERS = 2
"""Days after their own for which answers to commands are kept: the interface promises it through the next business day."""


def first_kept(now: Instant, days: int) -> str:
    """The first business day whose rows stay: so many days after it must be over by any hall's clock, and the last clock's
    date ends half a day after UTC's."""
    return str(datetime.fromtimestamp(now // 1000, UTC).date() - timedelta(days=days + 1))


class Eraser:
    """One server of those that share a database does this at a time."""

    def __init__(self, desk: Desk, claims: Claims, strongbox: Strongbox, days: int) -> None:
        self._desk, self._claims, self._days = desk, claims, days
        self._erasing = Erasing(desk.log.engine, strongbox)
        self._task: asyncio.Task[None] | None = None
        self._traces = False
        """Something was erased that may still lie in the write-ahead log."""

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
            await self._close_open()
            for hall in await asyncio.to_thread(self._desk.log.halls):
                with suppress(Refusal):
                    gone += await self._of_hall(hall)
            await self.leave_no_trace(gone > 0)
        finally:
            await asyncio.to_thread(self._claims.give_back, CLAIM)
        return gone

    async def leave_no_trace(self, something: bool = True) -> None:
        """`something` was erased just now."""
        self._traces |= something
        if self._traces and await asyncio.to_thread(self._erasing.leave_no_trace):
            self._traces = False

    async def _close_open(self) -> None:
        while await asyncio.to_thread(self._erasing.close_open):
            self._traces = True
            await asyncio.sleep(REST)

    async def _of_hall(self, hall: str) -> int:
        now, gone, after = self._desk.clock(), 0, 0
        gone += await asyncio.to_thread(self._erasing.erase_answers, hall, first_kept(now, ANSWERS))
        while rows := await asyncio.to_thread(self._erasing.due, hall, first_kept(now, self._days), after):
            owed = await self._promised(
                hall, {(row.day, row.number) for row in rows if (row.box, row.note, row.customer) != (None, None, None)}
            )
            gone += await asyncio.to_thread(self._erasing.erase, hall, rows, owed)
            after = rows[-1].seq
            await asyncio.sleep(REST)
        return gone + await self._phones_of(hall, now)

    async def _phones_of(self, hall: str, now: Instant) -> int:
        gone, after = 0, 0
        while given := await asyncio.to_thread(self._erasing.phones, hall, after):
            retention = await self._desk.read(hall, lambda state, now: state.plan.retention, wanted=False)
            old = [one for one in given if one.at + retention <= now]
            owed = await self._promised(hall, {one.about for one in old})
            leave = [one for one in old if one.about not in owed]
            if leave:
                gone += await asyncio.to_thread(self._erasing.erase_phones, hall, leave)
            if len(old) < len(given):  # the rest are younger
                break
            after = given[-1].row.seq
            await asyncio.sleep(REST)
        return gone

    async def _promised(self, hall: str, noted: Collection[About]) -> set[About]:
        """What is still needed to keep a promise: whom to call, and about what."""
        if not noted:
            return set()
        with suppress(UnknownHall):
            return await self._desk.read(
                hall,
                lambda state, now: {about for about in noted if state.owes(about)},
                wanted=False,
            )
        return set()
