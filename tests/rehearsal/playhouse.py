"""A house in which a rehearsal is played at once: the clock is ours, and a trainee does everything right, or nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.hall import decide, duties, pages, rehearsing
from app.hall.day import Instant
from app.hall.state import Hall
from app.hall.ticket import State
from app.rehearsal import colleagues
from app.rehearsal.case import Colleague, Expected
from app.rehearsal.cast import Cast
from app.rehearsal.reading import cases
from app.rehearsal.result import Result, result
from app.wishes import Answer, Wish, wall_clock
from tests.house import Home, Place, home

ROOT = Path(__file__).parents[2]
HALL = (ROOT / "halls" / "dongcheng.yaml").read_text("utf-8")
REAL, PLAYED = "dongcheng", "dongcheng-rehearsal"
STEP = 1000
REACTS = 3000
"""Milliseconds that the trainee takes to react."""


@dataclass
class Trainee:
    """Serves as the colleagues do, and besides does what is expected as soon as it is."""

    done: set[str] = field(default_factory=set)

    def move(self, cast: Cast, now: Instant) -> colleagues.Move | None:
        role, case = cast.rehearsal.role, cast.case
        for one in case.expected_of(role):
            act = _ACTS.get(one.fact)
            if act is not None and one.id not in self.done and self._owed(cast, one, now):
                self.done.add(one.id)
                return lambda hall, now, one=one, act=act: act(Cast(case, hall), hall, now, one)
        if role == "clerk":
            if self._misses(cast):
                return None
            return next(colleagues.clerk(cast, now, Colleague(case.counter, 5)), None)
        return next({"greeter": colleagues.greeter, "duty-manager": _manager}[role](cast, now), None)

    def _owed(self, cast: Cast, expected: Expected, now: Instant) -> bool:
        played = cast.rehearsal.beat(expected.of) if expected.of else None
        since = played.at if played else cast.rehearsal.at if expected.of is None else None
        return since is not None and now - since >= REACTS

    def _misses(self, cast: Cast) -> bool:
        """Whether what is expected of a missed call is still to come: then the seat is kept."""
        ticket = cast.hall.in_hand(cast.hall.counters[cast.case.counter])
        whose = next((who for who, one in cast.tickets.items() if ticket is not None and one.number == ticket.number), None)
        return whose is not None and not cast.present(whose) and ticket.state == State.CALLED


def _manager(cast: Cast, now: Instant):
    yield from colleagues.duty_manager(cast, now)
    for help in cast.hall.helps.values():
        yield lambda hall, now, help=help: decide.send_helper(hall, now, help=help.id)


def _number(cast: Cast, expected: Expected) -> str:
    return cast.tickets[expected.who].number


def _page(cast: Cast, hall: Hall, now: Instant, one: Expected):
    open = next(page for page in hall.pages.values() if page.answered_at is None)
    return pages.answer_page(hall, now, page=open.id, by="duty-manager")


_ACTS: dict[str, Callable] = {
    "SystemFailed": lambda cast, hall, now, one: duties.report_fault(hall, now, counter=cast.case.counter),
    "SystemRecovered": lambda cast, hall, now, one: duties.fault_over(hall, now, counter=cast.case.counter),
    "TicketRecalled": lambda cast, hall, now, one: decide.recall(hall, now, counter=cast.case.counter),
    "TicketMissed": lambda cast, hall, now, one: decide.no_show(hall, now, counter=cast.case.counter),
    "TicketRejoined": lambda cast, hall, now, one: decide.rejoin(hall, now, ticket=_number(cast, one)),
    "ServiceChanged": lambda cast, hall, now, one: decide.change(
        hall, now, ticket=_number(cast, one), service=one.like["service"]
    ),
    "PostReturned": lambda cast, hall, now, one: duties.return_to_post(hall, now, post=one.like["post"]),
    "PageAnswered": _page,
}


@dataclass
class Playhouse:
    home: Home
    now: list[Instant]

    @property
    def stage(self):
        return self.home.house.stage

    async def begin(self, case: str, role: str) -> None:
        id = await self.stage.prepared(REAL, case, role)
        await self.do(lambda hall, now: rehearsing.begin(hall, now, case=case, role=role), id)

    async def do(self, move, hall: str = PLAYED) -> None:
        await self.home.house.desk.do(Wish(hall, move, lambda *_: Answer(200, b"{}")))

    async def play(self, trainee: Trainee | None, longest: int = 2000) -> Result:
        """To the end, a second at a time."""
        for second in range(longest):
            while (goes_on := await self.stage.turn(PLAYED)) is True:
                pass
            if goes_on is None:
                break
            while trainee is not None and await self._acts(trainee):
                pass
            self.now[0] += STEP
            if second % 10 == 0:
                await self.do(lambda hall, now: [])  # the clock alone brings something about
        return await self.result()

    async def _acts(self, trainee: Trainee) -> bool:
        desk = self.home.house.desk
        runs = await desk.read(PLAYED, lambda hall, now: hall.rehearsal.runs)
        if not runs:
            return False
        case = cases()[await desk.read(PLAYED, lambda hall, now: hall.rehearsal.case)]
        move = await desk.read(PLAYED, lambda hall, now: trainee.move(Cast(case, hall), now))
        if move is not None:
            await self.do(move)
        return move is not None

    async def result(self) -> Result:
        log = self.home.house.log
        hall = log.load(PLAYED)
        return result(log, hall, cases()[hall.rehearsal.case])


@asynccontextmanager
async def playhouse(directory: Path, place: Place | None = None) -> AsyncIterator[Playhouse]:
    place = place or Place.make(directory, (HALL,))
    now = [wall_clock()]
    async with home(place, clock=lambda: now[0], scripts=ROOT / "service_scripts") as opened:
        opened.house.stage.plays = False
        yield Playhouse(opened, now)
