"""A rehearsal begins, is played and ends; and what an earlier one left behind is ended first."""

from app.hall import complaints, events, walks
from app.hall.counter import CounterState
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import NotARehearsal, RehearsalRuns
from app.hall.rehearsal import How, TraineeRole, is_rehearsal
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, GONE, State

Facts = list[Fact]
OVER = "over"


def begin(hall: Hall, now: Instant, *, case: str, role: TraineeRole) -> Facts:
    """One at a time, and in a rehearsal hall only."""
    _only_here(hall)
    if hall.rehearsal is not None and hall.rehearsal.runs:
        raise RehearsalRuns(case=hall.rehearsal.case)
    return [events.RehearsalBegan(at=now, case=case, role=role)]


def end(hall: Hall, now: Instant, *, how: How) -> Facts:
    """One that is over already is over. Walks under way end where they are, so that what they still owed is counted."""
    _only_here(hall)
    if hall.rehearsal is None or not hall.rehearsal.runs:
        return []
    staff = [walk for walk in hall.walks.values() if walk.runner != "kiosk"]
    cut = [fact for walk in staff for fact in walks.cut(hall, now, walk)]
    return [*cut, events.RehearsalEnded(at=now, case=hall.rehearsal.case, how=how)]


def stopped(hall: Hall, now: Instant, *, case: str) -> Facts:
    """The trainee ends this case; another one goes on."""
    _only_here(hall)
    return end(hall, now, how="stopped") if hall.rehearsal is not None and hall.rehearsal.case == case else []


def played(hall: Hall, now: Instant, *, beat: str, facts: Facts) -> Facts:
    """What the beat leads to, and that it was played. A beat is played once."""
    _only_here(hall)
    if hall.rehearsal is None or not hall.rehearsal.runs or hall.rehearsal.beat(beat) is not None:
        return []
    taken = next((fact.number for fact in facts if isinstance(fact, events.TicketTaken)), None)
    walk = next((fact.walk for fact in facts if isinstance(fact, events.WalkBegan) and fact.runner == "kiosk"), None)
    return [*facts, events.RehearsalPlayed(at=now, beat=beat, number=taken, walk=walk)]


def clear(hall: Hall, now: Instant) -> Facts:
    """Ends all that a rehearsal left open: an empty hall, all posts filled, all counters closed. Nothing while one runs."""
    _only_here(hall)
    if hall.rehearsal is not None and hall.rehearsal.runs:
        return []
    return [
        *(walks.ended(hall, now, walk, OVER) for walk in hall.walks.values()),
        *_tickets(hall, now),
        *_counters(hall, now),
        *_matters(hall, now),
    ]


def _tickets(hall: Hall, now: Instant) -> Facts:
    facts: Facts = []
    for ticket in hall.everyone():
        about = {"number": ticket.number, "day": ticket.day}
        if ticket.state == State.MISSED:
            facts.append(events.TicketExpired(at=now, **about))
        elif ticket.state not in GONE:
            at = ticket.counter if ticket.state in AT_COUNTER else None
            facts.append(events.TicketCancelled(at=now, counter=at, **about))
    return facts


def _counters(hall: Hall, now: Instant) -> Facts:
    facts: Facts = []
    for counter in hall.counters.values():
        if counter.fault_since is not None:
            lasted = now - counter.fault_since
            facts.append(events.SystemRecovered(at=now, counter=counter.number, lasted=lasted))
        if counter.state != CounterState.CLOSED:
            facts.append(events.CounterClosed(at=now, counter=counter.number))
    return facts


def _matters(hall: Hall, now: Instant) -> Facts:
    open_cases = [case.id for case in hall.complaints.values() if case.open]
    promises, ordered = hall.follow_ups.values(), hall.work_orders.values()
    theirs = {one.id for one in ordered if one.complaint in open_cases}
    open_pages = [page for page in hall.pages.values() if page.answered_at is None and page.about not in theirs]
    return [
        *(events.HelperSent(at=now, help=help) for help in hall.helps),
        *(events.PageAnswered(at=now, page=page.id, by=OVER, waited=now - page.at) for page in open_pages),
        *(events.PostReturned(at=now, post=away.post, away=now - away.since) for away in hall.away.values()),
        *(events.LoungeLeft(at=now, number=number, day=day) for day, number in sorted(hall.lounge)),
        *(fact for case in open_cases for fact in complaints.close(hall, now, complaint=case, outcome="withdrawn", by=OVER)),
        *(events.FollowUpDone(at=now, follow_up=one.id, late=False) for one in promises if one.complaint not in open_cases),
        *(events.WorkOrderWithdrawn(at=now, work_order=one.id, by=OVER) for one in ordered if one.complaint not in open_cases),
        *([events.NoticeSet(at=now, text=None)] if hall.notice is not None else []),
    ]


def _only_here(hall: Hall) -> None:
    """Nothing of a rehearsal ever comes into the log of a real hall."""
    if not is_rehearsal(hall.plan.hall):
        raise NotARehearsal(hall=hall.plan.hall)
