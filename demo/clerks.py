"""Clerks: each opens a counter, calls, serves and finishes, and meets what clerks meet."""

import asyncio
from contextlib import suppress

from app.hall.plan import MINUTE, CounterPlan, Plan
from demo.pace import Pace
from demo.till import Refused, Shape, Till


class Clerk:
    def __init__(self, plan: Plan, counter: CounterPlan, pace: Pace, desk: Till, greeter: Till) -> None:
        self._plan, self._counter, self._pace, self._desk, self._greeter = plan, counter, pace, desk, greeter

    async def work(self) -> None:
        await self._pace.minutes(self._pace.random.uniform(0, 2))
        await self._press("open", staff=str(1000 + self._counter.number))
        while True:
            try:
                await self._next()
            except Refused:
                await self._recover()

    async def _press(self, name: str, **body: object) -> Shape | None:
        return await self._desk.press(f"counters/{self._counter.number}/{name}", **body)

    async def _recover(self) -> None:
        """Something was not as this clerk thought: whatever is in hand goes on hold for a moment, and work begins anew."""
        for name in ("hold", "open"):
            with suppress(Refused):
                await self._press(name)
        await asyncio.sleep(1)

    async def _next(self) -> None:
        ticket = await self._press("call-next", expected_current=None)
        if ticket is None:
            await self._pace.minutes(self._pace.random.uniform(0.2, 0.6))
        elif await self._came(ticket):
            await self._serve(ticket)
        if self._pace.once_in(40):
            await self._rest()

    async def _came(self, ticket: Shape) -> bool:
        """The customer walks up; some only after a second call, some not at all, and of those some come back."""
        await self._pace.minutes(self._pace.random.uniform(0.2, 0.7))
        if not self._pace.once_in(10):
            return True
        await self._press("recall")
        await self._pace.minutes(0.8)
        if self._pace.once_in(2):
            return True
        await self._press("no-show")
        if self._pace.once_in(3):
            await self._greeter.press(f"tickets/{ticket['number']}/rejoin")
        return False

    async def _serve(self, ticket: Shape) -> None:
        await self._press("start")
        minutes = self._pace.about(self._plan.service[ticket["service"]].typical / MINUTE)
        if self._pace.once_in(30):
            await self._pace.minutes(minutes / 3)
            await self._press("hold", minutes=self._pace.random.randint(1, 5))
        elif self._pace.once_in(25):
            await self._pace.minutes(minutes / 3)
            await self._press("transfer", service=self._pace.random.choice(self._counter.services))
        else:
            await self._pace.minutes(minutes)
            await self._press("finish")

    async def _rest(self) -> None:
        await self._press("pause", reason=self._plan.pause_reasons[0])
        await self._pace.minutes(self._pace.random.uniform(3, 8))
        await self._press("open")
