"""A hall by the design's words, to hold the real one against: plain lists, and every question is a scan."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.hall.plan import MINUTE, Plan

HOUR = 60 * MINUTE
OVER = ("done", "missed", "cancelled", "expired")
GONE = ("done", "cancelled", "expired")


class No(Exception):
    """The hall refuses; which refusal it is, the examples tell."""


def need(holds: bool) -> None:
    if not holds:
        raise No


@dataclass(eq=False)
class Slip:
    """`at`: the counter where it is called or served; `only`: the counter that it waits for."""

    number: str
    day: str
    service: str
    level: str
    taken: int
    due: int
    state: str = "waiting"
    at: int | None = None
    only: int | None = None
    until: int | None = None
    moved: bool = False
    let_pass: int = 0
    rated: bool = False

    @property
    def place(self) -> tuple:
        return self.due, self.number[0], len(self.number), self.number, self.day


@dataclass
class Desk:
    state: str = "closed"
    leaving: str | None = None
    services: tuple[str, ...] | None = None
    first: tuple[str, ...] | None = None


class Model:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.now, self.day = plan, 0, ""
        self.slips: list[Slip] = []
        self.desks = {counter.number: Desk() for counter in plan.counters}

    # ------------------------------------------------------------ the rule
    def serves(self, counter: int, service: str) -> bool:
        """As assigned today, if anything that there is was."""
        known = [s.id for s in self.plan.services]
        assigned = [s for s in self.desks[counter].services or () if s in known]
        return service in (assigned or next(c.services for c in self.plan.counters if c.number == counter))

    def first(self, counter: int) -> tuple[str, ...]:
        planned = next(c.first for c in self.plan.counters if c.number == counter)
        assigned = self.desks[counter].first
        return planned if assigned is None else tuple(le.id for le in self.plan.levels if le.id in assigned)

    def assign(self, counter: int, services: tuple[str, ...] | None, first: tuple[str, ...] | None) -> None:
        """None: as planned; whatever is the plan's anyway is as planned too."""
        planned = next(c for c in self.plan.counters if c.number == counter)
        need(all(s in [one.id for one in self.plan.services] for s in services or ()))
        need(all(le in [one.id for one in self.plan.levels] for le in first or ()))
        others = [n for n in self.desks if n != counter]
        lost = [s.id for s in self.plan.services if self.serves(counter, s.id) and s.id not in (services or planned.services)]
        need(all(any(self.serves(n, s) for n in others) for s in lost))
        desk = self.desks[counter]
        desk.services = None if services is None or {*services} == {*planned.services} else services
        desk.first = None if first is None or {*first} == {*planned.first} else first

    def covered(self, counter: int, service: str) -> bool:
        """Another open counter without `first` serves it."""
        others = [n for n, desk in self.desks.items() if n != counter and desk.state == "open" and not self.first(n)]
        return any(self.serves(n, service) for n in others)

    def queue(self, counter: int) -> list[Slip]:
        """Whom the counter could call, the earliest due first."""
        able = [s for s in self.slips if s.state == "waiting" and s.only == counter]
        able += [s for s in self.slips if s.state == "waiting" and s.only is None and self.serves(counter, s.service)]
        return sorted(able, key=lambda slip: slip.place)

    def next_of(self, counter: int, queue: list[Slip]) -> Slip | None:
        """The earliest due; or the earliest of those who go first and let nobody pass, if others could call whom it passes."""
        for at, slip in enumerate(queue):
            if slip.level in self.first(counter) and self.covered(counter, slip.service) and not slip.let_pass:
                if all(p.only is None and self.covered(counter, p.service) for p in queue[:at]):
                    return slip
                break
        return queue[0] if queue else None

    def upcoming(self, counter: int, limit: int) -> list[Slip]:
        queue, order = self.queue(counter), []
        while queue and len(order) < limit:
            order.append(self.next_of(counter, queue))
            queue.remove(order[-1])
        return order

    def ahead(self, slip: Slip) -> int:
        return sum(s.state == "waiting" and s.service == slip.service and s.place < slip.place for s in self.slips)

    # ------------------------------------------------------------ looking up
    def find(self, number: str) -> Slip:
        """Of today, or else of the earliest day that is still here."""
        here = [s for s in self.slips if s.number == number and (s.day == self.day or s.state not in GONE)]
        need(bool(here))
        return next((s for s in here if s.day == self.day), here[0])

    def in_hand(self, counter: int) -> Slip | None:
        return next((s for s in self.slips if s.at == counter), None)

    def at(self, counter: int, *states: str) -> Slip:
        slip = self.in_hand(counter)
        need(slip is not None and slip.state in states)
        return slip

    def free(self, counter: int) -> None:
        need(self.desks[counter].state == "open" and self.in_hand(counter) is None)

    # ------------------------------------------------------------ what the clock does
    def tick(self, now: int) -> None:
        self.now = now
        day = datetime.fromtimestamp((now + (8 - 4) * HOUR) // 1000, UTC).date().isoformat()
        if day > self.day:
            for slip in self.slips:
                if slip.state in ("waiting", "held", "missed"):
                    self.leave(slip, "expired")
            self.day = day
            for counter, desk in self.desks.items():
                desk.services = desk.first = None
                if self.in_hand(counter) is None:
                    desk.state = "closed"
        for slip in self.slips:
            if slip.state == "held" and slip.until is not None and slip.until <= now:
                slip.state, slip.until = "waiting", None

    # ------------------------------------------------------------ tickets
    def take(self, service: str, level: str) -> None:
        letter = next(s.letter for s in self.plan.services if s.id == service)
        count = 1 + sum(s.day == self.day and s.number[0] == letter for s in self.slips)
        self.slips.append(Slip(f"{letter}{count:03}", self.day, service, level, self.now, self.now + self.promise(level)))

    def promise(self, level: str) -> int:
        return next(le.promise for le in self.plan.levels if le.id == level)

    def cancel(self, ticket: str) -> None:
        slip = self.find(ticket)
        need(slip.state in ("waiting", "held", "called", "serving"))
        self.leave(slip, "cancelled")

    def change(self, ticket: str, service: str) -> None:
        slip = self.find(ticket)
        need(slip.state in ("waiting", "held", "called", "serving"))
        slip.service = service

    def rejoin(self, ticket: str) -> None:
        slip = self.find(ticket)
        need(slip.state == "missed")
        same = sorted((s for s in self.slips if s.state == "waiting" and s.service == slip.service), key=lambda s: s.place)
        behind = same[: self.plan.missed_return or 0]
        slip.due = max([slip.due] + [s.due + 1 for s in behind])
        slip.state, slip.moved = "waiting", True

    def let_pass(self, ticket: str, count: int) -> None:
        """One after the other steps before it, and whoever is due in the same millisecond as the last."""
        slip = self.find(ticket)
        need(slip.state == "waiting" and slip.let_pass + count <= 10)
        same = sorted((s for s in self.slips if s.state == "waiting" and s.service == slip.service), key=lambda s: s.place)
        behind = same[same.index(slip) + 1 :][:count]
        need(bool(behind))
        before = self.ahead(slip)
        slip.due = behind[-1].due
        if slip.place < behind[-1].place:
            slip.due += 1
        slip.let_pass, slip.moved = slip.let_pass + self.ahead(slip) - before, True

    def rate(self, ticket: str) -> None:
        """Once, when the service has ended, on its own day."""
        here = [s for s in self.slips if s.number == ticket and s.day == self.day]
        need(bool(here) and here[0].state == "done" and not here[0].rated)
        here[0].rated = True

    # ------------------------------------------------------------ counters
    def open_counter(self, counter: int) -> None:
        self.desks[counter].state, self.desks[counter].leaving = "open", None

    def pause(self, counter: int) -> None:
        need(self.desks[counter].state != "closed")
        self.wants(counter, "paused")

    def close(self, counter: int) -> None:
        self.wants(counter, "closed")

    def wants(self, counter: int, state: str) -> None:
        desk = self.desks[counter]
        if self.in_hand(counter):
            desk.leaving = state
            return
        desk.state, desk.leaving = state, None
        for slip in self.slips:
            if state == "closed" and slip.only == counter:
                slip.only = None

    def leave(self, slip: Slip, state: str) -> None:
        """The ticket leaves its counter, if it is at one, and the counter leaves too, if it was about to."""
        counter, slip.at, slip.only, slip.until, slip.state = slip.at, None, None, None, state
        if counter is not None and self.desks[counter].leaving:
            self.wants(counter, self.desks[counter].leaving)

    # ------------------------------------------------------------ calling and serving
    def call_next(self, counter: int, expected_current: str | None) -> None:
        need(self.desks[counter].state == "open")
        current = self.in_hand(counter)
        need(expected_current == (current and current.number))
        if current:
            need(current.state == "serving")
            leaves = self.desks[counter].leaving
            self.leave(current, "done")
            if leaves:
                return
        queue = self.queue(counter)
        if queue:
            self.come(counter, self.next_of(counter, queue))

    def come(self, counter: int, slip: Slip) -> None:
        slip.state, slip.at, slip.only, slip.until = "called", counter, None, None

    def call(self, counter: int, ticket: str) -> None:
        self.free(counter)
        slip = self.find(ticket)
        need(slip.state == "waiting")
        self.come(counter, slip)

    def resume(self, counter: int, ticket: str) -> None:
        self.free(counter)
        slip = self.find(ticket)
        need(slip.state == "held")
        self.come(counter, slip)

    def recall(self, counter: int) -> None:
        self.at(counter, "called")

    def start(self, counter: int) -> None:
        self.at(counter, "called").state = "serving"

    def finish(self, counter: int) -> None:
        self.leave(self.at(counter, "serving"), "done")

    def no_show(self, counter: int) -> None:
        self.leave(self.at(counter, "called"), "missed")

    def hold(self, counter: int, minutes: int | None) -> None:
        slip = self.at(counter, "called", "serving")
        self.leave(slip, "held")
        slip.until = None if minutes is None else self.now + minutes * MINUTE

    def transfer(self, counter: int, service: str | None, to_counter: int | None, keep_place: bool) -> None:
        slip = self.at(counter, "called", "serving")
        need(to_counter is None or (to_counter != counter and self.desks[to_counter].state != "closed"))
        if not keep_place:
            slip.due, slip.moved = self.now + self.promise(slip.level), True
        slip.service = service or slip.service
        self.leave(slip, "waiting")
        slip.only = to_counter

    # ------------------------------------------------------------ the plan
    def set_plan(self, plan: Plan) -> None:
        services, levels = [s.id for s in plan.services], [le.id for le in plan.levels]
        counters = [c.number for c in plan.counters]
        for slip in self.slips:
            if slip.state not in GONE:
                need(slip.service in services and slip.level in levels)
                need(slip.at in (None, *counters) and slip.only in (None, *counters))
        self.plan = plan
        self.desks = {n: self.desks.get(n, Desk()) for n in counters}
        for desk in self.desks.values():
            desk.services = tuple(s for s in desk.services or () if s in services) or None
            desk.first = None if desk.first is None else tuple(le for le in desk.first if le in levels)
