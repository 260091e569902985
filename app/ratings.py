"""What customers said of their services, from the log: reports are projections of it. A rating stands under its level, service,
brand, counter and clerk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.events import Fact, ServiceRated, StepDone
from app.log import Log, Recorded

KINDS: tuple[type[Fact], ...] = (ServiceRated, StepDone)
BRAND_STEPS = ("brand", "brand-important")
"""At these steps of the scripts a customer says which brand; the answer is the brand of the ticket."""
SATISFIED = 4


@dataclass(frozen=True, slots=True)
class Rating:
    seq: int
    at: Instant
    day: str
    number: str
    score: int
    about: tuple[str, ...]
    service: str
    level: str
    brand: str | None
    counter: int
    who: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Mean:
    """`satisfied`: how many gave four or five steps."""

    count: int
    total: int
    satisfied: int

    @property
    def mean(self) -> float:
        return round(self.total / self.count, 2)


def ratings(log: Log, hall: str, days: Iterable[str]) -> list[Rating]:
    return [one for day in days for one in of_facts(log.of_day(hall, day, KINDS))]


def of_facts(facts: Iterable[Recorded]) -> list[Rating]:
    brands: dict[tuple[str | None, str | None], str] = {}
    found = []
    for seq, fact in ((one.seq, one.fact) for one in facts):
        if isinstance(fact, StepDone) and fact.step in BRAND_STEPS and fact.answer is not None:
            brands[fact.day, fact.number] = fact.answer
        elif isinstance(fact, ServiceRated):
            brand = brands.get((fact.day, fact.number))
            what = fact.service, fact.level, brand, fact.counter, fact.who, fact.by
            found.append(Rating(seq, fact.at, fact.day, fact.number, fact.score, fact.about, *what))
    return found


BY: dict[str, Callable[[Rating], Iterable[str]]] = {
    "level": lambda one: (one.level,),
    "service": lambda one: (one.service,),
    "brand": lambda one: (one.brand,) if one.brand else (),
    "counter": lambda one: (str(one.counter),),
    "who": lambda one: (one.who,) if one.who else (),
    "about": lambda one: one.about,
}


def means(found: Iterable[Rating], by: str) -> dict[str, Mean]:
    """A rating about two things counts for both."""
    told: dict[str, list[int]] = {}
    for one in found:
        for name in BY[by](one):
            told.setdefault(name, []).append(one.score)
    return {name: mean_of(scores) for name, scores in sorted(told.items())}


def mean_of(scores: list[int]) -> Mean:
    return Mean(len(scores), sum(scores), sum(score >= SATISFIED for score in scores))
