"""What a wish leads to: hall, now, wish → facts, or a Refusal. Nothing is changed here."""

from collections.abc import Sequence
from dataclasses import replace

from app.hall import duties, events, pages, walks, watch
from app.hall.counter import Counter, CounterState
from app.hall.day import Instant, business_day, next_day_starts, opens_at, takes_tickets
from app.hall.events import Fact
from app.hall.plan import MINUTE, Plan
from app.hall.refusals import (
    CounterBusy,
    CounterShut,
    HallClosed,
    InUse,
    NobodyBehind,
    PassedEnough,
    StaleCurrent,
    UnknownLevel,
    UnknownReason,
    UnknownService,
    WrongState,
)
from app.hall.state import Hall
from app.hall.ticket import AT_COUNTER, State, Ticket, number

Facts = list[Fact]

PASSES = 10
"""So many others at most a ticket lets go before, whatever it takes to come: more, and it is better taken anew."""


# ------------------------------------------------------------ the hall and its time
def set_plan(hall: Hall, now: Instant, plan: Plan, *, by: str | None = None, back_to: int | None = None) -> Facts:
    """A new or a changed hall; what waiting tickets and busy counters still need can't be taken away."""
    for counter in hall.counters.values():
        if counter.ticket and counter.number not in plan.counter:
            raise InUse(what="counter", id=counter.number)
    for ticket in hall.everyone():
        if ticket.state in (State.WAITING, State.HELD, State.MISSED, *AT_COUNTER):
            if ticket.service not in plan.service:
                raise InUse(what="service", id=ticket.service)
            if ticket.level not in plan.level:
                raise InUse(what="level", id=ticket.level)
            if ticket.state == State.WAITING and ticket.counter is not None and ticket.counter not in plan.counter:
                raise InUse(what="counter", id=ticket.counter)
    stranded = [walk for walk in hall.walks.values() if walk.counter is not None and walk.counter not in plan.counter]
    ends = [fact for walk in stranded for fact in walks.cut(hall, now, walk, "closed")]
    return [*ends, events.HallSet(at=now, plan=plan, by=by, back_to=back_to)]


def pass_time(hall: Hall, now: Instant) -> Facts:
    """What the clock alone brings about: the end of a day, the end of a hold."""
    if (today := business_day(hall.plan, now)) > hall.day:
        return [*_end_day(hall, now), events.DayBegan(at=now, day=today)]
    over = [t for t in hall.held.values() if t.held_until is not None and t.held_until <= now]
    ended: Facts = [events.HoldEnded(at=now, number=t.number, day=t.day) for t in sorted(over, key=lambda t: t.place)]
    return ended + watch.overdue(hall, now, position=len(ended))


def _end_day(hall: Hall, now: Instant) -> Facts:
    left = (State.WAITING, State.HELD, State.MISSED)
    expired: Facts = [events.TicketExpired(at=now, number=t.number, day=t.day) for t in hall.everyone() if t.state in left]
    free = [c for c in hall.counters.values() if c.ticket is None and c.state != CounterState.CLOSED]
    busy = {c.ticket for c in hall.counters.values() if c.ticket is not None}
    walking = [walk for walk in hall.walks.values() if walk.ticket not in busy]
    walked = [fact for walk in walking for fact in walks.cut(hall, now, walk, "day-ended")]
    closed: Facts = [events.CounterClosed(at=now, counter=c.number) for c in free]
    return [*expired, *walked, *closed, *duties.set_notice(hall, now, text=None)]


def next_timer(hall: Hall) -> Instant:
    """When `pass_time` will next have something to say."""
    midnight = next_day_starts(hall.plan, hall.day)
    return min(midnight, hall.next_hold_ends() or midnight, watch.next_due(hall) or midnight)


# ------------------------------------------------------------ tickets
def take(
    hall: Hall,
    now: Instant,
    *,
    service: str,
    level: str | None = None,
    language: str | None = None,
    by: str,
    after_hours: bool = False,
    position: int = 0,
) -> Facts:
    """A new ticket. `after_hours`: the hall's staff may issue one when the kiosk may not."""
    wanted = hall.plan.service.get(service)
    if wanted is None:
        raise UnknownService(service=service)
    whose = hall.plan.levels[0] if level is None else hall.plan.level.get(level)
    if whose is None:
        raise UnknownLevel(level=level)
    if not after_hours and not takes_tickets(hall.plan, now):
        raise HallClosed(opens_at=opens_at(hall.plan, now))
    taken = events.TicketTaken(
        at=now,
        number=number(wanted.letter, hall.issued.get(wanted.letter, 0) + 1),
        day=hall.day,
        service=service,
        level=whose.id,
        due=now + whose.promise,
        by=by,
        language=language,
    )
    beside = walks.with_vip(hall, now, taken, position=position + 1)
    return [taken, *beside, *pages.crowd(hall, now, 1, position=position + 1 + len(beside))]


