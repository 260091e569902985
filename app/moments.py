"""Moments of truth and guidance, counted from the log: reports are projections of it."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.events import CustomerDiverted, Fact, StepDone, WalkEnded
from app.hall.plan import Millis
from app.log import Log, Recorded

How = Literal["kept", "late", "skipped", "left-out", "incomplete"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of truth that was due: who, at which post, when, how long, kept or not. `stood_in`: the absent post for which
    this one did it; both carry it."""

    seq: int
    at: Instant
    script: str
    version: int
    step: str
    post: str
    counter: int | None
    who: str | None
    number: str | None
    took: Millis | None
    how: How
    stood_in: str | None = None

    @property
    def kept(self) -> bool:
        return self.how == "kept"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which moments are asked for; None: any."""

    post: str | None = None
    counter: int | None = None
    script: str | None = None
    step: str | None = None

    def takes(self, moment: Moment) -> bool:
        return (
            self.post in (None, moment.post, moment.stood_in)
            and self.counter in (None, moment.counter)
            and self.script in (None, moment.script)
            and self.step in (None, moment.step)
        )


KINDS: tuple[type[Fact], ...] = (StepDone, WalkEnded, CustomerDiverted)


def moments(log: Log, hall: str, day: str, wanted: Wanted) -> list[Moment]:
    return [moment for moment in of_facts(log.of_day(hall, day, KINDS)) if wanted.takes(moment)]


def of_facts(facts: Iterable[Recorded]) -> Iterator[Moment]:
    for seq, fact in ((one.seq, one.fact) for one in facts):
        if isinstance(fact, StepDone) and fact.moment:
            place = fact.post, fact.counter, fact.who, fact.number
            took = fact.at - fact.entered
            yield Moment(seq, fact.at, fact.script, fact.version, fact.step, *place, took, _how(fact), fact.stood_in)
        elif isinstance(fact, WalkEnded):
            for step in fact.owed:
                place = fact.post, fact.counter, fact.who, fact.number
                yield Moment(seq, fact.at, fact.script, fact.version, step, *place, None, "left-out")


def _how(fact: StepDone) -> How:
    if fact.kept:
        return "kept"
    if fact.reason is not None:
        return "skipped"
    return "late" if fact.late else "incomplete"


@dataclass(frozen=True, slots=True)
class Guided:
    """How the walks of guidance at kiosks and on the tablet ended, and to which channels customers were shown."""

    outcomes: dict[str, int]
    channels: dict[str, int]


def guided(log: Log, hall: str, day: str) -> Guided:
    facts = [one.fact for one in log.of_day(hall, day, KINDS)]
    outcomes = Tally(fact.outcome for fact in facts if isinstance(fact, WalkEnded) and fact.runner != "counter")
    channels: Tally[str] = Tally(fact.channel for fact in facts if isinstance(fact, CustomerDiverted))
    return Guided(dict(outcomes), dict(channels))
