"""Customers: they come as a Poisson process that follows the day, most of them to the kiosk, important ones to the greeter."""

import asyncio
from contextlib import suppress

from app.hall.plan import MINUTE, Plan
from demo.pace import Pace
from demo.till import Refused, Till

LOAD = 0.85
"""How much of the counters' time an ordinary hour takes."""


class Customers:
    def __init__(self, plan: Plan, pace: Pace, kiosk: Till, greeter: Till) -> None:
        self._plan, self._pace, self._kiosk, self._greeter = plan, pace, kiosk, greeter
        self._weights = [MINUTE / service.typical for service in plan.services]
        self._errands: set[asyncio.Task[None]] = set()

    def a_minute(self) -> float:
        """As many as the counters can serve at their usual load, by the hour of the day."""
        minutes = len(self._plan.services) / sum(self._weights)
        return LOAD * self._pace.busy() * len(self._plan.counters) / minutes

    async def come(self) -> None:
        while True:
            await self._pace.minutes(self._pace.random.expovariate(self.a_minute()))
            errand = asyncio.create_task(self._visit())
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)

    async def _visit(self) -> None:
        """Takes a ticket; some lose patience."""
        service = self._pace.random.choices(self._plan.services, self._weights)[0].id
        important = [level.id for level in self._plan.levels if level.important]
        with suppress(Refused):
            if important and self._pace.once_in(8):
                ticket = await self._greeter.press("tickets", service=service, level=self._pace.random.choice(important))
            else:
                ticket = await self._kiosk.press(
                    "tickets", service=service, language=self._pace.random.choice(["zh", "zh", "en"])
                )
            if ticket is not None and self._pace.once_in(25):
                await self._pace.minutes(self._pace.random.uniform(4, 20))
                await self._greeter.press(f"tickets/{ticket['number']}/cancel")
