"""What goes on around the queue: calls that were heard, helpers, pages, offers, promises, posts."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.events.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSpoken(Fact):
    """A display reports that it has announced a call."""

    call: str
    number: str
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperCalled(Fact):
    """Somebody at a kiosk asks for a helper; `help` is this request's id."""

    help: str
    kiosk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperSent(Fact):
    """Somebody went to help."""

    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerPaged(Fact):
    """`about` tells one matter from another, so that it is paged for once; `who` may answer."""

    page: str
    who: Literal["duty-manager", "hall-manager", "either"]
    reason: str
    about: str
    post: str | None = None
    counter: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswered(Fact):
    """The first answer counts."""

    page: str
    by: str
    waited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWithdrawn(Fact):
    """The matter is over before anybody went: the step is done, the helper is there."""

    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended(Fact):
    """`offer`: one of the hall's list, or None: something else."""

    outcome: Literal["accepted", "not-interested", "not-today"]
    post: str
    offer: str | None = None
    counter: int | None = None
    number: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletHanded(Fact):
    post: str
    offer: str | None = None
    counter: int | None = None
    number: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSet(Fact):
    """To be done by `due`. What is personal about it lies beside the log."""

    follow_up: str
    what: str
    due: Instant
    post: str
    walk: str | None = None
    counter: int | None = None
    number: str | None = None
    day: str | None = None
    complaint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalErased(Fact):
    """What was kept beside the log about the customer of a ticket, or of a walk or a case, is gone."""

    day: str
    number: str | None = None
    walk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDone(Fact):
    """`outcome`: what came of it, as a code."""

    follow_up: str
    late: bool
    outcome: str | None = None
    by: str | None = None
    what: str | None = None
    complaint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLeft(Fact):
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReturned(Fact):
    post: str
    away: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEmpty(Fact):
    """Away for longer than the hall allows."""

    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionCalled(Fact):
    """The manager calls the attention of whoever is at a place: a post of the hall, or counter-3. `matter` is one of a list."""

    attention: str
    matter: str
    post: str
    counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionHeeded(Fact):
    """They have seen it."""

    attention: str
    waited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionWithdrawn(Fact):
    """The matter is over before they saw it."""

    attention: str
