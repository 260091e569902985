"""One lamp, and what it has yet to be told: of each counter only the newest state, tried until it arrives."""

import asyncio
import random
from collections.abc import Mapping
from concurrent.futures import Executor

import structlog

from app.hall.lamps import Light
from app.hall.plan import Lamp
from app.lamps.sending import Line, Unreached

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
"""Seconds until a lamp that wasn't reached is tried again, doubled each time."""
REFRESH = 10.0
"""Seconds after which a serial line is told everything again: a controller that lost its power, or a line, is right then."""
logger = structlog.get_logger()


class Told:
    """Made and used on the event loop; the line is written in a thread."""

    def __init__(self, hall: str, lamp: Lamp, line: Line, threads: Executor) -> None:
        self.hall, self.lamp = hall, lamp
        self._line, self._threads, self._trouble = line, threads, ""
        self._wanted: dict[int, Light] = {}
        self._shown: dict[int, Light] = {}
        self._news = asyncio.Event()
        self._telling = asyncio.create_task(self._tell())

    def show(self, lights: Mapping[int, Light]) -> None:
        """What the counters do now; what was not sent yet of before is sent no more."""
        self._wanted = dict(lights)
        self._news.set()

    async def close(self) -> None:
        self._telling.cancel()
        await asyncio.gather(self._telling, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self._threads, self._line.close)

    async def _tell(self) -> None:
        wait = FIRST_WAIT
        while True:
            light = next((light for light in self._wanted.values() if self._shown.get(light.counter) != light), None)
            if light is None:
                await self._rest()
            elif await self._send(light):
                wait = FIRST_WAIT
            else:
                await asyncio.sleep(wait * random.uniform(0.8, 1.2))
                wait = min(LONGEST_WAIT, 2 * wait)

    async def _rest(self) -> None:
        """Until there is news; a serial line is told all again meanwhile."""
        self._news.clear()
        try:
            await asyncio.wait_for(self._news.wait(), REFRESH if self.lamp.serial else None)
        except TimeoutError:
            self._shown.clear()

    async def _send(self, light: Light) -> bool:
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._line.tell, self.hall, light)
        except Unreached as error:
            self._note(str(error))
            return False
        except Exception as error:  # a lamp is never worth more than a line in the log
            self._note(f"{type(error).__name__}: {error}"[:200])
            return False
        self._shown[light.counter] = light
        self._note("")
        return True

    def _note(self, trouble: str) -> None:
        if trouble != self._trouble:
            where = (self.lamp.url or self.lamp.serial or "").rpartition("@")[2]
            if trouble:
                logger.warning("lamp_not_reached", hall=self.hall, lamp=where, why=trouble)
            else:
                logger.info("lamp_reached", hall=self.hall, lamp=where)
        self._trouble = trouble
