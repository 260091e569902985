"""What is done about a complaint: hall, now, wish → facts, or a Refusal. The order of flow 4 stands here."""

from app.hall import events, pages
from app.hall.complaint import REPLY, RETURN, SEVERITIES, SOURCES, SUPERVISOR, WISHES, Complaint, Kind, Stage
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import DAY, MINUTE, Department
from app.hall.refusals import (
    ComplaintElsewhere,
    ComplaintOver,
    NeverRecommended,
    UnknownClass,
    UnknownComplaint,
    UnknownDepartment,
)
from app.hall.state import Hall
from app.hall.walk import Walk

Facts = list[Fact]

AGAIN = DAY
"""After this time somebody who could not be reached is called again."""


# ------------------------------------------------------------ recorded and classified
def record(
    hall: Hall,
    now: Instant,
    *,
    kind: Kind,
    by: str,
    post: str = "office",
    walk: str | None = None,
    ticket: tuple[str, str] | None = None,
    offer: str | None = None,
    offered_on: str | None = None,
    position: int = 0,
) -> Facts:
    """A case begins. A recommendation that the ticket's customer accepted is named by itself."""
    known_kind(hall, kind)
    if offer is None and ticket is not None:
        accepted = [one for one in hall.offered.get(ticket, ()) if one.outcome == "accepted"]
        offer, offered_on = (accepted[-1].offer or "other", hall.day) if accepted else (None, None)
    day, number = ticket or (None, None)
    return [
        events.ComplaintRecorded(
            at=now,
            complaint=f"k{hall.version + 1 + position}",
            by=by,
            about=kind.about,
            source=kind.source,
            severity=kind.severity,
            wish=kind.wish,
            post=post,
            walk=walk,
            number=number,
            day=day,
            offer=offer,
            offered_on=offered_on,
        )
    ]


def known_kind(hall: Hall, kind: Kind) -> None:
    """Raises UnknownClass."""
    classes = tuple(one.id for one in hall.plan.complaints.classes)
    for given, known in (
        (kind.about, classes),
        (kind.source, SOURCES),
        (kind.severity, SEVERITIES),
        (kind.wish, WISHES),
    ):
        if given not in known:
            raise UnknownClass(given=given[:40], known=list(known))


def known_cause(hall: Hall, cause: str | None) -> None:
    causes = [one.id for one in hall.plan.complaints.causes]
    if cause is not None and cause not in causes:
        raise UnknownClass(given=cause[:40], known=causes)


def classify(
    hall: Hall,
    now: Instant,
    *,
    complaint: str,
    by: str,
    kind: Kind,
    cause: str | None = None,
    offer: str | None = None,
    offered_on: str | None = None,
) -> Facts:
    """`kind` whole; cause and offer stay what they were unless others are named."""
    found = _open(hall, complaint)
    known_kind(hall, kind)
    known_cause(hall, cause)
    if offer is not None:
        hall.offer(offer)
    cause = cause or found.cause
    whence = (offer, offered_on) if offer is not None else (found.offer, found.offered_on)
    if (found.kind, found.cause, found.offer, found.offered_on) == (kind, cause, *whence):
        return []
    return [
        events.ComplaintClassified(
            at=now,
            complaint=complaint,
            by=by,
            about=kind.about,
            source=kind.source,
            severity=kind.severity,
            wish=kind.wish,
            cause=cause,
            offer=whence[0],
            offered_on=whence[1],
        )
    ]


def accepted(hall: Hall, ticket: tuple[str, str] | None, offer: str) -> None:
    """Raises UnknownOffer, and NeverRecommended unless the customer of the ticket accepted it today."""
    hall.offer(offer)
    made = hall.offered.get(ticket, ()) if ticket is not None else ()
    if not any(one.outcome == "accepted" and one.offer == offer for one in made):
        raise NeverRecommended(number=ticket[1] if ticket is not None else "–", day=hall.day)


def note(hall: Hall, now: Instant, *, complaint: str, by: str) -> Facts:
    _open(hall, complaint)
    return [events.ComplaintNoted(at=now, complaint=complaint, by=by)]


# ------------------------------------------------------------ solved here, or dispatched
def solve(hall: Hall, now: Instant, *, complaint: str, by: str) -> Facts:
    _at(_open(hall, complaint), "recorded")
    return [events.ComplaintSolved(at=now, complaint=complaint, by=by)]


def dispatch(
    hall: Hall,
    now: Instant,
    *,
    complaint: str,
    by: str,
    department: str | None = None,
    minutes: int | None = None,
    post: str = "office",
) -> Facts:
    """To a department, by the class if none is named; one that has the case loses it to another. `minutes`: when, from now, the
    customer was promised the reply."""
    found = _at(_open(hall, complaint), "recorded", "dispatched", "answered", "supervisor")
    to = _department(hall, department, found.kind.about)
    facts = _withdrawn(hall, now, found, by)
    facts.append(raised(hall, now, found, to, by=by, post=post, position=len(facts)))
    if minutes is not None:
        facts += _follow_up_over(found, now, "moved", by)
        facts.append(_promise(hall, now, found, REPLY, now + minutes * MINUTE, post, len(facts)))
    return facts


