"""What was promised with a date, by kind: the callback and return-call list."""

from collections import Counter
from dataclasses import dataclass

from app.hall.complaint import RETURN
from app.hall.day import Instant
from app.hall.matters import FollowUp
from app.hall.plan import DAY
from app.hall.state import Hall
from counter_ui.complaints.visitor import tasks_in
from counter_ui.complaints.words import Clock, clock
from counter_ui.manager.names import code_name, place_name
from shared_ui.picture import Look, language

EARLY = DAY
"""So long before its time a return call isn't made by a touch that was meant for the one before: it comes in its place."""


@dataclass(frozen=True, slots=True)
class Call:
    """`note`: what was noted about it; `returns`: a return call, whose outcome decides about its case; `nth`: which one,
    and `last`: there is none after it; `early`: it is due some other day, so what came of it
    is asked only of whoever has chosen it; `next`: the one to be made now."""

    id: str
    what: str
    where: str
    number: str | None
    complaint: str | None
    clock: Clock
    customer: str | None
    phone: str | None
    note: str | None
    returns: bool
    nth: int | None
    last: bool
    early: bool
    chosen: bool
    next: bool


@dataclass(frozen=True, slots=True)
class Kind:
    id: str
    name: str
    count: int
    late: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Calls:
    calls: list[Call]
    kinds: list[Kind]
    late: int
    count: int
    kind: str
    cases: bool


def calls(hall: Hall, now: Instant, look: Look) -> Calls:
    spoken, mine, kind = language(look), tasks_in(hall.plan, look), look.get("kind", "")
    open = sorted((one for one in hall.follow_ups.values() if mine.calls(hall, one)), key=lambda one: (one.due, one.id))
    count = Counter(one.what for one in open)
    late = Counter(one.what for one in open if now > one.due)
    kind = kind if kind in count else ""
    shown = [one for one in open if kind in ("", one.what)]
    following = _next(shown, now, look)
    return Calls(
        calls=[_call(hall, now, one, look, spoken, following=one is following) for one in shown],
        kinds=[Kind(id, _name(hall, id, spoken), n, late[id], id == kind) for id, n in count.items()],
        late=late.total(),
        count=len(open),
        kind=kind,
        cases=mine.every or mine.clerk or mine.supervisor or mine.agent,
    )


def _name(hall: Hall, what: str, spoken: str) -> str:
    return code_name(hall, spoken, "manager.follow_up", what)


def _next(shown: list[FollowUp], now: Instant, look: Look) -> FollowUp | None:
    """The one that was chosen, else the first that is due."""
    chosen = next((one for one in shown if one.id == look.get("call")), None)
    return chosen or next((one for one in shown if not _early(one, now)), None)


def _early(one: FollowUp, now: Instant) -> bool:
    return one.what == RETURN and one.due - now > EARLY


def _call(hall: Hall, now: Instant, one: FollowUp, look: Look, spoken: str, *, following: bool) -> Call:
    known = [(about, known) for about, known in hall.known.items() if one.notes(about)]
    case = hall.complaints.get(one.complaint or "") if one.what == RETURN else None
    nth = case.returns + 1 if case is not None else None
    return Call(
        one.id,
        _name(hall, one.what, spoken),
        place_name(hall.plan, spoken, one.post),
        one.number,
        one.complaint,
        clock(hall.plan, now, one.at, one.due, spoken),
        next((found.customer for _, found in known if found.customer), None),
        next((phone for about, _ in known if (phone := hall.masked_phone(about, now))), None),
        next((found.note for _, found in known if found.note), None),
        one.what == RETURN and one.complaint is not None,
        nth,
        nth is not None and nth >= hall.plan.complaints.return_calls,
        _early(one, now),
        look.get("call") == one.id,
        following,
    )
