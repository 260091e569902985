"""A clock that goes on when everybody waits for it: a week takes as long as its work, and the same seed makes the same week.

One person acts at a time. Who is woken at the same moment acts in the order in which they went to sleep.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from app.hall.day import Instant
from app.hall.plan import MINUTE

Meanwhile = Callable[[Instant], Awaitable[None]]


class Clock:
    def __init__(self, begins: Instant) -> None:
        self.now = begins
        self._due: list[tuple[Instant, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._asleep = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None

    def __call__(self) -> Instant:
        return self.now

    async def until(self, at: Instant) -> None:
        """The next event is somebody else's until then."""
        woken = self._alarm(at)
        self._asleep.set()
        await woken

    async def minutes(self, minutes: float) -> None:
        await self.until(self.now + round(minutes * MINUTE))

    def begin(self, life: Coroutine[Any, Any, None]) -> None:
        """Somebody comes, as soon as whoever acts now waits."""
        task = asyncio.create_task(self._live(life, self._alarm(self.now)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _alarm(self, at: Instant) -> "asyncio.Future[None]":
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._due, (max(at, self.now), next(self._order), woken))
        return woken

    async def _live(self, life: Coroutine[Any, Any, None], begun: "asyncio.Future[None]") -> None:
        await begun
        try:
            await life
        except Exception as failure:
            self._failure = failure
        self._asleep.set()

    async def run(self, meanwhile: Meanwhile, until: Instant) -> None:
        """Everybody's life up to then; `meanwhile` lets the hall's own time pass up to the next event."""
        while self._due and self._due[0][0] <= until and self._failure is None:
            at, _, woken = heapq.heappop(self._due)
            await meanwhile(at)
            self.now = max(self.now, at)
            self._asleep.clear()
            woken.set_result(None)
            await self._asleep.wait()
        self._due.clear()
        for task in self._tasks:
            task.cancel()
        if self._failure is not None:
            raise self._failure
        await meanwhile(until)
        self.now = max(self.now, until)
