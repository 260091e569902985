"""What staff have open besides tickets: helpers, pages, attention called, follow-ups, work orders, what was offered, absences."""

from dataclasses import dataclass

from app.hall.day import Instant


@dataclass(frozen=True, slots=True)
class Help:
    """A kiosk's request for a helper."""

    id: str
    kiosk: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Page:
    """A call for a manager; open until the first answer."""

    id: str
    who: str
    reason: str
    about: str
    at: Instant
    post: str | None = None
    counter: int | None = None
    number: str | None = None
    answered_at: Instant | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """A manager's word to a post or a counter; open until they have seen it."""

    id: str
    matter: str
    post: str
    at: Instant
    counter: int | None = None
    heeded_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """`walk`: in which it was promised; what was noted there about the customer lies beside the log, with the ticket or, where
    there is none, with the walk."""

    id: str
    what: str
    at: Instant
    due: Instant
    post: str
    number: str | None = None
    day: str | None = None
    walk: str | None = None
    complaint: str | None = None

    def notes(self, about: tuple[str, str]) -> bool:
        """Whether what was noted about this (day, and number, walk or case) is for it."""
        if self.complaint is not None and about[1] == self.complaint:
            return True
        return about == (self.day, self.number) or (self.number is None and about[1] == self.walk)


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """`to`: a department or a post; `department`: which one of the hall. `due`: when its reply is to be there; `reminded` and
    `overdue`: what the clock has told already."""

    id: str
    to: str
    at: Instant
    post: str
    number: str | None = None
    day: str | None = None
    complaint: str | None = None
    department: str | None = None
    due: Instant | None = None
    reminded: bool = False
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What was recommended to the customer of a ticket, and what came of it."""

    number: str
    offer: str | None
    outcome: str
    post: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Trouble:
    """What ails a printer, and since when."""

    printer: str
    code: str
    since: Instant


@dataclass(frozen=True, slots=True)
class Print:
    """A ticket that was to come on paper. `outcome`: None while it is waited for, `printed`, or why not."""

    number: str
    day: str
    printer: str
    at: Instant
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """A post that is left; `empty` as soon as it has been so for too long."""

    post: str
    since: Instant
    empty: bool = False
