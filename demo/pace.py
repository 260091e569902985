"""The time of the simulated hall: it runs `speed` times as fast as the wall clock and begins in the morning."""

import asyncio
import random
import time
from itertools import pairwise

OPENS, CLOSES = 8.5, 18.0
BUSY = ((8.5, 0.5), (9.5, 1.0), (10.5, 1.15), (12.0, 0.7), (13.5, 0.6), (15.0, 1.05), (16.5, 0.8), (18.0, 0.4))
"""How busy a hall is at each hour, as a share of what its counters can do at their usual load."""


class Pace:
    def __init__(self, speed: float, seed: int | None = None) -> None:
        self._speed, self._began, self.random = speed, time.monotonic(), random.Random(seed)

    async def minutes(self, minutes: float) -> None:
        await asyncio.sleep(minutes * 60 / self._speed)

    def hour(self) -> float:
        """The hour of the simulated day; after closing time the next morning begins at once."""
        passed = (time.monotonic() - self._began) * self._speed / 3600
        return OPENS + passed % (CLOSES - OPENS)

    def busy(self) -> float:
        hour = self.hour()
        for (start, low), (end, high) in pairwise(BUSY):
            if hour <= end:
                return low + (high - low) * (hour - start) / (end - start)
        return BUSY[-1][1]

    def about(self, typical: float) -> float:
        """A duration around what is typical, with the long tail that services have; its mean is `typical`."""
        return typical * self.random.lognormvariate(-0.125, 0.5)

    def once_in(self, times: float) -> bool:
        return self.random.random() < 1 / times