def cancel(hall: Hall, now: Instant, *, ticket: str) -> Facts:
    found = _in_state(hall.ticket(ticket), State.WAITING, State.HELD, *AT_COUNTER)
    at = found.counter if found.state in AT_COUNTER else None
    cancelled = events.TicketCancelled(at=now, number=found.number, day=found.day, counter=at)
    facts = [cancelled, *walks.with_ticket(hall, now, found, "cancelled")]
    return _left(hall, now, hall.counters[at], facts) if at is not None else facts


def change(hall: Hall, now: Instant, *, ticket: str, service: str) -> Facts:
    """Another service; number and place stay."""
    if service not in hall.plan.service:
        raise UnknownService(service=service)
    found = _in_state(hall.ticket(ticket), State.WAITING, State.HELD, *AT_COUNTER)
    if found.service == service:
        return []
    facts: Facts = [events.ServiceChanged(at=now, number=found.number, day=found.day, service=service)]
    facts += walks.with_ticket(hall, now, found, "changed")
    if found.state in AT_COUNTER and found.counter is not None:
        facts += walks.of_service(hall, now, found, service, found.counter, position=len(facts))
    return facts


def rejoin(hall: Hall, now: Instant, *, ticket: str) -> Facts:
    """A missed customer is back."""
    found = _in_state(hall.ticket(ticket), State.MISSED)
    return [events.TicketRejoined(at=now, number=found.number, day=found.day, due=due_of_return(hall, found))]


def due_of_return(hall: Hall, missed: Ticket) -> Instant:
    """The old due or, by the hall's rule, one behind the next few of the service."""
    before = hall.queues.of_service(missed.service)[: hall.plan.missed_return or 0]
    return max([missed.due, *(ticket.due + 1 for ticket in before)])


def let_pass(hall: Hall, now: Instant, *, ticket: str, count: int) -> Facts:
    """The customer comes later: behind the next `count` of the service, or behind all who wait if they are fewer. Who is behind
    only gets nearer by it, so nobody is overtaken. The level is taken first nowhere any more: it would be called at once."""
    found = _in_state(hall.ticket(ticket), State.WAITING)
    if found.let_pass + count > PASSES:
        raise PassedEnough(number=found.number, left=PASSES - found.let_pass)
    behind = hall.queues.behind(found, count)
    if not behind:
        raise NobodyBehind(number=found.number)
    last = behind[-1]
    later = replace(found, due=last.due if found.place[1:] > last.place[1:] else last.due + 1)
    passed = hall.queues.ahead(later) - 1 - hall.queues.ahead(found)  # it still stands before them itself
    return [events.TicketLetPass(at=now, number=found.number, day=found.day, due=later.due, passed=passed)]


# ------------------------------------------------------------ counters open and close
def open_counter(hall: Hall, now: Instant, *, counter: int, staff: str | None = None) -> Facts:
    at = hall.counter(counter)
    if at.state == CounterState.OPEN and at.leaving is None and staff in (None, at.staff):
        return []
    opened = events.CounterOpened(at=now, counter=counter, staff=staff or at.staff)
    return [opened, *(walks.with_opening(hall, now, counter, position=1) if at.state == CounterState.CLOSED else [])]


def pause(hall: Hall, now: Instant, *, counter: int, reason: str | None = None) -> Facts:
    at = hall.counter(counter)
    if at.state == CounterState.CLOSED:
        raise CounterShut(counter=counter, state=at.state)
    if (CounterState.PAUSED, reason) in ((at.leaving, at.reason), (at.state, at.reason)):
        return []
    if at.ticket:
        return [events.CounterLeaving(at=now, counter=counter, to="paused", reason=reason)]
    return [events.CounterPaused(at=now, counter=counter, reason=reason)]


def close(hall: Hall, now: Instant, *, counter: int) -> Facts:
    at = hall.counter(counter)
    if CounterState.CLOSED in (at.state, at.leaving):
        return []
    if at.ticket:
        return [events.CounterLeaving(at=now, counter=counter, to="closed")]
    return _closed(hall, now, counter, [])


