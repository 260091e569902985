"""What comes next in the case: pure, from the hall as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.hall import decide, duties, rehearsing, walking
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.rehearsal import How
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State
from app.rehearsal.case import Beat, Case, Customer
from app.rehearsal.cast import Cast
from app.rehearsal.colleagues import Move, move


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be done now. `beat`: the beat that it plays; `over`: how the rehearsal ends."""

    move: Move | None = None
    beat: str | None = None
    over: How | None = None


def next_turn(case: Case, hall: Hall, now: Instant, resting: bool = False) -> Turn:
    """`resting`: colleagues do nothing at the moment."""
    if hall.rehearsal is None or not hall.rehearsal.runs:
        return Turn()
    if now - hall.rehearsal.at >= case.minutes * 60_000:
        return Turn(over="out-of-time")
    cast = Cast(case, hall)
    due = {beat.id: at for beat in case.beats if (at := cast.due(beat)) is not None}
    for beat in case.beats:
        if due.get(beat.id, now + 1) <= now:
            return Turn(acts(cast, beat), beat.id)
    if not resting and (next := move(cast, now, hall.rehearsal.role)) is not None:
        return Turn(next)
    return Turn(over="played") if not due and all(cast.since(when) is not None for when in case.over) else Turn()


def acts(cast: Cast, beat: Beat) -> Move:
    """What a beat does in the hall; nothing, if it only says or shows something."""
    customer = cast.case.customer(beat.who) if beat.who is not None else None

    def move(hall: Hall, now: Instant) -> Sequence[Fact]:
        do = beat.do
        if do.help is not None:
            return decide.call_helper(hall, now, kiosk=do.help)
        if do.leaves is not None:
            return duties.leave_post(hall, now, post=do.leaves)
        if customer is None:
            return []
        if do.take:
            return _takes(hall, now, customer)
        if do.kiosk is not None:
            return _at_kiosk(hall, now, customer, do.kiosk)
        return _gives_up(cast, hall, now, customer) if do.gives_up else []

    return lambda hall, now: rehearsing.played(hall, now, beat=beat.id, facts=list(move(hall, now)))


def only_said(beat: str) -> Move:
    """The beat without what it was to do: what the trainee did before made that impossible."""
    return lambda hall, now: rehearsing.played(hall, now, beat=beat, facts=[])


def _takes(hall: Hall, now: Instant, customer: Customer) -> Sequence[Fact]:
    return decide.take(hall, now, service=customer.service, level=customer.level, language="zh", by="kiosk")


def _at_kiosk(hall: Hall, now: Instant, customer: Customer, kiosk: str) -> Sequence[Fact]:
    if walking.GUIDANCE not in hall.scripts:
        return _takes(hall, now, customer)
    return walking.begin(
        hall, now, script=walking.GUIDANCE, runner="kiosk", post=f"kiosk-{kiosk}", service=customer.service, language="zh"
    )


def _gives_up(cast: Cast, hall: Hall, now: Instant, customer: Customer) -> Sequence[Fact]:
    """Whoever waits no longer leaves the queue; nobody walks off while being served."""
    ticket = cast.tickets.get(customer.id)
    if ticket is None or ticket.state in AT_COUNTER or ticket.state not in (State.WAITING, State.HELD):
        return []
    return decide.cancel(hall, now, ticket=ticket.number)
