"""Cases, the orders that go out for them, and the bulletin."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from app.hall import events
from app.hall.bulletin import Bulletin
from app.hall.complaint import SUPERVISOR, Complaint, Happened, Kind
from app.hall.events import Fact
from app.hall.matters import WorkOrder
from app.hall.rules import when

if TYPE_CHECKING:
    from app.hall.state import Hall

BULLETINS = 6
"""So many are kept with the hall; the log has all."""


def _step(
    hall: "Hall",
    id: str | None,
    fact: Fact,
    what: str,
    by: str = "",
    *,
    to: str | None = None,
    named: str | None = None,
    late: bool | None = None,
    **changes: Any,
) -> None:
    """The case goes on by this fact; one that isn't here any more stays as it was. `named`: the work order."""
    case = hall.complaints.get(id or "")
    if case is not None:
        step = Happened(what, fact.at, by, hall.version, to, named, late)
        hall.complaints[case.id] = replace(case, steps=(*case.steps, step), **changes)


@when(events.ComplaintRecorded)
def _(hall: "Hall", fact: events.ComplaintRecorded) -> None:
    kind = Kind(fact.about, fact.source, fact.severity, fact.wish)
    hall.complaints[fact.complaint] = Complaint(
        fact.complaint,
        hall.day,
        fact.at,
        kind,
        number=fact.number,
        day=fact.day,
        walk=fact.walk,
        offer=fact.offer,
        offered_on=fact.offered_on,
    )
    _step(hall, fact.complaint, fact, "recorded", fact.by)


@when(events.ComplaintClassified)
def _(hall: "Hall", fact: events.ComplaintClassified) -> None:
    kind = Kind(fact.about, fact.source, fact.severity, fact.wish)
    changes: dict[str, Any] = {"kind": kind, "cause": fact.cause, "offer": fact.offer, "offered_on": fact.offered_on}
    _step(hall, fact.complaint, fact, "classified", fact.by, **changes)


@when(events.ComplaintNoted)
def _(hall: "Hall", fact: events.ComplaintNoted) -> None:
    _step(hall, fact.complaint, fact, "noted", fact.by)


@when(events.ComplaintSolved)
def _(hall: "Hall", fact: events.ComplaintSolved) -> None:
    _step(hall, fact.complaint, fact, "solved", fact.by, stage="solved")


@when(events.ComplaintReplied)
def _(hall: "Hall", fact: events.ComplaintReplied) -> None:
    _step(hall, fact.complaint, fact, "replied", fact.by, stage="replied", late=fact.late)


@when(events.ComplaintJudged)
def _(hall: "Hall", fact: events.ComplaintJudged) -> None:
    """Whoever is not satisfied is the supervisor's, though the order comes with the next fact."""
    case = hall.complaints.get(fact.complaint)
    if fact.satisfied:
        returns = case.returns + 1 if case is not None and fact.returned else 0
        _step(hall, fact.complaint, fact, "satisfied", fact.by, stage="archived", returns=returns)
    else:
        _step(hall, fact.complaint, fact, "not-satisfied", fact.by, stage="supervisor", supervised=True, returns=0)


@when(events.ComplaintClosed)
def _(hall: "Hall", fact: events.ComplaintClosed) -> None:
    _step(hall, fact.complaint, fact, "closed", fact.by, stage="closed", closed_at=fact.at, to=fact.outcome)


# ------------------------------------------------------------ orders
@when(events.WorkOrderRaised)
def _(hall: "Hall", fact: events.WorkOrderRaised) -> None:
    hall.work_orders[fact.work_order] = WorkOrder(
        fact.work_order,
        fact.to,
        fact.at,
        fact.post,
        fact.number,
        fact.day,
        fact.complaint,
        fact.department,
        fact.due,
    )
    to = fact.department or fact.to
    changes: dict[str, Any] = {"stage": "dispatched", "order": fact.work_order, "department": fact.department}
    if fact.to == SUPERVISOR:
        changes |= {"stage": "supervisor", "supervised": True}
    _step(hall, fact.complaint, fact, "ordered", fact.by or fact.post, to=to, named=fact.work_order, **changes)


@when(events.WorkOrderReminded)
def _(hall: "Hall", fact: events.WorkOrderReminded) -> None:
    hall.work_orders[fact.work_order] = replace(hall.work_orders[fact.work_order], reminded=True)
    _step(hall, fact.complaint, fact, "reminded", to=fact.department, named=fact.work_order)


@when(events.WorkOrderOverdue)
def _(hall: "Hall", fact: events.WorkOrderOverdue) -> None:
    hall.work_orders[fact.work_order] = replace(hall.work_orders[fact.work_order], reminded=True, overdue=True)
    _step(hall, fact.complaint, fact, "overdue", to=fact.department, named=fact.work_order)


@when(events.WorkOrderAnswered)
def _(hall: "Hall", fact: events.WorkOrderAnswered) -> None:
    hall.work_orders.pop(fact.work_order, None)
    case = hall.complaints.get(fact.complaint or "")
    if case is None:
        return
    changes: dict[str, Any] = {"order": None, "cause": fact.cause or case.cause, "stage": "answered"}
    to, late = fact.department, fact.late if fact.department else None
    _step(hall, case.id, fact, "answered", fact.by, to=to, named=fact.work_order, late=late, **changes)


@when(events.WorkOrderWithdrawn)
def _(hall: "Hall", fact: events.WorkOrderWithdrawn) -> None:
    hall.work_orders.pop(fact.work_order, None)
    _step(hall, fact.complaint, fact, "withdrawn", fact.by, to=fact.department, named=fact.work_order, order=None)


# ------------------------------------------------------------ the bulletin
@when(events.BulletinSaved)
def _(hall: "Hall", fact: events.BulletinSaved) -> None:
    same = {field.name: getattr(fact, field.name) for field in fields(Bulletin) if field.name != "id"}
    drafts = {id: one for id, one in hall.bulletins.items() if id != fact.bulletin}
    if fact.published:
        hall.published = {id: one for id, one in hall.published.items() if id != fact.bulletin}
        hall.published[fact.bulletin] = Bulletin(id=fact.bulletin, **same)
        hall.published = dict(list(hall.published.items())[-BULLETINS:])
    else:
        drafts[fact.bulletin] = Bulletin(id=fact.bulletin, **same)
    hall.bulletins = dict(list(drafts.items())[-BULLETINS:])
