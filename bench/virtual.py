"""A recorded day on a virtual clock: the product's own core, and nothing else, decides who is next."""

import heapq
import itertools
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from app.api.shapes import event_shape
from app.hall import decide
from app.hall.counter import CounterState
from app.hall.day import Instant
from app.hall.events import Fact, TicketCalled, TicketTaken
from app.hall.plan import Plan
from app.hall.state import Hall
from app.hall.ticket import State
from bench.record import Arrival, Day, Shift
from bench.replay_hall import service_id

Event = dict[str, Any]
"""As the log's page of the HTTP interface has it: {seq, type, at, data}."""
MIDNIGHT: Instant = 931_132_800_000
"""1999-07-05T00:00Z; any midnight would do."""


class Play:
    """One day. What happens at one instant happens in the order: shifts, services, arrivals, hang-ups."""

    def __init__(self, day: Day, plan: Plan) -> None:
        self.hall = Hall()
        self.facts: list[Fact] = []
        self._takes: dict[str, int] = {}
        self._freed: dict[int, Instant] = {}
        self._ahead: list[tuple[Instant, int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self.now = self._instant(day.begins) - 1000
        self._do(decide.set_plan(self.hall, self.now, plan))
        self._do(decide.pass_time(self.hall, self.now))
        for shift in day.shifts:
            self._at(shift.opens, 0, partial(self._open, shift))
            self._at(shift.closes, 1, partial(self._close, shift))
        for arrival in day.arrivals:
            self._at(arrival.at, 3, partial(self._arrive, arrival))

    def run(self) -> list[Event]:
        """The whole log of the day."""
        while self._ahead:
            self.now, *_, happen = heapq.heappop(self._ahead)
            happen()
        return [event_shape(seq, fact, "UTC") for seq, fact in enumerate(self.facts, 1)]

    def _instant(self, second: int) -> Instant:
        return MIDNIGHT + second * 1000

    def _at(self, second: int, rank: int, happen: Callable[[], None]) -> None:
        heapq.heappush(self._ahead, (self._instant(second), rank, next(self._order), happen))

    def _after(self, seconds: int, rank: int, happen: Callable[[], None]) -> None:
        heapq.heappush(self._ahead, (self.now + seconds * 1000, rank, next(self._order), happen))

    def _do(self, facts: Sequence[Fact]) -> None:
        self.hall.apply_all(facts)
        self.facts += facts

    def _open(self, shift: Shift) -> None:
        self._do(decide.open_counter(self.hall, self.now, counter=shift.counter))
        if self.hall.counter(shift.counter).ticket is None:
            self._call(shift.counter)

    def _close(self, shift: Shift) -> None:
        self._do(decide.close(self.hall, self.now, counter=shift.counter))

    def _arrive(self, arrival: Arrival) -> None:
        level = "vip" if arrival.vip else "ordinary"
        facts = decide.take(self.hall, self.now, service=service_id(arrival.service), level=level, by="integration")
        self._do(facts)
        (taken,) = facts
        assert isinstance(taken, TicketTaken)
        self._takes[taken.number] = arrival.takes
        if arrival.patience is not None:
            self._after(arrival.patience, 4, partial(self._lose_patience, taken.number))
        for counter in self._free():
            self._call(counter)

    def _free(self) -> list[int]:
        """Open counters without a ticket, the longest free one first."""
        free = [c for c in self.hall.counters.values() if c.state == CounterState.OPEN and c.ticket is None]
        return [c.number for c in sorted(free, key=lambda c: (self._freed.get(c.number, 0), c.number))]

    def _call(self, counter: int, finishing: str | None = None) -> None:
        facts = decide.call_next(self.hall, self.now, counter=counter, expected_current=finishing)
        self._do(facts)
        self._freed[counter] = self.now
        for fact in facts:
            if isinstance(fact, TicketCalled):
                self._do(decide.start(self.hall, self.now, counter=counter))
                self._after(self._takes[fact.number], 2, partial(self._call, counter, fact.number))

    def _lose_patience(self, number: str) -> None:
        if self.hall.ticket(number).state == State.WAITING:
            self._do(decide.cancel(self.hall, self.now, ticket=number))


def play(day: Day, plan: Plan) -> list[Event]:
    return Play(day, plan).run()
