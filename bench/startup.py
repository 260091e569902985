"""From the start of the process to its first answer: with one day of 5,000 tickets, and with a year behind it."""

import time
from functools import partial
from pathlib import Path

from bench.figures import Figure, figure, interleaved, ratios
from bench.history import with_history
from bench.machine import cores
from bench.rig import Rig
from bench.servers import served

TODAY, A_DAY, YEAR = 5000, 1000, 365
SECOND = 1.0
"""The floor is 1.5 times an empty start plus one second; the goal is 1.1 times, without it."""


def measure(rig: Rig) -> list[Figure]:
    empty = with_history(rig.room(), 0, 0, 0)
    day = with_history(rig.room(), 0, 0, TODAY)
    year = with_history(rig.room(), YEAR, A_DAY, TODAY)
    seen = interleaved({name: partial(_start, data) for name, data in (("empty", empty), ("day", day), ("year", year))})
    base = sorted(seen["empty"])[len(seen["empty"]) // 2]
    return [
        figure(
            f"start-up with {name}, times an empty start",
            ratios(seen[key], seen["empty"]),
            1.5 + SECOND / base,
            1.1,
            "less",
            detail={"empty_s": base, "this_s": sorted(seen[key])[len(seen[key]) // 2]},
        )
        for key, name in (("day", f"a day of {TODAY:,} tickets"), ("year", f"a year of {A_DAY:,} a day behind that"))
    ]


def _start(data: Path) -> float:
    """Seconds until the server answers."""
    began = time.perf_counter()
    with served(data, cores()[0]):
        return time.perf_counter() - began
