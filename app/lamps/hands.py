"""The lamps of the halls in memory. Of several servers one has a hall's lamps in hand; when it dies another takes them."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog

from app.claims import Claims
from app.desk import Desk
from app.hall.day import Instant
from app.hall.lamps import Light, counters_of, light
from app.hall.plan import Lamp
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.lamps.sending import line_to
from app.lamps.told import Told
from app.wishes import Unavailable

EVERY = 5.0
"""Seconds between two tries to get hold of a hall's lamps, and for which it is believed that they still are in hand."""
AT_ONCE = 8
"""Lamps that are told at the same time; one that doesn't answer holds a thread for 3 s."""
Lights = dict[Lamp, dict[int, Light]]
logger = structlog.get_logger()


def lights(hall: Hall, now: Instant) -> Lights:
    return {lamp: {n: light(hall, n) for n in counters_of(hall, lamp)} for lamp in hall.plan.lamps}


@dataclass
class Lamps:
    """Made and used on the event loop. A listener of the desk only marks the hall: no call waits for a lamp."""

    desk: Desk
    claims: Claims
    secret: bytes | None
    _told: dict[str, dict[Lamp, Told]] = field(default_factory=dict)
    _confirmed: dict[str, float] = field(default_factory=dict)
    _news: set[str] = field(default_factory=set)
    _with_lamps: set[str] = field(default_factory=set)
    """Halls in memory that have lamps, whoever has them in hand."""

    async def open(self) -> None:
        self._stir, self._threads = asyncio.Event(), ThreadPoolExecutor(AT_ONCE, "lamp")
        self.desk.opened.append(self._mark)
        self.desk.told.append(self._hear)
        self.desk.gone.append(self._mark)
        self._going_on = asyncio.create_task(self._keep_on())

    async def close(self) -> None:
        self._going_on.cancel()
        await asyncio.gather(self._going_on, return_exceptions=True)
        for hall in list(self._told):
            await self._put_down(hall)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _hear(self, heads: dict[str, int]) -> None:
        for hall in heads:
            self._mark(hall)

    def _mark(self, hall: str) -> None:
        self._news.add(hall)
        self._stir.set()

    async def _keep_on(self) -> None:
        while True:
            try:
                async with asyncio.timeout(EVERY):
                    await self._stir.wait()
            except TimeoutError:
                self._news |= self._with_lamps  # another server may have let them go, or has taken them
            self._stir.clear()
            news, self._news = self._news, set()
            for hall in news:
                try:
                    await self._look(hall)
                except Exception:  # the hall goes on without its lamps
                    logger.exception("lamps_failed", hall=hall)

    async def _look(self, hall: str) -> None:
        found = await self._lights(hall)
        if not found:
            self._with_lamps.discard(hall)
            return await self._put_down(hall)
        self._with_lamps.add(hall)
        if not await self._in_hand(hall):
            return await self._put_down(hall)
        mine = self._told.setdefault(hall, {})
        for lamp in mine.keys() - found.keys():
            await mine.pop(lamp).close()
        for lamp, shown in found.items():
            if lamp not in mine:
                mine[lamp] = Told(hall, lamp, line_to(lamp, self.secret), self._threads)
            mine[lamp].show(shown)
        return None

    async def _lights(self, hall: str) -> Lights:
        """None of them: the hall has left memory, or has no lamps."""
        if hall not in self.desk.writer.halls:
            return {}
        try:
            return await self.desk.read(hall, lights, wanted=False)
        except Refusal:
            return {}

    async def _in_hand(self, hall: str) -> bool:
        """Asked again and again: a claim is lost with the connection that has it."""
        now = time.monotonic()
        if hall in self._told and now - self._confirmed[hall] < EVERY:
            return True
        self._confirmed[hall] = now
        try:
            return await asyncio.to_thread(self.claims.take, f"lamps {hall}")
        except Unavailable:
            return False

    async def _put_down(self, hall: str) -> None:
        mine = self._told.pop(hall, None)
        self._confirmed.pop(hall, None)
        if mine is None:
            return
        for told in mine.values():
            await told.close()
        try:
            await asyncio.to_thread(self.claims.give_back, f"lamps {hall}")
        except Unavailable:  # whoever has lost the database has lost the claim
            return
