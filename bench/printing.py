"""A ticket's picture, and for how long the event loop stands still while pictures are drawn beside it: in this process, on one
core."""

import asyncio
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import uvloop

from app.hall import decide
from app.hall.state import Hall
from app.hall_file import read_hall_text
from app.printing.slip import Slip
from app.printing.worker import drawn
from bench.core import NOW
from bench.figures import ROUNDS, Figure, figure, medians
from bench.hall_of_32 import hall_of_32
from bench.rig import Rig
from shared_ui.slip import slip

PICTURES = 20
"""A round, each of another ticket."""
TICK = 0.001
ADDRESS = "https://queue.example.cn/t/dongcheng.12345.aB3-xY_9kLmNoPqRsTuV{:02d}"


def measure(rig: Rig) -> list[Figure]:
    slips = _slips()
    rounds = uvloop.run(_rounds(slips))[1:]
    took, paused, idle = ([one[at] for one in rounds] for at in range(3))
    detail = medians(idle_pause_ms=idle, bytes_a_ticket=[float(len(drawn(slips[0], "80mm")))])
    return [
        figure("a ticket's picture with its code, 80 mm, as bytes for the printer, p50", took, 60, 30, "less", unit=" ms"),
        figure(
            "the event loop's longest pause while 20 are drawn in a thread", paused, 20, 10, "less", unit=" ms", detail=detail
        ),
    ]


def _slips() -> list[Slip]:
    """The words of tickets one behind the other, with documents to bring, as long as a ticket usually is."""
    hall = Hall()
    text = hall_of_32(0).replace("letter: A,", "letter: A, documents: [id-card, letter],", 1)
    hall.apply_all(decide.set_plan(hall, NOW, read_hall_text(text)))
    hall.apply_all(decide.pass_time(hall, NOW))
    hall.apply_all(decide.open_counter(hall, NOW, counter=1))
    service = hall.plan.services[0].id
    for _ in range(PICTURES):
        hall.apply_all(decide.take(hall, NOW, service=service, by="kiosk"))
    return [slip(hall, ticket, NOW, ADDRESS.format(at)) for at, ticket in enumerate(hall.tickets.values())]


async def _rounds(slips: list[Slip]) -> list[tuple[float, float, float]]:
    with ThreadPoolExecutor(1, "drawing") as thread:
        return [await _round(slips, thread) for _ in range(ROUNDS + 1)]


async def _round(slips: list[Slip], thread: ThreadPoolExecutor) -> tuple[float, float, float]:
    """Milliseconds: the p50 of a picture by itself, the longest pause beside drawing, and beside nothing."""
    loop = asyncio.get_running_loop()
    alone = await loop.run_in_executor(thread, lambda: [_timed(partial(drawn, one, "80mm")) for one in slips])
    beside = asyncio.gather(*(loop.run_in_executor(thread, drawn, one, "80mm") for one in slips))
    paused = await _longest_pause(beside)
    return statistics.median(alone) * 1e3, paused * 1e3, await _longest_pause(asyncio.ensure_future(asyncio.sleep(0.5))) * 1e3


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


async def _longest_pause(meanwhile: "asyncio.Future[object]") -> float:
    """Seconds by which a timer of a millisecond came late, at most."""
    longest = 0.0
    while not meanwhile.done():
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        longest = max(longest, time.perf_counter() - began - TICK)
    await meanwhile
    return longest
