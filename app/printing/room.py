"""The printing room: a worker for each printer of the halls that are in memory. Issuing a ticket never waits for it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from app.claims import Claims
from app.desk import Desk
from app.hall.plan import Printer
from app.hall.printers import WAITS, by_server
from app.hall.refusals import Refusal
from app.hall.rehearsal import is_rehearsal
from app.printing.logo import Logos
from app.printing.slip import Slip
from app.printing.worker import Job, Tools, Worker

ROUNDS = 5.0
"""Seconds between looks which printers there are: halls come and go, hall files change."""
DRAWING, TALKING = 2, 24
"""Threads. A conversation with a printer that is away takes two seconds."""


class PrintRoom:
    """Made and used on the event loop."""

    def __init__(self, desk: Desk, claims: Claims, logos: Logos) -> None:
        self._desk, self.logos = desk, logos
        drawing, talking = ThreadPoolExecutor(DRAWING, "drawing"), ThreadPoolExecutor(TALKING, "printing")
        self._tools = Tools(desk, claims, logos, drawing, talking, threading.Event())
        self._workers: dict[tuple[str, str], Worker] = {}
        self._rounds: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._rounds = asyncio.create_task(self._keep_on())

    async def close(self) -> None:
        """What is being printed is broken off: whoever waits for it sees number and code on the kiosk."""
        self._tools.stopping.set()
        tasks = [*(worker.task for worker in self._workers.values()), *([self._rounds] if self._rounds else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tools.drawing.shutdown(wait=False)
        self._tools.talking.shutdown(wait=False)

    def put(self, hall: str, printer: Printer, number: str, day: str, slip: Slip) -> None:
        """A ticket that was issued, or is to be printed once more. Returns at once."""
        until = asyncio.get_running_loop().time() + WAITS / 1000
        self._worker(hall, printer).put(Job(number, day, slip, until))

    def _worker(self, hall: str, printer: Printer) -> Worker:
        found = self._workers.get((hall, printer.id))
        if found is None or found.printer != printer:
            before = found.task if found is not None else None
            if before is not None:
                before.cancel()
            found = self._workers[hall, printer.id] = Worker(self._tools, hall, printer, before)
        return found

    async def _keep_on(self) -> None:
        while True:
            await asyncio.sleep(ROUNDS)
            await self.look_round()

    async def look_round(self) -> None:
        """Every printer of a hall in memory has a worker, others have none."""
        there = {hall: await self._printers(hall) for hall in self._desk.halls if not is_rehearsal(hall)}
        for hall, found in there.items():
            for printer in found:
                self._worker(hall, printer)
        wanted = {(hall, printer.id) for hall, found in there.items() for printer in found}
        for gone in self._workers.keys() - wanted:
            self._workers.pop(gone).task.cancel()

    async def _printers(self, hall: str) -> tuple[Printer, ...]:
        with suppress(Refusal):  # it has left meanwhile, or can't be asked now
            return await self._desk.read(hall, lambda state, now: by_server(state.plan), wanted=False)
        return ()
