"""What happened on a day that a hall manager asks about afterwards: the facts themselves, in their order."""

from collections.abc import Iterable, Iterator

from app.hall import events
from app.hall.events import Fact

KINDS: tuple[type[Fact], ...] = (
    events.TicketCalled,
    events.ManagerPaged,
    events.ComplaintRecorded,
    events.WorkOrderOverdue,
    events.WorkOrderAnswered,
    events.CounterAssigned,
    events.SystemFailed,
    events.SystemRecovered,
    events.PostEmpty,
    events.NoticeSet,
)
OF_ORDER = "work-order"
"""The reason for which a manager is paged when an order is overdue: that is told already."""


def incidents(facts: Iterable[Fact]) -> Iterator[Fact]:
    return (fact for fact in facts if _matters(fact))


def _matters(fact: Fact) -> bool:
    match fact:
        case events.TicketCalled():
            return fact.why == "chosen"
        case events.WorkOrderAnswered():
            return fact.late
        case events.ManagerPaged():
            return fact.reason != OF_ORDER
        case events.NoticeSet():
            return fact.text is not None
        case _:
            return isinstance(fact, KINDS)