def _closed(hall: Hall, now: Instant, counter: int, before: Facts) -> Facts:
    """What was walked there without a ticket, or beside the work, ends with it, unless it has ended `before`."""
    over = {fact.walk for fact in before if isinstance(fact, events.WalkEnded)}
    there = [walk for walk in hall.walks.values() if walk.counter == counter and (walk.ticket is None or walk.aside)]
    ends = [fact for walk in there if walk.id not in over for fact in walks.cut(hall, now, walk, "closed")]
    return [*before, events.CounterClosed(at=now, counter=counter), *ends]


def _left(hall: Hall, now: Instant, at: Counter, facts: Facts) -> Facts:
    """The ticket in hand ends with these facts; the pause or the closing that was waiting for it takes effect."""
    if at.leaving == CounterState.PAUSED:
        return [*facts, events.CounterPaused(at=now, counter=at.number, reason=at.reason)]
    return _closed(hall, now, at.number, facts) if at.leaving else facts


# ------------------------------------------------------------ calling and serving
def call_next(hall: Hall, now: Instant, *, counter: int, expected_current: str | None) -> Facts:
    """The next one by the rule. With the number in service: it is finished first, in the same breath.

    Without a TicketCalled among the facts nobody is waiting.
    """
    at = hall.counter(counter)
    current = hall.in_hand(at)
    if at.state != CounterState.OPEN:
        raise CounterShut(counter=counter, state=at.state)
    if expected_current != (current.number if current else None):
        raise StaleCurrent(counter=counter, expected=expected_current, current=current.number if current else None)
    facts: Facts = []
    if current is not None:
        _in_state(current, State.SERVING)
        facts = _finished(hall, now, current, counter)
        if at.leaving:
            return _left(hall, now, at, facts)
    choice = hall.next_for(counter)
    if choice is not None:
        facts += _called(hall, now, counter, choice.ticket, choice.why, position=len(facts))
    return facts


def call(hall: Hall, now: Instant, *, counter: int, ticket: str, reason: str) -> Facts:
    """A chosen number instead of the next; the reason is a code of the hall's list."""
    _free(hall, counter)
    if reason not in hall.plan.call_reasons:
        raise UnknownReason(reason=reason, reasons=list(hall.plan.call_reasons))
    found = _in_state(hall.ticket(ticket), State.WAITING)
    return _called(hall, now, counter, found, "chosen", reason=reason)


def _called(
    hall: Hall, now: Instant, counter: int, ticket: Ticket, why: events.Why, reason: str | None = None, position: int = 0
) -> Facts:
    call = events.TicketCalled(
        at=now,
        number=ticket.number,
        day=ticket.day,
        counter=counter,
        call=_call_id(hall, position),
        why=why,
        waited=now - ticket.waiting_since,
        passed=hall.passed_by(counter, ticket),
        reason=reason,
    )
    return [call, *walks.with_call(hall, now, ticket, counter, position + 1)]


def _call_id(hall: Hall, position: int = 0) -> str:
    """A call is named by the fact that makes it: unique in the hall's log without any randomness."""
    return f"c{hall.version + 1 + position}"


def recall(hall: Hall, now: Instant, *, counter: int) -> Facts:
    ticket = at_counter(hall, counter, State.CALLED)
    return [events.TicketRecalled(at=now, number=ticket.number, day=ticket.day, counter=counter, call=_call_id(hall))]


def start(hall: Hall, now: Instant, *, counter: int) -> Facts:
    ticket = at_counter(hall, counter, State.CALLED)
    return [events.ServiceStarted(at=now, number=ticket.number, day=ticket.day, counter=counter)]


def finish(hall: Hall, now: Instant, *, counter: int, outcome: str | None = None) -> Facts:
    ticket = at_counter(hall, counter, State.SERVING)
    return _left(hall, now, hall.counters[counter], _finished(hall, now, ticket, counter, outcome))


def _finished(hall: Hall, now: Instant, ticket: Ticket, counter: int, outcome: str | None = None) -> Facts:
    finished = events.ServiceFinished(at=now, number=ticket.number, day=ticket.day, counter=counter, outcome=outcome)
    return [*walks.with_ticket(hall, now, ticket), finished]


def no_show(hall: Hall, now: Instant, *, counter: int) -> Facts:
    ticket = at_counter(hall, counter, State.CALLED)
    missed = events.TicketMissed(at=now, number=ticket.number, day=ticket.day, counter=counter)
    return _left(hall, now, hall.counters[counter], [missed, *walks.with_ticket(hall, now, ticket, "missed")])