def raised(
    hall: Hall,
    now: Instant,
    complaint: Complaint,
    to: Department | None,
    *,
    by: str,
    post: str,
    counter: int | None = None,
    position: int = 0,
) -> Fact:
    """None: to the branch's customer supervisor, on whom no clock is set."""
    return events.WorkOrderRaised(
        at=now,
        work_order=f"o{hall.version + 1 + position}",
        to="department" if to else SUPERVISOR,
        post=post,
        counter=counter,
        number=complaint.number,
        day=complaint.day,
        complaint=complaint.id,
        department=to.id if to else None,
        due=now + hall.plan.complaints.reply_within if to else None,
        by=by,
    )


def _department(hall: Hall, id: str | None, about: str) -> Department:
    rules = hall.plan.complaints
    if id is None:
        return rules.for_class(about)
    found = rules.department(id)
    if found is None:
        raise UnknownDepartment(department=id[:40], departments=[one.id for one in rules.departments])
    return found


# ------------------------------------------------------------ the reply, and whether it satisfies
def reply(hall: Hall, now: Instant, *, complaint: str, by: str) -> Facts:
    """The customer is told: at once, or at the agreed time. The supervisor's order ends with it."""
    found = _at(_open(hall, complaint), "answered", "supervisor")
    order = hall.work_orders.get(found.order or "")
    facts: Facts = (
        []
        if order is None
        else [events.WorkOrderAnswered(at=now, work_order=order.id, late=False, took=now - order.at, by=by, complaint=complaint)]
    )
    promise = hall.follow_ups.get(found.follow_up or "")
    late = promise is not None and now > promise.due
    return [
        *facts,
        events.ComplaintReplied(at=now, complaint=complaint, by=by, late=late),
        *_follow_up_over(found, now, "replied", by, late),
    ]


def judge(hall: Hall, now: Instant, *, complaint: str, satisfied: bool, by: str, post: str = "office") -> Facts:
    """Satisfied: archived, with a return call later. Not: a work order to the branch's customer supervisor."""
    found = _at(_open(hall, complaint), "solved", "replied")
    judged = events.ComplaintJudged(at=now, complaint=complaint, by=by, satisfied=satisfied)
    if satisfied:
        due = now + hall.plan.complaints.return_call
        return [judged, _promise(hall, now, found, RETURN, due, post, 1)]
    return [judged, raised(hall, now, found, None, by=by, post=post, position=1)]


def close(hall: Hall, now: Instant, *, complaint: str, outcome: str, by: str) -> Facts:
    """Nothing more is to be done: the customer takes it back, or nothing more can be done. What was asked of others ends."""
    found = _open(hall, complaint)
    closed = events.ComplaintClosed(at=now, complaint=complaint, outcome=outcome, by=by)  # type: ignore[arg-type]
    return [*_withdrawn(hall, now, found, by), *_follow_up_over(found, now, "closed", by), closed]


def called(hall: Hall, now: Instant, *, complaint: str, outcome: str, late: bool, by: str, post: str) -> Facts:
    """A follow-up of the case is done. After a return call the next one is due, until it is ended or they were all made; or the
    case is opened again, or the call is tried again."""
    found = hall.complaints[complaint]
    over = _follow_up_over(found, now, outcome, by, late)
    if found.stage != "archived":
        return _called_back(hall, now, found, outcome, over, by, post)
    if outcome == "not-satisfied":
        judged = events.ComplaintJudged(at=now, complaint=complaint, by=by, satisfied=False, returned=True)
        return [*over, judged, raised(hall, now, found, None, by=by, post=post, position=len(over) + 1)]
    if outcome == "unreachable":
        return [*over, _promise(hall, now, found, RETURN, now + AGAIN, post, len(over))]
    if outcome == "gave-up":
        return [*over, events.ComplaintClosed(at=now, complaint=complaint, outcome="unreachable", by=by)]
    judged = events.ComplaintJudged(at=now, complaint=complaint, by=by, satisfied=True, returned=True)
    rules = hall.plan.complaints
    if outcome != "ended" and found.returns + 1 < rules.return_calls:
        return [*over, judged, _promise(hall, now, found, RETURN, now + rules.return_every, post, len(over) + 1)]
    return [*over, judged, events.ComplaintClosed(at=now, complaint=complaint, outcome="satisfied", by=by)]


def _called_back(hall: Hall, now: Instant, case: Complaint, outcome: str, over: Facts, by: str, post: str) -> Facts:
    """The promised call. Before the department has decided it is word from us, and no reply yet."""
    if outcome == "unreachable":
        return [*over, _promise(hall, now, case, REPLY, now + AGAIN, post, len(over))]
    if outcome != "gave-up" and case.stage == "answered":
        return reply(hall, now, complaint=case.id, by=by)
    return over


