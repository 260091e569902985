"""A walk through a service script: at a kiosk, on the greeter's tablet, at a counter."""

from dataclasses import dataclass
from typing import Any

from app.hall.day import Instant
from app.hall.plan import Channel, Millis, Plan
from app.hall.script import Runner, Script, Step


@dataclass(frozen=True, slots=True)
class Edition:
    """A script as the hall has it: `version` counts from 1; `digest` names the content of its file."""

    script: Script
    version: int
    digest: str
    current: bool = True


OWN = "own:"
"""With this begins the digest of an edition that the hall's managers have written: the file doesn't take its place."""


def is_own(edition: Edition | str) -> bool:
    return (edition if isinstance(edition, str) else edition.digest).startswith(OWN)


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that lies behind; `done` where it was not a question."""

    step: str
    answer: str


DONE = "done"
SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Walk:
    """One under way. `counter` is None while its ticket is on hold. `entered`: since when the customer is at `step`;
    `faulty`: how much of that the system was down. `effected`: steps and answers (STEP=ANSWER) whose
    effects took place once: a step back repeats none."""

    id: str
    script: str
    version: int
    runner: Runner
    post: str
    step: str
    began: Instant
    entered: Instant
    counter: int | None = None
    ticket: tuple[str, str] | None = None
    service: str | None = None
    level: str | None = None
    language: str | None = None
    vip: bool = False
    aside: bool = False
    path: tuple[Passed, ...] = ()
    effected: tuple[str, ...] = ()
    count: int = 1
    offer: str | None = None
    channel: Channel | None = None
    faulty: Millis = 0

    @property
    def answers(self) -> dict[str, str]:
        return {passed.step: passed.answer for passed in self.path}


def said_of(walk: Walk) -> dict[str, Any]:
    """What every fact about a walk says of it."""
    day, number = walk.ticket or (None, None)
    return {
        "walk": walk.id,
        "script": walk.script,
        "version": walk.version,
        "post": walk.post,
        "counter": walk.counter,
        "day": day,
        "number": number,
    }


@dataclass(frozen=True, slots=True)
class Ended:
    """A walk that is over, kept for a while for the screen on which it was walked."""

    walk: str
    runner: Runner
    outcome: str
    at: Instant
    ticket: tuple[str, str] | None = None
    service: str | None = None
    channel: Channel | None = None


def limit_of(plan: Plan, walk: Walk, step: Step) -> Millis | None:
    """How long a step may take: the hall's own limit, else the script's; for every account where it says so."""
    within = plan.limits.get(f"{walk.script}.{step.id}", step.within)
    return None if within is None else within * (walk.count if step.each else 1)


def matter(walk: Walk) -> str:
    """What a page about the time of its step is about."""
    return f"{walk.id}:{walk.step}:{walk.entered}"
