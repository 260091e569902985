"""A hall to try things on: the cast, their hall, and a floor that checks the promise of the fold after every command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from app.hall import decide, wait
from app.hall.events import Fact, TicketCalled
from app.hall.plan import MINUTE, CounterPlan, Level, Plan, Service, Text
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.hall.ticket import State, Ticket

WANG, LI, ZHAO = "ordinary", "vip", "ordinary"
"""王 is an ordinary customer, 李 a VIP; 赵 is an ordinary one who left the papers at home."""
ACCOUNT, BILL, SIM = "open-account", "pay-bill", "sim-card"


def named(word: str) -> Text:
    return Text(word, word)


PLAN = Plan(
    hall="dongcheng",
    name=named("Dongcheng"),
    timezone="Asia/Shanghai",
    levels=(Level("ordinary", named("ordinary"), 15 * MINUTE), Level("vip", named("VIP"), 10 * MINUTE, important=True)),
    services=(
        Service(ACCOUNT, "A", named("account"), typical=8 * MINUTE),
        Service(BILL, "B", named("bill"), typical=2 * MINUTE),
        Service(SIM, "C", named("SIM")),
    ),
    counters=(
        CounterPlan(1, (ACCOUNT, BILL)),
        CounterPlan(2, (ACCOUNT, BILL), first=("vip",)),
        CounterPlan(3, (BILL,)),
    ),
)


class Floor:
    """A hall with a clock of its own. `floor.finish(counter=1)` is `decide.finish` and all that follows from it."""

    def __init__(self, plan: Plan = PLAN, at: str = "2026-03-09 09:00") -> None:
        self.hall = Hall()
        self.facts: list[Fact] = []
        self.now = 0
        self._zone = ZoneInfo(plan.timezone)
        self.clock(at)
        self._commit(decide.set_plan(self.hall, self.now, plan))
        self.tick()

    # ------------------------------------------------------------ the clock
    def clock(self, wall: str) -> None:
        """Sets the clock on the wall; nobody has looked at it yet."""
        self.now = int(datetime.fromisoformat(wall).replace(tzinfo=self._zone).timestamp() * 1000)

    def later(self, **duration: float) -> list[Fact]:
        self.now += int(timedelta(**duration).total_seconds() * 1000)
        return self.tick()

    def tick(self) -> list[Fact]:
        """What the desk's timer does."""
        return self.do(lambda hall, now: [])

    # ------------------------------------------------------------ commands
    def do(self, wish, **wishes) -> list[Fact]:
        """Decides, applies and checks, as the desk does: what the clock brought about comes first."""
        facts = self.unchecked(wish, **wishes)
        self.check()
        return facts

    def unchecked(self, wish, **wishes) -> list[Fact]:
        by_itself = self._commit(decide.pass_time(self.hall, self.now))
        before = self.hall.snapshot()
        try:
            facts = wish(self.hall, self.now, **wishes)
        finally:
            assert self.hall.snapshot() == before, "to decide changes nothing"
        return by_itself + self._commit(facts)

    def __getattr__(self, verb: str):
        return partial(self.do, getattr(decide, verb))

    def take(self, level: str = WANG, service: str = ACCOUNT, **wishes) -> str:
        return self.do(decide.take, service=service, level=level, by="kiosk", **wishes)[-1].number

    def crowd(self, size: int) -> list[str]:
        """Many at once, checked once."""
        numbers = [self.unchecked(decide.take, service=ACCOUNT, by="kiosk")[-1].number for _ in range(size)]
        self.check()
        return numbers

    def row(self, size: int) -> list[str]:
        """So many who came one second after the other."""
        return [(self.take(), self.later(seconds=1))[0] for _ in range(size)]

    def open(self, *counters: int) -> None:
        for counter in counters:
            self.open_counter(counter=counter)

    def next(self, counter: int, after: str | None = None) -> str | None:
        """The number that is called next; `after` is the one in service, which is finished with it."""
        facts = self.call_next(counter=counter, expected_current=after)
        return next((fact.number for fact in facts if isinstance(fact, TicketCalled)), None)

    def serve(self, counter: int) -> str:
        number = self.next(counter)
        self.start(counter=counter)
        return number

    def calls(self, counter: int) -> list[str]:
        """Calls and serves until nobody is waiting."""
        numbers = [self.next(counter)]
        while numbers[-1]:
            self.start(counter=counter)
            numbers.append(self.next(counter, after=numbers[-1]))
        return numbers[:-1]

    def replan(self, **changes) -> None:
        self.set_plan(plan=replace(self.hall.plan, **changes))

    # ------------------------------------------------------------ what is to be seen
    def see(self, number: str) -> Ticket:
        return self.hall.ticket(number)

    def state(self, number: str) -> State:
        return self.see(number).state

    def counter(self, number: int) -> str:
        return self.hall.counters[number].state

    def in_hand(self, counter: int) -> str | None:
        ticket = self.hall.in_hand(self.hall.counters[counter])
        return ticket and ticket.number

    def queue(self, service: str = ACCOUNT) -> list[str]:
        return [ticket.number for ticket in self.hall.queues.of_service(service)]

    def ahead(self, number: str) -> int:
        return self.hall.queues.ahead(self.see(number))

    def upcoming(self, counter: int, limit: int = 99) -> list[str]:
        return [choice.ticket.number for choice in self.hall.upcoming(counter, limit)]

    def wait(self, number: str) -> wait.Wait | None:
        return wait.of_ticket(self.hall, self.see(number))

    # ------------------------------------------------------------ the promise of the fold
    def check(self) -> None:
        replayed = Hall()
        replayed.apply_all(self.facts)
        seen = everything(self.hall)
        assert everything(replayed) == seen, "replaying the log gives the hall"
        assert everything(Hall.restored(self.hall.snapshot())) == seen, "a snapshot gives the hall"

    def _commit(self, facts: list[Fact]) -> list[Fact]:
        self.hall.apply_all(facts)
        self.facts += facts
        return facts


def everything(hall: Hall) -> tuple:
    """All that a hall says of itself: its snapshot, and what it derives from it to be quick."""
    queues = {service.id: hall.queues.of_service(service.id) for service in hall.plan.services}
    upcoming = {counter: hall.upcoming(counter, 3) for counter in hall.counters}
    serving = {service.id: hall.serving(service.id) for service in hall.plan.services}
    return hall.snapshot(), queues, upcoming, serving, hall.held, hall.carried, decide.next_timer(hall)


@contextmanager
def refused(kind: type[Refusal], **fields: object) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.fields == caught.value.fields | fields
