"""`python -m bench.peak_hour`: the peak hour of a chain, with the product's own core on a virtual clock.

Some halls are played for an hour each: customers come at random, clerks call, serve by the handbook and finish. What they ask
for, write and wait is counted and reckoned up to the whole chain.
"""

import argparse
import heapq
import itertools
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from app import codec
from app.hall import decide, duties, walking
from app.hall.day import Instant
from app.hall.events import Fact, TicketCalled
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.hall.script import Step
from app.hall.state import Hall
from app.hall.walk import Walk
from app.hall.walking import Given
from app.hall_file import read_hall
from app.rehearsal.colleagues import reply
from app.script_file import read_folder

ROOT = Path(__file__).parent.parent
NINE: Instant = 2_000_000_000_000 // 86_400_000 * 86_400_000 + 3_600_000
"""09:00 in Shanghai, of any day."""
HOUR = 3600
SITS_DOWN, A_STEP = 15.0, 8.0
"""Seconds from the call to the start, and that a step takes, on average."""
COUNTERS = 10
"""So many are open for two customers a minute: at the handbook's pace one is served in three and a half minutes."""


@dataclass
class Played:
    """What one hall did in its hour: `asked` holds the second of each command."""

    tickets: int = 0
    facts: int = 0
    bytes: int = 0
    waits: list[float] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    seconds: float = 0.0
    """Of this machine's time, for deciding and applying."""


class Hour:
    """`begins` and `lasts`: another time of `lasts` seconds in which customers come."""

    def __init__(
        self,
        plan: Plan,
        scripts: Sequence[duties.Filed],
        tickets_a_minute: float,
        seed: int,
        begins: Instant = NINE,
        lasts: int = HOUR,
    ) -> None:
        self.begins, self._lasts = begins, lasts
        self.chance, self.hall, self.played, self.now = random.Random(seed), Hall(), Played(), float(0)
        self._ahead: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._apply(decide.set_plan(self.hall, self._instant, plan))
        self._apply(decide.pass_time(self.hall, self._instant))
        self._apply(duties.set_scripts(self.hall, self._instant, {one.script.id: one for one in scripts}))
        for number in (counter.number for counter in plan.counters):
            self._apply(decide.open_counter(self.hall, self._instant, counter=number, staff=str(7000 + number)))
        self.played = Played()
        self._rate = tickets_a_minute / 60
        self._services = [service.id for service in plan.services]
        self._after(self.chance.expovariate(self._rate), self._arrives)

    def run(self) -> Played:
        while self._ahead:
            self.now, _, happens = heapq.heappop(self._ahead)
            happens()
        return self.played

    @property
    def _instant(self) -> Instant:
        return self.begins + int(self.now * 1000)

    def _after(self, seconds: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._ahead, (self.now + seconds, next(self._order), happens))

    def _apply(self, facts: Sequence[Fact]) -> Sequence[Fact]:
        self.hall.apply_all(facts)
        self._keeps(facts)
        return facts

    def _keeps(self, facts: Sequence[Fact]) -> None:
        self.played.facts += len(facts)
        self.played.bytes += sum(len(codec.encode(fact)) for fact in facts)

    def _ask(self, decided: Callable[[Hall, Instant], Sequence[Fact]]) -> Sequence[Fact]:
        self.played.asked.append(int(self.now))
        began = time.perf_counter()
        try:
            facts = decided(self.hall, self._instant)
            self.hall.apply_all(facts)
        except Refusal:
            facts = []
        self.played.seconds += time.perf_counter() - began
        self._keeps(facts)
        return facts

    def _arrives(self) -> None:
        service, level = self._wishes(), "vip" if self.chance.random() < 0.1 else "ordinary"
        self._ask(lambda hall, now: decide.take(hall, now, service=service, level=level, by="kiosk"))
        self.played.tickets += 1
        for counter in [one.number for one in self.hall.counters.values() if one.ticket is None]:
            self._calls(counter, None)
        if self.now < self._lasts:
            self._after(self.chance.expovariate(self._rate), self._arrives)

    def _wishes(self) -> str:
        return self.chance.choice(self._services)

    def _says(self, step: Step, given: Given) -> Given:
        return given

    def _calls(self, counter: int, finishing: str | None) -> None:
        if self.hall.next_for(counter) is None and finishing is None:
            return
        for fact in self._ask(lambda hall, now: decide.call_next(hall, now, counter=counter, expected_current=finishing)):
            if isinstance(fact, TicketCalled):
                self.played.waits.append(fact.waited / 1000)
                self._after(self.chance.expovariate(1 / SITS_DOWN), partial(self._starts, counter, fact.number))

    def _starts(self, counter: int, number: str) -> None:
        self._ask(lambda hall, now: decide.start(hall, now, counter=counter))
        self._after(self.chance.expovariate(1 / A_STEP), partial(self._goes_on, counter, number))

    def _goes_on(self, counter: int, number: str) -> None:
        """A step more, or the next customer."""
        walk = self.hall.walk_at(counter)
        if walk is None:
            self._calls(counter, number)
            return
        self._ask(partial(self._step, walk))
        self._after(self.chance.expovariate(1 / A_STEP), partial(self._goes_on, counter, number))

    def _step(self, walk: Walk, hall: Hall, now: Instant) -> Sequence[Fact]:
        given = reply(hall, walk, None)
        if given is not None:
            try:
                step = hall.script_of(walk).step(walk.step)
                return walking.answer(hall, now, walk=walk.id, step=walk.step, given=self._says(step, given))
            except Refusal:
                pass
        return walking.skip(hall, now, walk=walk.id, step=walk.step, reason="hurry")