def hold(hall: Hall, now: Instant, *, counter: int, minutes: int | None = None) -> Facts:
    ticket = at_counter(hall, counter, *AT_COUNTER)
    until = None if minutes is None else now + minutes * MINUTE
    held = events.TicketHeld(at=now, number=ticket.number, day=ticket.day, counter=counter, until=until)
    return _left(hall, now, hall.counters[counter], [held, *walks.asides_over(hall, now, ticket)])


def resume(hall: Hall, now: Instant, *, counter: int, ticket: str) -> Facts:
    _free(hall, counter)
    found = _in_state(hall.ticket(ticket), State.HELD)
    resumed = events.TicketResumed(at=now, number=found.number, day=found.day, counter=counter, call=_call_id(hall))
    return [resumed, *walks.with_call(hall, now, found, counter, position=1)]


def transfer(
    hall: Hall,
    now: Instant,
    *,
    counter: int,
    service: str | None = None,
    to_counter: int | None = None,
    keep_place: bool = True,
) -> Facts:
    """To another service, or to wait for one other counter."""
    ticket = at_counter(hall, counter, *AT_COUNTER)
    if service is not None and service not in hall.plan.service:
        raise UnknownService(service=service)
    may_wait_for(hall, counter, to_counter, ticket)
    over = walks.with_transfer(hall, now, ticket, service or ticket.service)
    return move(hall, now, ticket, counter, service or ticket.service, to_counter, keep_place, over)


def may_wait_for(hall: Hall, counter: int, to_counter: int | None, ticket: Ticket) -> None:
    """Another counter, and one that isn't closed."""
    if to_counter == counter:
        raise WrongState(counter=counter, number=ticket.number, state=ticket.state.value)
    if to_counter is not None and hall.counter(to_counter).state == CounterState.CLOSED:
        raise CounterShut(counter=to_counter, state=CounterState.CLOSED)


def move(
    hall: Hall,
    now: Instant,
    ticket: Ticket,
    counter: int,
    service: str,
    to_counter: int | None,
    keep_place: bool = True,
    over: Sequence[Fact] = (),
) -> Facts:
    """The ticket in hand waits again; `over`: what ends with that."""
    due = ticket.due if keep_place else now + hall.plan.level[ticket.level].promise
    moved = events.TicketTransferred(
        at=now,
        number=ticket.number,
        day=ticket.day,
        counter=counter,
        service=service,
        due=due,
        to_counter=to_counter,
    )
    return _left(hall, now, hall.counters[counter], [moved, *over])


# ------------------------------------------------------------ around the calls
def call_spoken(hall: Hall, now: Instant, *, call: str) -> Facts:
    """A display has announced a call; only the first report of a recent call is a fact."""
    heard = next((c for c in hall.calls if c.id == call and c.spoken_at is None), None)
    return [events.CallSpoken(at=now, call=call, number=heard.number, counter=heard.counter)] if heard else []


def call_helper(hall: Hall, now: Instant, *, kiosk: str) -> Facts:
    """One open request a kiosk is enough."""
    if any(help.kiosk == kiosk for help in hall.helps.values()):
        return []
    return [events.HelperCalled(at=now, help=f"h{hall.version + 1}", kiosk=kiosk)]


def send_helper(hall: Hall, now: Instant, *, help: str) -> Facts:
    return [events.HelperSent(at=now, help=help), *pages.withdraw(hall, now, help)] if help in hall.helps else []


# ------------------------------------------------------------ what must hold
def _in_state(ticket: Ticket, *states: State) -> Ticket:
    if ticket.state not in states:
        raise WrongState(number=ticket.number, state=ticket.state.value)
    return ticket


def at_counter(hall: Hall, counter: int, *states: State) -> Ticket:
    """The ticket in hand, in one of these states."""
    ticket = hall.in_hand(hall.counter(counter))
    if ticket is None:
        raise WrongState(counter=counter, number=None, state=None)
    return _in_state(ticket, *states)


def _free(hall: Hall, counter: int) -> Counter:
    """The counter is open and has no ticket in hand."""
    at = hall.counter(counter)
    if at.state != CounterState.OPEN:
        raise CounterShut(counter=counter, state=at.state)
    if at.ticket is not None:
        raise CounterBusy(counter=counter, current=at.ticket[1])
    return at
