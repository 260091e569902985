"""Work orders: answered by whom they went to, and what the clock brings about while they aren't."""

from app.hall import complaints, events, pages
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.matters import FollowUp, WorkOrder
from app.hall.refusals import ComplaintOver, DepartmentGone, OrderOver, UnknownFollowUp, UnknownWorkOrder
from app.hall.state import Hall

Facts = list[Fact]
REASON = "work-order"
"""Why the duty manager is paged when a reply order doesn't come."""


def answer(hall: Hall, now: Instant, *, work_order: str, by: str, cause: str | None = None) -> Facts:
    """The reply order: what was decided lies beside the log."""
    order = hall.work_orders.get(work_order)
    if order is None:
        raise _over(hall, work_order)
    if order.department is not None and hall.plan.complaints.department(order.department) is None:
        raise DepartmentGone(department=order.department, departments=[one.id for one in hall.plan.complaints.departments])
    complaints.known_cause(hall, cause)
    facts: Facts = [
        events.WorkOrderAnswered(
            at=now,
            work_order=work_order,
            late=order.due is not None and now > order.due,
            took=now - order.at,
            by=by,
            complaint=order.complaint,
            department=order.department,
            cause=cause,
        ),
        *pages.withdraw(hall, now, work_order),
    ]
    if order.complaint in hall.complaints and order.department is not None:
        facts += complaints.answered(hall, now, order.complaint, len(facts))
    return facts


def _over(hall: Hall, id: str) -> UnknownWorkOrder | ComplaintOver | OrderOver:
    case = next((one for one in hall.complaints.values() if any(step.order == id for step in one.steps)), None)
    if case is None:
        return UnknownWorkOrder(work_order=id[:40])
    return OrderOver(work_order=id, complaint=case.id) if case.open else ComplaintOver(complaint=case.id)


def reminder(order: WorkOrder, now: Instant) -> Fact:
    return events.WorkOrderReminded(at=now, work_order=order.id, complaint=order.complaint, department=order.department)


def overdue(hall: Hall, order: WorkOrder, now: Instant, position: int) -> Facts:
    """Its time is over: the duty manager is paged."""
    told = events.WorkOrderOverdue(at=now, work_order=order.id, complaint=order.complaint, department=order.department)
    return [told, *pages.page(hall, now, reason=REASON, about=order.id, number=order.number, position=position + 1)]


# ------------------------------------------------------------ follow-ups
def follow_up_done(hall: Hall, now: Instant, *, follow_up: str, outcome: str = "done", by: str = "") -> Facts:
    """What was promised is done, with what came of it; a second time changes nothing. Raises UnknownFollowUp."""
    found = hall.follow_ups.get(follow_up)
    if found is None:
        if not (follow_up[:1] == "f" and follow_up[1:].isdecimal() and 0 < int(follow_up[1:12]) <= hall.version):
            raise UnknownFollowUp(follow_up=follow_up[:40])
        return []
    late = now > found.due
    if found.complaint in hall.complaints and hall.complaints[found.complaint].follow_up == follow_up:
        return complaints.called(hall, now, complaint=found.complaint, outcome=outcome, late=late, by=by, post=found.post)
    done = events.FollowUpDone(
        at=now, follow_up=follow_up, late=late, outcome=outcome, by=by or None, what=found.what, complaint=found.complaint
    )
    return [done, _again(hall, now, found)] if outcome == "unreachable" else [done]


def _again(hall: Hall, now: Instant, before: FollowUp) -> Fact:
    """Whoever could not be reached is called again the next day: the promise stands."""
    return events.FollowUpSet(
        at=now,
        follow_up=f"f{hall.version + 2}",
        what=before.what,
        due=now + complaints.AGAIN,
        post=before.post,
        walk=before.walk,
        number=before.number,
        day=before.day,
    )
