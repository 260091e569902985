"""Choosing the next, and how many are ahead: with 100,000 waiting over with 100. In this process, on the product's core."""

import random
import time
from collections.abc import Callable
from functools import partial

from app.hall import decide
from app.hall.state import Hall
from app.hall_file import read_hall_text
from bench.figures import Figure, figure, interleaved, medians, ratios
from bench.hall_of_32 import hall_of_32
from bench.rig import Rig

FEW, MANY = 100, 100_000
CALLS = 2000
ROUNDS = 9
NOW = 1_780_000_000_000


def measure(rig: Rig) -> list[Figure]:
    few, many = crowded(FEW), crowded(MANY)
    return [
        _figure("choosing the next of 100,000 waiting, over of 100", partial(_choose, few), partial(_choose, many)),
        _figure("`ahead` of 100,000 waiting, over of 100", partial(_ahead, few), partial(_ahead, many)),
    ]


def crowded(waiting: int) -> Hall:
    """A hall with so many waiting, a third of them VIPs, and two open counters."""
    hall, chance = Hall(), random.Random(7)
    hall.apply_all(decide.set_plan(hall, NOW, read_hall_text(hall_of_32(0))))
    hall.apply_all(decide.pass_time(hall, NOW))
    for counter in (1, 2):
        hall.apply_all(decide.open_counter(hall, NOW, counter=counter))
    for n in range(waiting):
        service = chance.choice(("open-account", "pay-bill"))
        level = chance.choice(("ordinary", "ordinary", "vip"))
        hall.apply_all(decide.take(hall, NOW + n * 100, service=service, level=level, by="kiosk"))
    return hall


def _figure(name: str, few: Callable[[], float], many: Callable[[], float]) -> Figure:
    seen = interleaved({"few": few, "many": many}, ROUNDS)
    detail = medians(us_of_100=seen["few"], us_of_100_000=seen["many"])
    return figure(name, ratios(seen["many"], seen["few"]), 1.5, 1.1, "less", detail=detail)


def _choose(hall: Hall) -> float:
    """µs a choice, at a counter with `first` and at one without."""
    began = time.perf_counter()
    for _ in range(CALLS // 2):
        hall.next_for(1)
        hall.next_for(2)
    return (time.perf_counter() - began) / CALLS * 1e6


def _ahead(hall: Hall) -> float:
    """µs a question, of a hundred tickets all over the queue: as many in both halls, so that the search is compared and
    not how cold in memory the tickets are that are asked about."""
    asked = random.Random(11).sample(list(hall.everyone()), FEW) * (CALLS // FEW)
    began = time.perf_counter()
    for ticket in asked:
        hall.queues.ahead(ticket)
    return (time.perf_counter() - began) / CALLS * 1e6
