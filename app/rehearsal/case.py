"""A case: who comes to the hall, what they say and do, and what is expected of who serves them."""

from dataclasses import field
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from app.hall.plan import Text
from app.hall.rehearsal import TraineeRole

STRICT = ConfigDict(extra="forbid")
What = Literal[
    "called",
    "serving",
    "done",
    "missed",
    "waiting",
    "at",
    "helped",
    "paged",
    "answered",
    "away",
    "fault",
    "issued",
    "served",
]
"""What has happened: to the ticket of a customer (called … waiting); `at` a step of a script; a helper was sent to a kiosk;
a manager was paged or went, for a reason; a post is left; a counter's system is reported down; so many tickets were issued;
whoever came has been served."""


@dataclass(frozen=True, config=STRICT)
class When:
    """`called`, `at:open-account.papers`, `paged:cancellation`; `who`: the customer, if it is about one."""

    what: What
    value: str = ""
    who: str | None = None


@dataclass(frozen=True, config=STRICT)
class Customer:
    """`answers`: what they answer to a question, by SCRIPT.STEP; to any other the first answer; `stops`: there they walk off.
    `turned_away`: rightly, they leave the door without a ticket."""

    id: str
    who: Text
    service: str
    level: str = "ordinary"
    answers: dict[str, str] = field(default_factory=dict)
    turned_away: bool = False


@dataclass(frozen=True, config=STRICT)
class Do:
    """What happens in the hall with a beat, one of these: the customer takes a ticket at the kiosk, walks the guidance there,
    comes to the door, asks for a helper there, goes away, comes back, leaves the queue; a colleague leaves a post."""

    take: bool = False
    kiosk: str | None = None
    door: bool = False
    help: str | None = None
    goes: bool = False
    returns: bool = False
    gives_up: bool = False
    leaves: str | None = None


@dataclass(frozen=True, config=STRICT)
class Beat:
    """Played once, when it is due: `after` seconds from when `when` came true, else from the beat `of`, else from the beginning;
    unless `unless` is true by then. `says`: the customer's words; `shows`: what is to be seen. `roles`: only for these."""

    id: str
    after: float = 0
    of: str | None = None
    when: When | None = None
    unless: When | None = None
    who: str | None = None
    says: Text | None = None
    shows: Text | None = None
    do: Do = Do()
    roles: tuple[TraineeRole, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Expected:
    """Something that the trainee is to do: a fact with these fields, within seconds of a beat (of the beginning)."""

    id: str
    fact: str
    what: Text
    within: float
    of: str | None = None
    who: str | None = None
    like: dict[str, str | int] = field(default_factory=dict)
    roles: tuple[TraineeRole, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Colleague:
    """A clerk who is played unless the trainee sits there. `takes`: these customers only; `pace`: seconds for a step."""

    counter: int
    pace: float = 6
    takes: tuple[str, ...] | None = None
    name: str = ""


@dataclass(frozen=True, config=STRICT)
class Case:
    """`counter`: where the trainee sits as a clerk. `over`: when all of these are true it has been played to its end."""

    id: str
    title: Text
    about: Text
    roles: tuple[TraineeRole, ...]
    watch: tuple[Text, ...]
    customers: tuple[Customer, ...]
    beats: tuple[Beat, ...]
    over: tuple[When, ...]
    expects: tuple[Expected, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    counter: int = 1
    minutes: float = 10

    def customer(self, id: str) -> Customer:
        return next(one for one in self.customers if one.id == id)

    def expected_of(self, role: TraineeRole) -> tuple[Expected, ...]:
        return tuple(one for one in self.expects if not one.roles or role in one.roles)
