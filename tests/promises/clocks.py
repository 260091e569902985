"""A desk whose wall clock is set forward and back by up to an hour while a hall works: in zones whose clocks change, over
midnights and leap days, and with days that begin at odd times. It is the real desk, on SQLite; its timers run on virtual time.

What the clock alone brings about happens soon after the wall clock shows it; nothing else changes with it.
"""

import asyncio
import itertools
import random
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from structlog.testing import capture_logs

from app.database import create_data
from app.desk import Desk
from app.founding import found
from app.hall import decide, events
from app.hall.counter import CounterState
from app.hall.events import Fact
from app.hall.refusals import CounterShut, Refusal
from app.hall.state import Hall
from app.hall.ticket import State, Ticket
from app.hall_file import read_hall_text
from app.live import Live
from app.log import Log
from app.personal import Strongbox
from app.wishes import Answer, Wish
from app.writer import Writer
from tests.house import HALL
from tests.promises.server import room
from tests.promises.virtual import VirtualHand, VirtualLoop, virtual_time

HOUR = 3_600_000
LOOKS = 120.0
"""Seconds between two looks of the desk: a day has fewer of them so. In a hall it is one second."""
WITHIN = LOOKS + 1
"""Seconds after which what the clock brings about is too late."""
MISTAKE = 120_000
"""Milliseconds: a step as small as this is one too."""


@dataclass(frozen=True)
class Scene:
    """Two days of a hall, from noon before `day` on."""

    zone: str
    day: date
    starts: str
    """When the business day starts, HH:MM."""

    @property
    def begins(self) -> int:
        noon = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=ZoneInfo(self.zone)) - timedelta(days=1)
        return int(noon.timestamp() * 1000)


def changes(zone: str, years: range) -> list[date]:
    """The days on which the clocks of a zone change."""
    there, found = ZoneInfo(zone), []
    for year in years:
        days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(366)]
        for day in days:
            if day.astimezone(there).utcoffset() != (day + timedelta(days=1)).astimezone(there).utcoffset():
                found.append((day + timedelta(hours=12)).astimezone(there).date())
    return found


FEW = (
    Scene("Europe/Berlin", date(2026, 3, 29), "02:30"),
    Scene("America/New_York", date(2026, 11, 1), "01:30"),
    Scene("Australia/Lord_Howe", date(2026, 10, 4), "02:15"),
    Scene("Asia/Tehran", date(2021, 3, 22), "00:00"),
    Scene("Asia/Shanghai", date(2028, 2, 29), "04:00"),
)
"""A day that begins in an hour that is skipped, one in an hour that comes twice, half an hour, a midnight that is skipped, a leap
day."""
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "Africa/Casablanca", "Africa/Cairo"),
    *("America/Santiago", "America/St_Johns", "Pacific/Chatham", "Asia/Beirut", "Atlantic/Azores", "Antarctica/Troll"),
)


def many(seed: int, count: int) -> list[Scene]:
    """Days on which the clocks of many zones change, each beginning at some time; each fifth is a leap day."""
    chance = random.Random(seed)
    scenes = []
    for n in range(count):
        zone = ZONES[n % len(ZONES)]
        day = date(2028, 2, 29) if n % 5 == 4 else chance.choice(changes(zone, range(2019, 2027)))
        starts = chance.choice(["00:00", "00:30", "01:30", "02:00", "02:15", "02:30", "03:00", "04:00", "05:30"])
        scenes.append(Scene(zone, day, starts))
    return scenes


@dataclass
class Clocks:
    seed: int
    scenes: int = 0
    steps: int = 0
    tickets: int = 0
    calls: int = 0
    holds: int = 0
    days: int = 0
    restarts: int = 0
    overtaken: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    latest: float = 0.0
    """Seconds after the wall clock showed it until the clock's own facts came."""

    def __str__(self) -> str:
        return (
            f"clocks: {self.scenes} scenes of two days, {self.steps} steps of the wall clock, {self.restarts} restarts;"
            f" {self.tickets} tickets, {self.calls} calls: order changes {len(self.overtaken)}, numbers repeated"
            f" {len(self.repeated)}; {self.days} business days and {self.holds} ends of holds, wrong {len(self.wrong)}, at most"
            f" {self.latest:.1f} s after the clock showed it (looks every {LOOKS:.0f} s; seed {self.seed})"
        )


@contextmanager
def time_may_go_back() -> Iterator[None]:
    """The known fault: the desk believes the wall clock, whatever it showed before."""
    with patch.object(Writer, "now", lambda self, hall: self.clock()):
        yield


