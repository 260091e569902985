"""A button of the console: what it says, its key, and what it asks of the desk or of the picture."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.hall.plan import Text
from counter_ui.clerk.looks import LEAVE

Fields = Mapping[str, object]
Weight = Literal["main", "plain", "quiet", "urged", "choice", "reply", "tick"]
"""`main` is the one filled button; `urged` is suggested now; a `choice` stands in a panel; a `reply` is one of a step's
answers, a `tick` an item of its checklist."""


@dataclass(frozen=True, slots=True)
class Note:
    """A few words beside a button's name: the sentence `clerk.NAME` and what fills it."""

    name: str
    fields: Fields = field(default_factory=dict)
    tone: Literal["", "late", "soon", "vip"] = ""


@dataclass(frozen=True, slots=True)
class Action:
    """`name` is the sentence `clerk.do.NAME`; `text` or `code` (a hall's own word, `clerk.NAME.CODE`) stand instead.

    With `post` it is a command; else it looks at the hall in another way. `then` follows a command that was done.
    """

    name: str
    key: str | None = None
    weight: Weight = "plain"
    fields: Fields = field(default_factory=dict)
    text: Text | str | None = None
    code: str | None = None
    ticket: str | None = None
    notes: tuple[Note, ...] = ()
    command: str | None = None
    value: str | None = None
    post: str | None = None
    body: str = "{}"
    then: str | None = None
    show: str | None = None
    on: bool | None = None
    """For what opens or toggles: whether it is open now."""
    at: str | None = None
    """For what belongs to a step: which one. Its key counts once the clerk has seen it, and being too late is no alarm."""
    entry: bool = False
    """What is entered beside it goes with it."""
    tick: int | None = None
    """The item of a checklist that it ticks."""

    @property
    def id(self) -> str:
        """One among its neighbours, and another one as soon as it means something else."""
        return f"{self.command or self.name}-{self.value or self.ticket or self.code or ''}"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where this console's commands go."""

    hall: str
    counter: int

    def at(self, command: str) -> str:
        return f"/api/v1/halls/{self.hall}/counters/{self.counter}/{command}"

    def of(self, number: str, command: str) -> str:
        return f"/api/v1/halls/{self.hall}/tickets/{number}/{command}"

    def help(self, id: str) -> str:
        return f"/api/v1/halls/{self.hall}/help/{id}/sent"

    def walk(self, id: str, command: str) -> str:
        return f"/api/v1/halls/{self.hall}/walks/{id}/{command}"

    def offers(self, number: str) -> str:
        return f"/api/v1/halls/{self.hall}/offers/{number}/made"

    def heed(self, id: str) -> str:
        return f"/api/v1/halls/{self.hall}/attention/{id}/heed"

    def hall_wide(self, noun: str) -> str:
        return f"/api/v1/halls/{self.hall}/{noun}"


def numbered(place: int) -> str | None:
    """The key of a choice; those beyond the ninth have none."""
    return str(place) if place <= 9 else None


def body(**fields: object) -> str:
    return json.dumps(fields, separators=(",", ":"))


DONE = LEAVE + "&asked="
"""After a command: no panel stays open, and «nobody is waiting» is no longer an answer to anything."""