def answered(hall: Hall, now: Instant, complaint: str, position: int) -> Facts:
    """The department has decided: the customer is to be told at once, unless a time was agreed."""
    found = hall.complaints[complaint]
    if found.follow_up is not None:
        return []
    return [_promise(hall, now, found, REPLY, now + hall.plan.complaints.at_once, "office", position)]


# ------------------------------------------------------------ as the script goes
def of_walk(hall: Hall, now: Instant, walk: Walk, step: str, by: str, position: int) -> Facts:
    """What a step of the complaint's script does to its case. A step back repeats none of it."""
    found = in_walk(hall, walk.id)
    if step == "recorded":
        return (
            []
            if found is not None
            else record(
                hall, now, kind=_heard(hall, walk), by=by, post=walk.post, walk=walk.id, ticket=walk.ticket, position=position
            )
        )
    if found is None or not found.open:
        return []
    if step == "solved":
        return [events.ComplaintSolved(at=now, complaint=found.id, by=by)] if found.stage == "recorded" else []
    satisfied = step == "satisfied"
    if found.stage == ("archived" if satisfied else "supervisor"):
        return []
    judged = events.ComplaintJudged(at=now, complaint=found.id, by=by, satisfied=satisfied)
    over = _follow_up_over(found, now, "reopened", by)
    if not satisfied:  # an order that is open ends with the supervisor's
        return [*over, judged]
    over += _withdrawn(hall, now, found, by)
    due = now + hall.plan.complaints.return_call
    return [*over, judged, _promise(hall, now, found, RETURN, due, walk.post, position + len(over) + 1)]


def ordered(hall: Hall, now: Instant, case: Complaint, walk: Walk, to: str, by: str, position: int) -> Facts:
    """A work order that the script raises: an order to the same stays, one to another ends with it, as does a return call."""
    department = hall.plan.complaints.for_class(case.kind.about) if to != SUPERVISOR else None
    order = hall.work_orders.get(case.order or "")
    if order is not None and order.department == (department.id if department else None):
        return []
    over = _withdrawn(hall, now, case, by)
    if case.stage == "archived" and department is not None:
        over += _follow_up_over(case, now, "reopened", by)
    at = position + len(over)
    return [*over, raised(hall, now, case, department, by=by, post=walk.post, counter=walk.counter, position=at)]


def agreed(case: Complaint | None, now: Instant, by: str) -> Facts:
    """The customer is promised a reply at another time: what was promised before ends."""
    return _follow_up_over(case, now, "moved", by) if case is not None else []


def in_walk(hall: Hall, walk: str) -> Complaint | None:
    return next((one for one in hall.complaints.values() if one.walk == walk), None)


def _heard(hall: Hall, walk: Walk) -> Kind:
    """By the answers of the script's steps; what it doesn't ask, or the hall doesn't know, is the plainest."""
    classes = [one.id for one in hall.plan.complaints.classes]
    said = walk.answers

    def among(step: str, known: tuple[str, ...] | list[str], else_: str) -> str:
        return said[step] if said.get(step) in known else else_

    return Kind(
        among("about", classes, "other" if "other" in classes else classes[0]),
        among("source", SOURCES, SOURCES[0]),
        among("severity", SEVERITIES, SEVERITIES[0]),
        among("wish", WISHES, WISHES[0]),
    )


# ------------------------------------------------------------ what must hold
def found(hall: Hall, id: str) -> Complaint:
    """Raises UnknownComplaint."""
    if id not in hall.complaints:
        raise UnknownComplaint(complaint=id[:40])
    return hall.complaints[id]


def _open(hall: Hall, id: str) -> Complaint:
    case = found(hall, id)
    if not case.open:
        raise ComplaintOver(complaint=id)
    return case


def _at(case: Complaint, *stages: Stage) -> Complaint:
    if case.stage not in stages:
        raise ComplaintElsewhere(complaint=case.id, stage=case.stage)
    return case


def _withdrawn(hall: Hall, now: Instant, case: Complaint, by: str) -> Facts:
    """The order that is open for it ends unanswered; nobody need go for it any more."""
    order = hall.work_orders.get(case.order or "")
    if order is None:
        return []
    over = events.WorkOrderWithdrawn(at=now, work_order=order.id, by=by, complaint=case.id, department=order.department)
    return [over, *pages.withdraw(hall, now, order.id)]


def _follow_up_over(case: Complaint, now: Instant, outcome: str, by: str, late: bool = False) -> Facts:
    if case.follow_up is None:
        return []
    what = RETURN if case.stage == "archived" else REPLY
    return [
        events.FollowUpDone(at=now, follow_up=case.follow_up, late=late, outcome=outcome, by=by, what=what, complaint=case.id)
    ]


def _promise(hall: Hall, now: Instant, case: Complaint, what: str, due: Instant, post: str, position: int) -> Fact:
    return events.FollowUpSet(
        at=now,
        follow_up=f"f{hall.version + 1 + position}",
        what=what,
        due=due,
        post=post,
        walk=case.walk,
        number=case.number,
        day=case.day,
        complaint=case.id,
    )
