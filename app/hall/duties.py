"""What staff tell besides calling and serving: posts left, the lounge, a seat left, the system down, follow-ups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.hall import events, posts, walks
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import Text
from app.hall.refusals import LoungeFull, UnknownPost, WrongState
from app.hall.script import Script
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State, Ticket

Facts = list[Fact]

OUTCOMES = ("accepted", "not-interested", "not-today")


@dataclass(frozen=True, slots=True)
class Filed:
    """A script as it lies in its file; `digest` names the content."""

    script: Script
    digest: str


# ------------------------------------------------------------ scripts
def set_scripts(hall: Hall, now: Instant, filed: Mapping[str, Filed], gone: frozenset[str] = frozenset()) -> Facts:
    """Takes up what is new or changed; what is gone is no longer begun. Walks under way are not touched."""
    facts: Facts = []
    for id in sorted(filed):
        current = hall.scripts.get(id)
        if current is None or (current.digest != filed[id].digest and current.script != filed[id].script):
            version = hall.versions.get(id, 0) + 1
            facts.append(events.ScriptSet(at=now, script=filed[id].script, version=version, digest=filed[id].digest))
    return facts + [events.ScriptGone(at=now, script=id) for id in sorted(gone & hall.scripts.keys())]


# ------------------------------------------------------------ tickets
def note(hall: Hall, now: Instant, *, ticket: str, by: str) -> Facts:
    """What is noted lies beside the log; that something was is a fact."""
    found = hall.ticket(ticket)
    if found.state not in (State.WAITING, State.HELD, State.MISSED, *AT_COUNTER):
        raise WrongState(number=found.number, state=found.state.value)
    return [events.TicketNoted(at=now, number=found.number, day=found.day, by=by)]


def recommend(hall: Hall, now: Instant, *, ticket: str, offer: str | None, outcome: str, post: str) -> Facts:
    """Something was recommended during the wait, with what came of it."""
    found = hall.ticket(ticket)
    if offer is not None and hall.offer(offer).id not in walks.offers_left(hall, (found.day, found.number)):
        raise WrongState(number=found.number, state="offered")
    recommended = events.Recommended(
        at=now,
        outcome=outcome,  # type: ignore[arg-type]
        post=post,
        offer=offer,
        number=found.number,
        day=found.day,
    )
    return [recommended]


def seat_in_lounge(hall: Hall, now: Instant, *, ticket: str) -> Facts:
    found = _waits(hall, ticket)
    if (found.day, found.number) in hall.lounge:
        return []
    if len(hall.lounge) >= hall.plan.lounge_seats:
        raise LoungeFull(seats=hall.plan.lounge_seats)
    return [events.LoungeEntered(at=now, number=found.number, day=found.day)]


def leave_lounge(hall: Hall, now: Instant, *, ticket: str) -> Facts:
    found = hall.ticket(ticket)
    if (found.day, found.number) not in hall.lounge:
        return []
    return [events.LoungeLeft(at=now, number=found.number, day=found.day)]


def _waits(hall: Hall, ticket: str) -> Ticket:
    found = hall.ticket(ticket)
    if found.state not in (State.WAITING, State.HELD, State.CALLED):
        raise WrongState(number=found.number, state=found.state.value)
    return found


def personal_erased(hall: Hall, now: Instant, about: Iterable[tuple[str, str]]) -> Facts:
    """So that every server forgets what it had in memory of these customers; `about`: day, and the number, the walk or the case.
    The words of a case that was closed today are still there."""
    return [
        events.PersonalErased(at=now, day=day, number=id if id[0].isupper() else None, walk=None if id[0].isupper() else id)
        for day, id in about
        if hall.concerns((day, id)) or any(case.notes((day, id)) for case in hall.complaints.values())
    ]


# ------------------------------------------------------------ posts
def leave_post(hall: Hall, now: Instant, *, post: str) -> Facts:
    _post(hall, post)
    return [] if post in hall.away else [events.PostLeft(at=now, post=post)]


def return_to_post(hall: Hall, now: Instant, *, post: str) -> Facts:
    _post(hall, post)
    away = hall.away.get(post)
    return [] if away is None else [events.PostReturned(at=now, post=post, away=now - away.since)]


def _post(hall: Hall, post: str) -> None:
    known = posts.post_ids(hall.plan)
    if post not in known:
        raise UnknownPost(post=post, posts=list(known))


# ------------------------------------------------------------ at the counter
def leave_seat(hall: Hall, now: Instant, *, counter: int, to_counter: int | None = None) -> Facts:
    """The clerk does it for the customer elsewhere; the customer stays and doesn't queue again."""
    at = hall.counter(counter)
    if to_counter is not None:
        hall.counter(to_counter)
    if at.ticket is None:
        raise WrongState(counter=counter, number=None, state=None)
    if at.away_since is not None:
        return []
    left = events.SeatLeft(at=now, counter=counter, number=at.ticket[1], to_counter=to_counter)
    return [left, *walks.beside(hall, now, walks.SEAT, counter, position=1)]


def take_seat(hall: Hall, now: Instant, *, counter: int) -> Facts:
    at = hall.counter(counter)
    return [] if at.away_since is None else [events.SeatTaken(at=now, counter=counter, away=now - at.away_since)]


def report_fault(hall: Hall, now: Instant, *, counter: int) -> Facts:
    at = hall.counter(counter)
    if at.fault_since is not None:
        return []
    failed = events.SystemFailed(at=now, counter=counter, number=at.ticket and at.ticket[1])
    return [failed, *walks.beside(hall, now, walks.FAULT, counter, position=1)]


def fault_over(hall: Hall, now: Instant, *, counter: int) -> Facts:
    at = hall.counter(counter)
    if at.fault_since is None:
        return []
    lasted = now - at.fault_since
    return [events.SystemRecovered(at=now, counter=counter, lasted=lasted, number=at.ticket and at.ticket[1])]


# ------------------------------------------------------------ to everybody in the hall
def set_notice(hall: Hall, now: Instant, *, text: Text | None) -> Facts:
    """A line for the customers, on the lobby's screens until the day ends; None takes it away."""
    return [] if hall.notice == text else [events.NoticeSet(at=now, text=text)]
