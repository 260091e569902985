"""Cases, work orders and follow-ups as JSON. Nothing in them is personal but `told`, for whoever's task the case is."""

from app.api.shapes import Shape
from app.hall.complaint import Complaint, Happened
from app.hall.day import Instant
from app.hall.matters import FollowUp
from app.hall.state import Hall, Known
from app.stamps import stamp, stamp_or_none


def case_shape(hall: Hall, case: Complaint, now: Instant) -> Shape:
    """A case without what is personal; `task`: whose turn it is."""
    zone, order = hall.plan.timezone, hall.work_orders.get(case.order or "")
    promise = hall.follow_ups.get(case.follow_up or "")
    return {
        "complaint": case.id,
        "recorded_at": stamp(zone, case.at),
        "about": case.kind.about,
        "source": case.kind.source,
        "severity": case.kind.severity,
        "wish": case.kind.wish,
        "cause": case.cause,
        "stage": case.stage,
        "task": case.task,
        "number": case.number,
        "day": case.day,
        "offer": case.offer,
        "offered_on": case.offered_on,
        "work_order": case.order,
        "department": case.department if order is not None else None,
        "reply_due_at": stamp_or_none(zone, order.due) if order is not None else None,
        "reminded": order is not None and order.reminded,
        "overdue": order is not None and order.overdue,
        "follow_up": case.follow_up,
        "follow_up_due_at": stamp(zone, promise.due) if promise is not None else None,
        "closed_at": stamp_or_none(zone, case.closed_at),
        "steps": [_step(zone, one) for one in case.steps],
    }


def _step(zone: str, one: Happened) -> Shape:
    return {"seq": one.seq, "what": one.what, "at": stamp(zone, one.at), "by": one.by, "to": one.to, "late": one.late}


def told_shape(hall: Hall, case: Complaint) -> Shape:
    """What was written down: with the ticket or walk at first, then with each step; and how the customer may be reached."""
    about = next((one for one in hall.known if one[1] != case.id and case.notes(one)), None)
    told = hall.told.get(case.id, {})
    before = hall.known.get(about, Known()) if about is not None else Known()
    now = hall.known.get((case.on, case.id), Known())
    return {
        "customer": now.customer or before.customer,
        "has_phone": bool(now.phone or before.phone),
        "noted": before.note,
        "words": [{"seq": seq, "text": one.note} for seq, one in sorted(told.items()) if one.note],
    }


def follow_up_shape(hall: Hall, one: FollowUp, now: Instant) -> Shape:
    zone = hall.plan.timezone
    return {
        "follow_up": one.id,
        "what": one.what,
        "set_at": stamp(zone, one.at),
        "due_at": stamp(zone, one.due),
        "overdue": now > one.due,
        "post": one.post,
        "number": one.number,
        "day": one.day,
        "complaint": one.complaint,
    }
