"""A complaint as a case: what it is about, whose turn it is, what has happened. It lives for weeks, beside the business days."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import DAY, Millis

Stage = Literal["recorded", "solved", "dispatched", "answered", "replied", "supervisor", "archived", "closed"]
"""`answered`: by the department, and the customer isn't told yet; `replied`: told, and not asked yet; `archived`: satisfied, and
called from time to time."""
Task = Literal["clerk", "department", "supervisor", "agent", "nobody"]
SOURCES = ("hall", "hotline", "website", "consumer-body", "mayor", "ministry")
SEVERITIES = ("minor", "serious", "severe")
WISHES = ("solve", "compensation", "vent")
SUPERVISOR = "customer-supervisor"
REPLY, RETURN = "reply", "return-call"
"""What the follow-ups of a case are."""
KEPT: Millis = 30 * DAY
"""So long a closed case can still be looked at beside the open ones."""

_TURN: dict[Stage, Task] = {
    "recorded": "clerk",
    "solved": "clerk",
    "dispatched": "department",
    "answered": "clerk",
    "replied": "clerk",
    "supervisor": "supervisor",
    "archived": "agent",
    "closed": "nobody",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The class of a complaint: what about, where it was raised, how bad it is, what is wanted."""

    about: str
    source: str
    severity: str
    wish: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of a case: `seq` names the fact, beside which its words lie; `to`: a department, an order's or a follow-up's end."""

    what: str
    at: Instant
    by: str
    seq: int
    to: str | None = None
    order: str | None = None
    late: bool | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """`day` with `number`: the ticket; `walk`: in which it was recorded; with these lies what was noted there. `order`: the work
    order that is open. `supervised`: the customer was not satisfied once, and the supervisor has it since."""

    id: str
    on: str
    """The business day on which it was recorded."""
    at: Instant
    kind: Kind
    stage: Stage = "recorded"
    cause: str | None = None
    number: str | None = None
    day: str | None = None
    walk: str | None = None
    offer: str | None = None
    offered_on: str | None = None
    order: str | None = None
    department: str | None = None
    follow_up: str | None = None
    supervised: bool = False
    returns: int = 0
    """So often the customer was satisfied in a return call."""
    closed_at: Instant | None = None
    steps: tuple[Happened, ...] = ()

    @property
    def open(self) -> bool:
        return self.stage != "closed"

    @property
    def task(self) -> Task:
        """Whose turn it is."""
        turn = _TURN[self.stage]
        return "supervisor" if self.supervised and turn == "clerk" else turn

    def notes(self, about: tuple[str, str]) -> bool:
        """Whether what was noted about this (day, and number, walk or case) is for it."""
        if about[1] == self.id:
            return True
        return about == (self.day, self.number) or (self.number is None and self.walk is not None and about[1] == self.walk)
