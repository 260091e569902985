"""One printer's queue: one ticket after the other, each only as long as somebody waits for it; and in between a look at it."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from PIL import Image

from app.claims import Claims
from app.desk import Desk
from app.hall import printers
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.events.printers import NotPrinted, PrinterCode
from app.hall.plan import Paper, Printer
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.printing import escpos
from app.printing.logo import Logos
from app.printing.picture import picture
from app.printing.press import Outcome, look, press
from app.printing.slip import Slip
from app.wishes import Answer, Unavailable, Wish

T = TypeVar("T")
logger = structlog.get_logger()

MOST = 10
"""Tickets that wait for one printer: more would wait longer than their customers do."""
AGAIN = 1.0
"""Seconds after which a ticket is tried again on a printer that couldn't."""
IN_USE = 0.1
"""Seconds after which a printer that another server has in hand is asked for again."""
LOOKS = 30.0
LOOKS_SOON, LOOKS_AT_MOST = 3.0, 30.0
"""Seconds between looks at a printer that is well; at one that isn't, at first, and after long."""


@dataclass(frozen=True, slots=True)
class Job:
    """`until`: by the event loop's clock, as long as somebody waits for the paper."""

    number: str
    day: str
    slip: Slip
    until: float


@dataclass(frozen=True, slots=True)
class Tools:
    """What the workers of a server share. The pictures' and the lines' threads are apart: a printer that hangs hinders none."""

    desk: Desk
    claims: Claims
    logos: Logos
    drawing: Executor
    talking: Executor
    stopping: threading.Event


def drawn(slip: Slip, paper: Paper, logo: Image.Image | None = None) -> bytes:
    return escpos.ticket(picture(slip, paper, logo))


class Worker:
    """Made and used on the event loop. `after`: who had the printer before has finished."""

    def __init__(self, tools: Tools, hall: str, printer: Printer, after: "asyncio.Task[None] | None" = None) -> None:
        self.printer = printer
        self._tools, self._hall = tools, hall
        self._jobs: asyncio.Queue[Job] = asyncio.Queue(MOST)
        self._claim = f"printer:{hall}:{printer.id}"
        self._watch = f"printer-watch:{hall}:{printer.id}"
        self._says_done = True
        self._unwell = 0
        """Looks in a row that found it unwell."""
        self.task = asyncio.create_task(self._run(after))

    def put(self, job: Job) -> None:
        """Takes a ticket on; if too many wait already, that one is told of at once."""
        try:
            self._jobs.put_nowait(job)
        except asyncio.QueueFull:
            asyncio.get_running_loop().create_task(self._dropped(job, "waited"))

    async def _run(self, after: "asyncio.Task[None] | None") -> None:
        if after is not None:
            await asyncio.wait([after])
        while True:
            try:
                async with asyncio.timeout(self._pause()):
                    job = await self._jobs.get()
            except TimeoutError:
                job = None
            try:
                await (self._look() if job is None else self._print(job))
            except Exception:  # a fault of ours stops no other ticket
                logger.exception("printing_failed", hall=self._hall, printer=self.printer.id)

    def _pause(self) -> float:
        return LOOKS if not self._unwell else min(LOOKS_SOON * 1.5 ** (self._unwell - 1), LOOKS_AT_MOST)

    # ------------------------------------------------------------ a ticket
    async def _print(self, job: Job) -> None:
        try:
            data = await self._in(self._tools.drawing, partial(self._drawn, job.slip))
        except Exception:
            logger.exception("ticket_not_drawn", hall=self._hall, number=job.number)
            return await self._dropped(job, "failed")
        code: NotPrinted = "waited"
        while (left := job.until - asyncio.get_running_loop().time()) > 0:
            outcome = await self._pressed(data)
            if outcome is not None:
                await self._found(outcome.code)
                if outcome.printed:
                    return await self._tell(printers.printed, number=job.number, day=job.day)
                code = outcome.code if outcome.code not in (None, "paper_low") else "offline"  # type: ignore[assignment]
            await asyncio.sleep(min(left, IN_USE if outcome is None else AGAIN))
        return await self._dropped(job, code)

    def _drawn(self, slip: Slip) -> bytes:
        return drawn(slip, self.printer.paper, self._tools.logos.of(self._hall, slip.logo))

    async def _pressed(self, data: bytes) -> Outcome | None:
        """None: another server has the printer in hand, or can't be asked whether it has."""
        asked = partial(press, self.printer, data, self._tools.stopping, says_done=self._says_done)
        outcome = await self._alone(asked)
        if outcome is not None and outcome.printed:
            self._says_done = outcome.says_done
        return outcome

    async def _dropped(self, job: Job, code: NotPrinted) -> None:
        logger.warning("ticket_not_printed", hall=self._hall, printer=self.printer.id, number=job.number, code=code)
        await self._tell(printers.not_printed, number=job.number, day=job.day, code=code)

    # ------------------------------------------------------------ how it is
    async def _look(self) -> None:
        """One server looks, as long as it is there."""
        if not self.printer.status or not await self._claimed(self._watch):
            return
        found = await self._alone(lambda: (look(self.printer, self._tools.stopping),))
        if found is not None:
            await self._found(found[0])
            self._unwell += self._unwell > 0

    async def _found(self, code: PrinterCode | None) -> None:
        """Tells the hall if that is news."""
        self._unwell = 0 if code is None or code in printers.PRINTS_STILL else max(1, self._unwell)
        try:
            known = await self._tools.desk.read(self._hall, lambda hall, now: hall.troubles.get(self.printer.id), wanted=False)
        except Refusal:
            return
        if (known.code if known else None) != code:
            await self._tell(printers.condition, code=code)

    # ------------------------------------------------------------ between servers, threads and the desk
    async def _alone(self, work: Callable[[], T]) -> T | None:
        """What comes of it while no other server has the printer; None: one has."""
        if not await self._claimed(self._claim):
            return None
        talk = asyncio.get_running_loop().run_in_executor(self._tools.talking, work)
        try:
            return await asyncio.shield(talk)
        finally:
            await asyncio.wait([talk])
            await self._in(self._tools.talking, partial(self._tools.claims.give_back, self._claim))

    async def _claimed(self, name: str) -> bool:
        try:
            return await self._in(self._tools.talking, partial(self._tools.claims.take, name))
        except Unavailable:
            return False

    async def _in(self, threads: Executor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, work)

    async def _tell(self, decide: Callable[..., list[Fact]], **told: object) -> None:
        """A fact. What can't be written now isn't told later: how the printer is will be found again."""

        def wanted(hall: Hall, now: Instant) -> list[Fact]:
            return decide(hall, now, printer=self.printer.id, **told)

        try:
            await self._tools.desk.do(Wish(self._hall, wanted, lambda *_: Answer(200, b"{}")))
        except Refusal as refusal:
            logger.warning("printing_not_told", hall=self._hall, printer=self.printer.id, code=refusal.code)
