"""The state of a hall: a fold of its facts."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.hall import calling, events
from app.hall.calling import Choice, Queues, Rule
from app.hall.counter import Because, Counter, CounterState
from app.hall.day import Instant
from app.hall.plan import CounterPlan, Plan
from app.hall.refusals import UnknownCounter, UnknownTicket
from app.hall.ticket import AT_COUNTER, GONE, State, Ticket

RECENT_CALLS = 24


@dataclass(frozen=True, slots=True)
class Call:
    """A call as a lobby shows and speaks it; a recall is a call of its own."""

    id: str
    number: str
    counter: int
    at: Instant
    again: bool = False
    spoken_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """A kiosk's request for a helper."""

    id: str
    kiosk: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Served:
    """How many were finished today, and the time from start to finish of those that had one, in milliseconds."""

    finished: int = 0
    timed: int = 0
    total: int = 0


@dataclass(frozen=True)
class Snapshot:
    """A whole hall as values: what a checkpoint stores and what two halls are compared by."""

    plan: Plan
    version: int
    last_at: Instant
    day: str
    tickets: tuple[Ticket, ...]
    counters: tuple[Counter, ...]
    issued: dict[str, int]
    served: dict[str, Served]
    calls: tuple[Call, ...]
    helps: tuple[Help, ...]


_Rule = TypeVar("_Rule", bound=Callable[..., None])
_RULES: dict[type[events.Fact], Callable[..., None]] = {}
"""What each fact changes. A look-up here takes 4 µs a fact less than singledispatchmethod."""


def _when(kind: type[events.Fact]) -> Callable[[_Rule], _Rule]:
    def keep(rule: _Rule) -> _Rule:
        _RULES[kind] = rule
        return rule

    return keep