def staffed(plan: Plan) -> Plan:
    """Enough counters, each for all services."""
    services = tuple(service.id for service in plan.services)
    counters = tuple(replace(plan.counters[0], number=n, services=services) for n in range(1, COUNTERS + 1))
    return replace(plan, counters=counters, last_ticket=0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peak_hour", description=__doc__)
    parser.add_argument("--halls", type=int, default=50_000, help="of the chain")
    parser.add_argument("--sample", type=int, default=200, help="of them that are played")
    parser.add_argument("--tickets", type=float, default=2.0, help="a minute and hall")
    parser.add_argument("--without-scripts", action="store_true", help="no handbook: call, start, finish")
    told = parser.parse_args()
    plan = staffed(read_hall(ROOT / "halls" / "dongcheng.yaml"))
    scripts = [] if told.without_scripts else list(read_folder(ROOT / "service_scripts", {})[0].values())
    hours = [Hour(plan, scripts, told.tickets, seed).run() for seed in range(told.sample)]
    print(json.dumps(reckoned(hours, told.halls), indent=1))


def reckoned(hours: Sequence[Played], halls: int) -> dict[str, float]:
    """For a hall and its hour, and for the whole chain in a second."""
    each = {name: statistics.fmean(getattr(hour, name) for hour in hours) for name in ("tickets", "facts", "bytes", "seconds")}
    commands = statistics.fmean(len(hour.asked) for hour in hours)
    waits = sorted(wait for hour in hours for wait in hour.waits)
    return {
        "tickets": each["tickets"],
        "commands": commands,
        "facts": each["facts"],
        "log_kib": each["bytes"] / 1024,
        "core_us_a_command": each["seconds"] / commands * 1e6,
        "wait_mean_s": statistics.fmean(waits),
        "wait_p95_s": waits[int(len(waits) * 0.95)],
        "chain_tickets_a_second": each["tickets"] * halls / HOUR,
        "chain_commands_a_second": commands * halls / HOUR,
        "chain_commands_in_the_busiest_second": _busiest(hours, halls),
        "chain_facts_a_second": each["facts"] * halls / HOUR,
        "chain_log_mib_a_second": each["bytes"] * halls / HOUR / 1024**2,
    }


def _busiest(hours: Sequence[Played], halls: int) -> float:
    """Every hall of the chain plays one of these hours, begun at a second of its own."""
    chance, seconds = random.Random(1), [0] * HOUR
    for _ in range(halls):
        shift = chance.randrange(HOUR)
        for second in chance.choice(hours).asked:
            seconds[(second + shift) % HOUR] += 1
    return float(max(seconds))


if __name__ == "__main__":
    main()
