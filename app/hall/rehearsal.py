"""The rehearsal of a hall: a second hall with its own log, and the case that is being played there."""

from dataclasses import dataclass, replace
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import Plan, Text, Voice

SUFFIX = "-rehearsal"
"""What the id of a rehearsal hall ends with; no hall file may have such an id."""
SILENT = Voice(volume=((0, 0),))
MARK = Text("演练 · ", "Rehearsal · ")

TraineeRole = Literal["clerk", "greeter", "duty-manager"]
How = Literal["played", "stopped", "out-of-time", "cut"]
"""How a rehearsal ended: to its end, by the trainee, past its longest time, by a server that stopped."""


def rehearsal_of(hall: str) -> str:
    """The id of a hall's rehearsal hall; of a rehearsal hall its own."""
    return hall if is_rehearsal(hall) else hall + SUFFIX


def real_of(hall: str) -> str:
    """The id of the hall whose rehearsal hall this is; of a real hall its own."""
    return hall.removesuffix(SUFFIX)


def is_rehearsal(hall: str) -> bool:
    return hall.endswith(SUFFIX)


def plan_for(plan: Plan) -> Plan:
    """The real hall's plan under another id and name, open at any hour; no printer, voice or lamp: customers may be near."""
    name, id = plan.name.after(MARK), rehearsal_of(plan.hall)
    return replace(plan, hall=id, name=name, opens=None, closed=(), last_ticket=0, printers=(), lamps=(), voice=SILENT)


def real_name(name: Text) -> Text:
    """The name of the hall that is rehearsed."""
    return Text(**{language: words.removeprefix(MARK.in_(language)) for language, words in name.items()})


@dataclass(frozen=True, slots=True)
class Played:
    """A beat of the case that was played: its ticket or walk, if it began one."""

    beat: str
    at: Instant
    number: str | None = None
    walk: str | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is played, or was played last. `seq`: the fact with which it began; `ended_seq`: with which it ended."""

    case: str
    role: TraineeRole
    seq: int
    at: Instant
    played: tuple[Played, ...] = ()
    ended_at: Instant | None = None
    ended_seq: int | None = None
    how: How | None = None

    @property
    def runs(self) -> bool:
        return self.ended_at is None

    def beat(self, id: str) -> Played | None:
        return next((one for one in self.played if one.beat == id), None)