class Hall:
    """One hall. Only `apply` changes it; what it answers needs no clock but the instant that it is given."""

    def __init__(self) -> None:
        self.plan: Plan
        self.version = 0
        self.last_at: Instant = 0
        self.day = ""
        self.tickets: dict[str, Ticket] = {}
        self.carried: dict[tuple[str, str], Ticket] = {}
        self.held: dict[tuple[str, str], Ticket] = {}
        self.counters: dict[int, Counter] = {}
        self.queues = Queues()
        self.issued: dict[str, int] = {}
        self.served: dict[str, Served] = {}
        self.calls: deque[Call] = deque(maxlen=RECENT_CALLS)
        self.helps: dict[str, Help] = {}
        self._serving: dict[str, list[CounterPlan]] = {}
        """Looked up once for each service until a counter opens or closes."""

    # ------------------------------------------------------------ questions
    def ticket(self, number: str) -> Ticket:
        """The ticket of today or else one of an earlier day that is still at a counter."""
        found = self.tickets.get(number) or next(
            (t for t in self.carried.values() if t.number == number and t.state not in GONE), None
        )
        if found is None:
            raise UnknownTicket(number=number)
        return found

    def counter(self, number: int) -> Counter:
        try:
            return self.counters[number]
        except KeyError:
            raise UnknownCounter(counter=number) from None

    def in_hand(self, counter: Counter) -> Ticket | None:
        if counter.ticket is None:
            return None
        day, number = counter.ticket
        return self.tickets[number] if day == self.day else self.carried[day, number]

    def serving(self, service: str) -> list[CounterPlan]:
        """The open counters that serve a service."""
        found = self._serving.get(service)
        if found is None:
            found = self._serving[service] = [
                plan
                for plan in self.plan.counters
                if service in plan.services and self.counters[plan.number].state == CounterState.OPEN
            ]
        return found

    def rule(self, counter: int) -> Rule:
        plan = self.plan.counter[counter]

        def covered(service: str) -> bool:
            return any(other.number != counter and not other.first for other in self.serving(service))

        return Rule(counter, plan.services, plan.first, covered)

    def next_for(self, counter: int) -> Choice | None:
        return calling.next_for(self.queues, self.rule(counter))

    def upcoming(self, counter: int, limit: int) -> list[Choice]:
        return calling.upcoming(self.queues, self.rule(counter), limit)

    def passed_by(self, counter: int, ticket: Ticket) -> tuple[str, ...]:
        return calling.passed(self.queues, self.rule(counter), ticket)

    def missed(self) -> list[Ticket]:
        """The latest first: whoever comes to ask was mostly called just now."""
        missed = [ticket for ticket in self.everyone() if ticket.state == State.MISSED]
        return sorted(missed, key=lambda ticket: -(ticket.ended_at or 0))

    def everyone(self) -> Iterator[Ticket]:
        yield from self.carried.values()
        yield from self.tickets.values()

    def next_hold_ends(self) -> Instant | None:
        return min((t.held_until for t in self.held.values() if t.held_until is not None), default=None)

    # ------------------------------------------------------------ change
    def apply(self, fact: events.Fact) -> None:
        self.version += 1
        self.last_at = max(self.last_at, fact.at)
        _RULES[type(fact)](self, fact)

    def apply_all(self, facts: Iterable[events.Fact]) -> None:
        for fact in facts:
            self.apply(fact)

    def _put(self, ticket: Ticket, before: Ticket | None = None) -> None:
        """The only place where a ticket changes: it keeps queue and indexes with the state."""
        if before is not None and before.state == State.WAITING:
            self.queues.remove(before)
        if ticket.state == State.WAITING:
            self.queues.add(ticket)
        if ticket.state == State.HELD:
            self.held[ticket.day, ticket.number] = ticket
        elif before is not None and before.state == State.HELD:
            del self.held[ticket.day, ticket.number]
        if ticket.day == self.day:
            self.tickets[ticket.number] = ticket
        else:
            self.carried[ticket.day, ticket.number] = ticket

    def of_fact(self, fact: events.OfTicket) -> Ticket:
        """The ticket that a fact is about, as it is now."""
        return self.tickets[fact.number] if fact.day == self.day else self.carried[fact.day, fact.number]

    def _change(self, fact: events.OfTicket, **changes: Any) -> Ticket:
        before = self.of_fact(fact)
        after = replace(before, **changes)
        self._put(after, before)
        return before

    def _free(self, number: int, **changes: Any) -> None:
        self.counters[number] = replace(self.counters[number], ticket=None, because=None, **changes)

    def _announce(self, call: Call) -> None:
        self.calls.appendleft(call)

    @_when(events.HallSet)
    def _(self, fact: events.HallSet) -> None:
        self.plan = fact.plan
        self._serving = {}
        self.counters = {
            plan.number: self.counters.get(plan.number) or Counter(plan.number, since=fact.at) for plan in fact.plan.counters
        }

    @_when(events.DayBegan)
    def _(self, fact: events.DayBegan) -> None:
        """What is still at a counter stays there, under its own day; all else has expired before."""
        self.carried = {(t.day, t.number): t for t in self.everyone() if t.state in AT_COUNTER}
        self.day, self.tickets, self.held, self.queues = fact.day, {}, {}, Queues()
        self.issued, self.served, self.helps = {}, {}, {}
        called = {ticket.call for ticket in self.carried.values()}
        self.calls = deque((call for call in self.calls if call.id in called), maxlen=RECENT_CALLS)
        self.counters = {number: replace(counter, served=0) for number, counter in self.counters.items()}

    @_when(events.TicketTaken)
    def _(self, fact: events.TicketTaken) -> None:
        letter = fact.number[0]
        self.issued[letter] = self.issued.get(letter, 0) + 1
        self._put(
            Ticket(
                fact.number, fact.day, fact.service, fact.level, fact.at, fact.due, waiting_since=fact.at, language=fact.language
            )
        )

    @_when(events.TicketCalled)
    def _(self, fact: events.TicketCalled) -> None:
        self._to_counter(fact, fact.counter, fact.call, Because(fact.why, fact.reason, fact.passed, fact.waited))

    @_when(events.TicketResumed)
    def _(self, fact: events.TicketResumed) -> None:
        self._to_counter(fact, fact.counter, fact.call)

    def _to_counter(self, fact: events.OfTicket, counter: int, call: str, because: Because | None = None) -> None:
        self._change(
            fact, state=State.CALLED, counter=counter, call=call, called_at=fact.at, started_at=None, held_until=None, recalls=0
        )
        self.counters[counter] = replace(self.counters[counter], ticket=(fact.day, fact.number), because=because)
        self._announce(Call(call, fact.number, counter, fact.at))

    @_when(events.TicketRecalled)
    def _(self, fact: events.TicketRecalled) -> None:
        before = self.of_fact(fact)
        self._put(replace(before, call=fact.call, recalls=before.recalls + 1), before)
        self._announce(Call(fact.call, fact.number, fact.counter, fact.at, again=True))

    @_when(events.ServiceStarted)
    def _(self, fact: events.ServiceStarted) -> None:
        self._change(fact, state=State.SERVING, started_at=fact.at)

    @_when(events.ServiceFinished)
    def _(self, fact: events.ServiceFinished) -> None:
        before = self._change(fact, state=State.DONE, ended_at=fact.at)
        counter = self.counters[fact.counter]
        self._free(fact.counter, served=counter.served + 1)
        told = self.served.get(before.service, Served())
        took = fact.at - before.started_at if before.started_at is not None else None
        self.served[before.service] = Served(told.finished + 1, told.timed + (took is not None), told.total + (took or 0))

    @_when(events.TicketMissed)
    def _(self, fact: events.TicketMissed) -> None:
        self._change(fact, state=State.MISSED, ended_at=fact.at)
        self._free(fact.counter)

    @_when(events.TicketRejoined)
    def _(self, fact: events.TicketRejoined) -> None:
        self._change(
            fact, state=State.WAITING, due=fact.due, counter=None, call=None, called_at=None, ended_at=None, waiting_since=fact.at
        )

    @_when(events.TicketHeld)
    def _(self, fact: events.TicketHeld) -> None:
        self._change(fact, state=State.HELD, counter=None, held_until=fact.until)
        self._free(fact.counter)

    @_when(events.HoldEnded)
    def _(self, fact: events.HoldEnded) -> None:
        self._change(
            fact, state=State.WAITING, held_until=None, call=None, called_at=None, started_at=None, waiting_since=fact.at
        )

    @_when(events.TicketTransferred)
    def _(self, fact: events.TicketTransferred) -> None:
        self._change(
            fact,
            state=State.WAITING,
            service=fact.service,
            due=fact.due,
            counter=fact.to_counter,
            call=None,
            called_at=None,
            started_at=None,
            waiting_since=fact.at,
        )
        self._free(fact.counter)

    @_when(events.ServiceChanged)
    def _(self, fact: events.ServiceChanged) -> None:
        self._change(fact, service=fact.service)

    @_when(events.TicketCancelled)
    def _(self, fact: events.TicketCancelled) -> None:
        self._change(fact, state=State.CANCELLED, ended_at=fact.at, held_until=None)
        if fact.counter is not None:
            self._free(fact.counter)

    @_when(events.TicketExpired)
    def _(self, fact: events.TicketExpired) -> None:
        self._change(fact, state=State.EXPIRED, ended_at=fact.at, held_until=None)

    @_when(events.CounterOpened)
    def _(self, fact: events.CounterOpened) -> None:
        self._set_counter(fact, CounterState.OPEN, staff=fact.staff)

    @_when(events.CounterLeaving)
    def _(self, fact: events.CounterLeaving) -> None:
        self.counters[fact.counter] = replace(self.counters[fact.counter], leaving=CounterState(fact.to), reason=fact.reason)

    @_when(events.CounterPaused)
    def _(self, fact: events.CounterPaused) -> None:
        self._set_counter(fact, CounterState.PAUSED, reason=fact.reason)

    @_when(events.CounterClosed)
    def _(self, fact: events.CounterClosed) -> None:
        """Who waited for this counter only waits for its service from now on."""
        self._set_counter(fact, CounterState.CLOSED, staff=None)
        for ticket in self.queues.waiting_for(fact.counter):
            self._put(replace(ticket, counter=None), ticket)

    def _set_counter(self, fact: events.OfCounter, state: CounterState, **changes: Any) -> None:
        self._serving = {}
        counter = self.counters[fact.counter]
        self.counters[fact.counter] = replace(counter, state=state, since=fact.at, leaving=None, **({"reason": None} | changes))

    @_when(events.CallSpoken)
    def _(self, fact: events.CallSpoken) -> None:
        calls = [replace(c, spoken_at=fact.at) if c.id == fact.call else c for c in self.calls]
        self.calls = deque(calls, maxlen=RECENT_CALLS)

    @_when(events.HelperCalled)
    def _(self, fact: events.HelperCalled) -> None:
        self.helps[fact.help] = Help(fact.help, fact.kiosk, fact.at)

    @_when(events.HelperSent)
    def _(self, fact: events.HelperSent) -> None:
        self.helps.pop(fact.help, None)

    # ------------------------------------------------------------ as values
    def snapshot(self) -> Snapshot:
        return Snapshot(
            self.plan,
            self.version,
            self.last_at,
            self.day,
            tuple(self.everyone()),
            tuple(self.counters.values()),
            dict(self.issued),
            dict(self.served),
            tuple(self.calls),
            tuple(self.helps.values()),
        )

    @classmethod
    def restored(cls, stored: Snapshot) -> "Hall":
        hall = cls()
        hall.plan, hall.version, hall.last_at, hall.day = stored.plan, stored.version, stored.last_at, stored.day
        hall.counters = {counter.number: counter for counter in stored.counters}
        hall.issued, hall.served = dict(stored.issued), dict(stored.served)
        hall.calls = deque(stored.calls, maxlen=RECENT_CALLS)
        hall.helps = {help.id: help for help in stored.helps}
        for ticket in stored.tickets:
            hall._put(ticket)
        return hall
