"""Which facts somebody outside the hall is told of, and what of them: never more than matter, hall, counter and ticket number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from app.device_marks import marked
from app.devices import Known
from app.hall import events
from app.hall.day import Instant, is_open
from app.hall.events import Fact
from app.hall.state import Hall

Matter = Literal[
    "page",
    "page-answered",
    "post-empty",
    "printer",
    "system-fault",
    "device-missing",
    "follow-up-overdue",
    "order-raised",
    "order-reminded",
    "order-overdue",
    "bulletin",
    "test",
]
MATTERS: tuple[Matter, ...] = get_args(Matter)
READERS = "bulletin-reader"
"""The addressee who stands for all who read the bulletin."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`about` tells one matter from another: it is told of once. `code`: a reason, a trouble, a kind of device, a post, a period.
    `to`: only these of the addressees, by their names; empty: whoever listens."""

    matter: Matter
    about: str
    at: Instant
    counter: int | None = None
    number: str | None = None
    code: str | None = None
    to: tuple[str, ...] = ()


Told = Callable[[Any], Notice | None]


def _published(fact: events.BulletinSaved) -> Notice | None:
    """To those who have got a copy: by their duty, or by their staff numbers."""
    if not fact.published:
        return None
    about = f"bulletin {fact.bulletin} {fact.version}"
    return Notice("bulletin", about, fact.at, code=fact.bulletin, to=(READERS, *fact.readers))


BY_FACT: dict[type[Fact], Told] = {
    events.ManagerPaged: lambda fact: Notice("page", f"page {fact.page}", fact.at, fact.counter, fact.number, fact.reason),
    events.PageAnswered: lambda fact: Notice("page-answered", f"answer {fact.page}", fact.at, code=fact.by),
    events.PostEmpty: lambda fact: Notice("post-empty", f"post {fact.post} {fact.at}", fact.at, code=fact.post),
    events.PrinterFailed: lambda fact: Notice("printer", f"printer {fact.printer} {fact.at}", fact.at, code=fact.code),
    events.SystemFailed: lambda fact: Notice(
        "system-fault", f"fault {fact.counter} {fact.at}", fact.at, fact.counter, fact.number
    ),
    events.WorkOrderRaised: lambda fact: Notice("order-raised", f"raised {fact.work_order}", fact.at, number=fact.number),
    events.WorkOrderReminded: lambda fact: Notice("order-reminded", f"reminded {fact.work_order} {fact.at}", fact.at),
    events.BulletinSaved: _published,
    events.WorkOrderOverdue: lambda fact: Notice("order-overdue", f"order {fact.work_order}", fact.at),
}
OVER: dict[type[Fact], Callable[[Any], str]] = {
    events.PageAnswered: lambda fact: f"page {fact.page}",
    events.PageWithdrawn: lambda fact: f"page {fact.page}",
}
"""After such a fact nobody needs to be told of that matter any more."""


def of_fact(fact: Fact) -> Notice | None:
    told = BY_FACT.get(type(fact))
    return told(fact) if told else None


def over_with(fact: Fact) -> str | None:
    over = OVER.get(type(fact))
    return over(fact) if over else None


def of_clock(hall: Hall, now: Instant, known: Known) -> list[Notice]:
    """What no fact tells: time has passed."""
    overdue = [
        Notice("follow-up-overdue", f"overdue {one.id}", one.due, number=one.number, code=one.what)
        for one in hall.follow_ups.values()
        if one.due < now
    ]
    open = is_open(hall.plan, now)
    missing = [
        Notice("device-missing", f"device {one.id} {one.seen_at}", now, one.told.get("counter"), code=one.kind)
        for one in known.devices
        if marked(one, max(0, now - one.seen_at), open) == "late"
    ]
    return overdue + missing
