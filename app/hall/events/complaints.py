"""Complaints as cases: recorded, solved or dispatched, answered, replied to, judged by the customer, archived, closed. What was
said and written lies beside the log."""

from dataclasses import dataclass
from typing import Literal

from app.hall.bulletin import Check, Measure
from app.hall.day import Instant
from app.hall.events.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OfComplaint(Fact):
    """`by`: the staff number of whoever did it, or the role of a device or a program."""

    complaint: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRecorded(OfComplaint):
    """A case begins. `offer`: it traces back to this recommendation, which was accepted on `offered_on`."""

    about: str
    source: str
    severity: str
    wish: str
    post: str
    walk: str | None = None
    number: str | None = None
    day: str | None = None
    offer: str | None = None
    offered_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintClassified(OfComplaint):
    """The class or the cause is another than was thought."""

    about: str
    source: str
    severity: str
    wish: str
    cause: str | None = None
    offer: str | None = None
    offered_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintNoted(OfComplaint):
    """Something was written down about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintSolved(OfComplaint):
    """Solved in the hall, and the customer was told face to face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintReplied(OfComplaint):
    """The customer was told. `late`: after the agreed time; without one, not at once."""

    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintJudged(OfComplaint):
    """The customer was asked whether they are satisfied. `returned`: in a return call."""

    satisfied: bool
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintClosed(OfComplaint):
    outcome: Literal["satisfied", "unreachable", "withdrawn", "unresolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderRaised(Fact):
    """`to`: a department or a post, as the script says it; `department`: which one of the hall. `due`: by then the reply order
    is to be there."""

    work_order: str
    to: str
    post: str
    counter: int | None = None
    number: str | None = None
    day: str | None = None
    complaint: str | None = None
    department: str | None = None
    due: Instant | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderReminded(Fact):
    """The time for the reply order runs out."""

    work_order: str
    complaint: str | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderOverdue(Fact):
    """The time for the reply order is over; the duty manager is paged."""

    work_order: str
    complaint: str | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderAnswered(Fact):
    """The reply order. `took`: milliseconds since it was raised."""

    work_order: str
    late: bool
    took: int
    by: str
    complaint: str | None = None
    department: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderWithdrawn(Fact):
    """Sent to another, or the case was closed, before there was an answer."""

    work_order: str
    by: str
    complaint: str | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinSaved(Fact):
    """The bulletin of a period, from `first` to `last`, as far as the analyst has got. `published`: it is a version, and
    `readers` are the staff numbers of those who got a copy. `checks`: whether the last bulletin's measures were carried out,
    branch by branch."""

    bulletin: str
    version: int
    first: str
    last: str
    figures: dict[str, dict[str, int]]
    text: str
    measures: tuple[Measure, ...]
    checks: tuple[Check, ...]
    published: bool
    by: str
    readers: tuple[str, ...] = ()
