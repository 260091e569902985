"""One case: its class, how to reach the customer, what has happened and was written down, and the next step."""

from dataclasses import dataclass

from app.hall.complaint import Complaint, Happened
from app.hall.day import Instant
from app.hall.state import Hall, Known
from app.hall.tasks import Tasks
from counter_ui.complaints.words import Clock, clock_of, named, stage_of
from counter_ui.manager.durations import moment_of
from counter_ui.manager.names import receiver_name
from shared_ui.sentences import label, say

STEPS = {
    "recorded": ("solve", "dispatch"),
    "solved": ("satisfaction",),
    "dispatched": ("dispatch",),
    "answered": ("reply", "dispatch"),
    "replied": ("satisfaction",),
    "supervisor": ("reply", "dispatch"),
    "archived": (),
    "closed": (),
}
"""What may come next, by stage: the first is what usually does."""


@dataclass(frozen=True, slots=True)
class Line:
    at: str
    what: str
    who: str
    text: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """`stage`, `clock`: where the case is, and how much time there is. `steps`: what may be done by whoever looks; `order`: the
    work order that they answer, `department` in whose name; `call`: the return call."""

    case: Complaint
    about: str
    stage: str
    clock: Clock | None
    cause: str | None
    offer: str | None
    customer: str | None
    phone: str | None
    noted: str | None
    lines: list[Line]
    steps: tuple[str, ...]
    order: str | None
    department: str
    orders: tuple[str, ...]
    call: str | None
    handles: bool
    gone: bool


def sheet(hall: Hall, now: Instant, case: Complaint, mine: Tasks, spoken: str) -> Sheet:
    rules, order = hall.plan.complaints, hall.work_orders.get(case.order or "")
    abouts = [about for about in hall.known if case.notes(about)]
    known = [hall.known[about] for about in abouts]
    before = next((one for about, one in zip(abouts, known, strict=True) if about[1] != case.id), Known())
    answers = order is not None and order.department is not None and mine.answers(order)
    gone = order is not None and order.department is not None and rules.department(order.department) is None
    promise = hall.follow_ups.get(case.follow_up or "")
    offers = {offer.id: offer.name.in_(spoken) for offer in hall.plan.offers}
    handles = mine.handles(case)
    return Sheet(
        case=case,
        about=named(rules.classes, case.kind.about, spoken),
        stage=label(spoken, "cases.task", "agent") if case.task == "agent" else stage_of(hall.plan, case, spoken),
        clock=clock_of(hall, now, case, spoken) if case.open else None,
        cause=named(rules.causes, case.cause, spoken) if case.cause else None,
        offer=offers.get(case.offer, label(spoken, "cases", "other_offer")) if case.offer else None,
        customer=next((one.customer for one in reversed(known) if one.customer), None),
        phone=next((phone for about in abouts if (phone := hall.masked_phone(about, now))), None),
        noted=before.note,
        lines=[_line(hall, now, case, one, spoken) for one in case.steps],
        steps=STEPS[case.stage] if handles else (),
        orders=tuple(dict.fromkeys(one.order for one in case.steps if one.order)),
        order=order.id if order is not None and answers and not gone else None,
        department=receiver_name(hall.plan, case.department or "", spoken),
        call=promise.id if promise is not None and case.stage == "archived" and mine.calls(hall, promise) else None,
        handles=handles and case.open,
        gone=gone,
    )


def _line(hall: Hall, now: Instant, case: Complaint, one: Happened, spoken: str) -> Line:
    told = hall.told.get(case.id, {}).get(one.seq)
    what = label(spoken, "cases.did", one.what)
    if one.what in ("ordered", "answered", "withdrawn", "reminded", "overdue") and one.to:
        what = say(spoken, f"cases.did_to.{one.what}", to=receiver_name(hall.plan, one.to, spoken))
    elif one.to:
        what = say(spoken, "cases.did_how", what=what, how=label(spoken, "cases.outcome", one.to))
    return Line(
        moment_of(hall.plan, now, one.at, spoken),
        what,
        label(spoken, "cases.by", one.by) if one.by else "",
        told.note if told else None,
        bool(one.late) or one.what == "overdue",
    )
