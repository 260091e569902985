"""What a panel is made of."""

from dataclasses import dataclass, field
from typing import Literal

from app.hall.plan import Text
from counter_ui.clerk.action import Action, Fields
from counter_ui.clerk.looks import LEAVE


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one kind, under the sentence `clerk.group.TITLE` if there is one. `shape` is how they stand."""

    shape: Literal["list", "tiles", "keys"]
    choices: tuple[Action, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Find:
    """The field in which a part of a number is typed, and how many numbers it found beyond those shown."""

    value: str
    more: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Title and lead are the sentences `clerk.panel.NAME` and `clerk.lead.LEAD`."""

    name: str
    number: str
    groups: tuple[Group, ...]
    back: Action
    lead: str | None = None
    lead_fields: Fields = field(default_factory=dict)
    service: Text | None = None
    find: Find | None = None
    empty: str | None = None
    offer: Text | None = None


def back(show: str = LEAVE) -> Action:
    return Action("back", "Escape", "quiet", show=show)