class Day:
    """The hall of a scene, its customers and clerks, and the hand at the wall clock."""

    def __init__(self, loop: VirtualLoop, scene: Scene, seed: int, found_: Clocks) -> None:
        self.loop, self.scene, self.found = loop, scene, found_
        self.chance = random.Random(f"{seed} {scene}")
        self.directory = room()
        self.data = create_data(self.directory / "var", None)
        self.log = Log(self.data.engine, Strongbox(self.data.key))
        file = HALL.replace("Asia/Shanghai", scene.zone) + f'day_starts: "{scene.starts}"\n'
        with self.log.write() as writing:
            found(writing, read_hall_text(file), scene.begins)
        self.began, self.ahead = loop.time(), 0
        self.clocks = [(loop.time(), 0)]
        """From when on the wall clock was so far ahead, in seconds and milliseconds."""
        self.came: dict[int, float] = {}
        """When each fact came, by the time that never steps."""
        self.before: list[tuple[str, str]] = []

    def clock(self) -> int:
        return self.scene.begins + int((self.loop.time() - self.began) * 1000) + self.ahead

    def wrong(self, what: str) -> None:
        self.found.wrong.append(f"{self.scene}: {what}")

    # ------------------------------------------------------------ the server
    async def start(self) -> None:
        self.live = Live()
        self.desk = Desk(self.log, self.live, self.clock)
        self.desk.hand = VirtualHand(self.loop, lambda: 0.001)  # type: ignore[assignment]
        self.desk.told.append(self._told)
        self._watching = self.live.watching("dongcheng")
        self._watching.__enter__()
        await self.desk.open()
        await self.desk.find("dongcheng")

    async def stop(self) -> None:
        self._watching.__exit__(None, None, None)
        await self.desk.close()

    def _told(self, heads: dict[str, int]) -> None:
        head = heads["dongcheng"]
        for seq in range(max(self.came, default=0) + 1, head + 1):
            self.came[seq] = self.loop.time()

    # ------------------------------------------------------------ two days
    async def pass_by(self) -> None:
        await self.start()
        until = self.began + 48 * 3600
        await self.do(decide.open_counter, counter=1)
        while self.loop.time() < until:
            await asyncio.sleep(self.chance.uniform(LOOKS + 10, 1500))
            await self.happens()
            await self.look_at_the_order()
        self.ahead = 0
        self.clocks.append((self.loop.time(), 0))
        await asyncio.sleep(3 * 3600)  # until every hold and day has come, however far the clock was set back
        await self.stop()
        self.judge([recorded.fact for recorded in self.log.since("dongcheng", 0)])
        self.log.close()
        self.data.engine.dispose()
        shutil.rmtree(self.directory)

    async def happens(self) -> None:
        act = self.chance.random()
        if act < 0.45:
            level = self.chance.choice(["ordinary", "ordinary", "vip"])
            await self.do(decide.take, service="pay-bill", level=level, by="kiosk-1")
        elif act < 0.85:
            await self.serve()
        elif act < 0.97:
            self.step()
        else:
            self.found.restarts += 1
            await self.stop()
            await self.start()

    def step(self) -> None:
        """Forward or back, never more than an hour from the truth in all."""
        self.found.steps += 1
        by = self.chance.choice([HOUR, -HOUR, self.chance.randint(-HOUR, HOUR), -MISTAKE, MISTAKE])
        self.ahead = max(-HOUR, min(HOUR, self.ahead + by)) if self.chance.random() < 0.8 else 0
        self.clocks.append((self.loop.time(), self.ahead))

    async def serve(self) -> None:
        """A clerk calls the next; whoever was there is finished, misses it, or is held."""
        hall = await self.hall()
        if hall.counters[1].state == CounterState.CLOSED:
            await self.do(decide.open_counter, counter=1)
        if (current := hall.in_hand(hall.counters[1])) is not None:
            if self.chance.random() < 0.4:
                return await self.do(decide.hold, counter=1, minutes=self.chance.choice([5, 10, 60]))
            if current.state == State.CALLED:
                await self.do(decide.start, counter=1)
            await self.do(decide.finish, counter=1)
        return await self.do(decide.call_next, counter=1, expected_current=None)

    async def hall(self) -> Hall:
        return await self.desk.read("dongcheng", lambda hall, now: hall)

    async def do(self, wish: Callable[..., list[Fact]], **how: Any) -> None:
        try:
            await self.desk.do(
                Wish("dongcheng", lambda hall, now: wish(hall, now, **how), lambda hall, facts, now: Answer(200, b""))
            )
        except CounterShut:  # the day has begun between looking and asking
            pass
        except Refusal as refusal:
            self.wrong(f"{wish.__name__} was refused: {refusal!r}")

    # ------------------------------------------------------------ what must hold
    async def look_at_the_order(self) -> None:
        """Nobody who waits changes places with anybody else; who came later at the same level stands later."""
        order = await self.desk.read("dongcheng", lambda hall, now: waiting(hall))
        now = [(ticket.day, ticket.number) for ticket in order]
        stayed = set(now) & set(self.before)
        if [one for one in now if one in stayed] != [one for one in self.before if one in stayed]:
            self.found.overtaken.append(f"{self.scene}: {self.before} became {now}")
        for level in ("ordinary", "vip"):
            came = [(ticket.day, ticket.number) for ticket in order if ticket.level == level]
            if came != sorted(came):
                self.found.overtaken.append(f"{self.scene}: {level} stand as {came}")
        self.before = now

    def judge(self, facts: list[Fact]) -> None:
        self.found.scenes += 1
        if any(later.at < one.at for one, later in itertools.pairwise(facts)):
            self.wrong("the log's time goes back")
        self.tickets([fact for fact in facts if isinstance(fact, events.TicketTaken)])
        self.found.calls += sum(isinstance(fact, events.TicketCalled) for fact in facts)
        self.days([(seq, fact) for seq, fact in enumerate(facts, 1) if isinstance(fact, events.DayBegan)])
        self.holds(facts)

    def tickets(self, taken: list[events.TicketTaken]) -> None:
        self.found.tickets += len(taken)
        promise = {"ordinary": 15 * 60_000, "vip": 10 * 60_000}
        numbers: dict[str, list[str]] = defaultdict(list)
        for ticket in taken:
            if ticket.number in numbers[ticket.day]:
                self.found.repeated.append(f"{self.scene}: {ticket.number} of {ticket.day}")
            numbers[ticket.day].append(ticket.number)
            if ticket.due != ticket.at + promise[ticket.level]:
                self.wrong(f"{ticket} is due at another time than its level promises")
        for day, told in numbers.items():
            if told != [f"B{n:03d}" for n in range(1, len(told) + 1)]:
                self.wrong(f"the numbers of {day} are {told}")

    def days(self, began: list[tuple[int, events.DayBegan]]) -> None:
        days = [fact.day for _, fact in began]
        first = date.fromisoformat(days[0])
        if days != [(first + timedelta(days=n)).isoformat() for n in range(len(days))] or len(days) < 3:
            self.wrong(f"the business days are {days}")
        for seq, fact in began[1:]:
            self.found.days += 1
            self.in_time(f"the day {fact.day}", seq, self.day_starts(date.fromisoformat(fact.day)), fact.at)

    def day_starts(self, day: date) -> int:
        """The first minute of which the hall's own clock says that it belongs to this day or a later one."""
        hours, minutes = map(int, self.scene.starts.split(":"))
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
        while True:
            wall = at.astimezone(ZoneInfo(self.scene.zone)).replace(tzinfo=None)
            if (wall - timedelta(hours=hours, minutes=minutes)).date() >= day:
                return int(at.timestamp() * 1000)
            at += timedelta(minutes=1)

    def holds(self, facts: list[Fact]) -> None:
        until: dict[tuple[str, str], tuple[int, float]] = {}
        for seq, fact in enumerate(facts, 1):
            if isinstance(fact, events.TicketHeld) and fact.until is not None:
                until[fact.day, fact.number] = fact.until, self.came[seq]
            elif isinstance(fact, events.HoldEnded):
                self.found.holds += 1
                due, held = until.pop((fact.day, fact.number))
                self.in_time(f"the hold of {fact.number}", seq, due, fact.at, held)
            elif isinstance(fact, events.TicketExpired):
                until.pop((fact.day, fact.number), None)
        if until:
            self.wrong(f"these holds never ended: {until}")

    def in_time(self, what: str, seq: int, due: int, at: int, since: float = 0.0) -> None:
        """Not before its time, and soon after the wall clock showed it."""
        late = self.came[seq] - self.shown(due, since)
        self.found.latest = max(self.found.latest, late)
        if at < due or not -0.002 <= late <= WITHIN:
            self.wrong(f"{what} was due at {due}, came at {at}, {late:.3f} s after the clock showed it")

    def shown(self, at: int, since: float) -> float:
        """When, from then on, the wall clock first showed this or a later instant."""
        for (began, ahead), (until, _) in zip(self.clocks, [*self.clocks[1:], (float("inf"), 0)], strict=True):
            true = max(self.began + (at - self.scene.begins - ahead) / 1000, began, since)
            if true < until:
                return true
        raise AssertionError("the clock never showed it")


def waiting(hall: Hall) -> list[Ticket]:
    return sorted((ticket for ticket in hall.everyone() if ticket.state == State.WAITING), key=lambda ticket: ticket.place)


def passed(scenes: Sequence[Scene], seed: int, fault: AbstractContextManager[object] | None = None) -> Clocks:
    clocks = Clocks(seed)
    with fault or nullcontext(), patch("app.desk.LOOK_EVERY", LOOKS):
        for scene in scenes:
            with virtual_time() as loop, capture_logs() as lines:
                loop.run_until_complete(Day(loop, scene, seed, clocks).pass_by())
                clocks.wrong += [f"{scene}: {failure}" for failure in loop.failures]
            clocks.wrong += [f"{scene}: the server said {line}" for line in lines if line["log_level"] in ("error", "critical")]
    return clocks
