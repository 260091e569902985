"""The desk: the one door through which a hall changes. Wish → decide → append → apply → wake.

Wishes that arrive while a commit is under way wait together and become the next transaction. One thread decides,
applies and commits; meanwhile nobody reads. So no answer, read or frame shows what is not yet durable. Other servers may
have the same halls: before anything is decided the thread holds the hall's row and takes up what they have appended.
"""

import asyncio
import re
from collections import Counter as Tally
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import structlog

from app.batch import Job, Read, raisable
from app.database import DataError, Unreachable
from app.hall.day import Instant, next_day_starts
from app.hall.refusals import UnknownHall
from app.hall.state import Hall
from app.hand import Hand
from app.live import Live
from app.log import Log
from app.wishes import Answer, Unavailable, Wish, wall_clock
from app.writer import Done, Writer

T = TypeVar("T")
_ID = re.compile(r"[a-z0-9-]{1,60}")
logger = structlog.get_logger()

BATCH = 256
"""So many wishes at most share a transaction; the rest wait for the next."""
TURNS = 5
"""Turns of the event loop between two batches: whoever was just answered and asks again is in the next one, not in the one
after it. Measured at 8 connections: 1.3 to 1.5 times the tickets a second at 0.7 times the CPU; a turn with
nothing to do takes 0.6 µs."""
LOADS = 4
"""So many halls at most are brought into memory with one batch: a day of a busy hall takes a tenth of a second, and those that
are in memory shall not wait for two thousand that come back after a restart."""
LOOK_EVERY = 1.0
"""Seconds between looks for facts that another process appended, whatever the hints say."""
SILENCE = 2.5
"""Seconds without a word from a shared database after which nobody can vouch for what the screens show."""
PATIENCE = 4.0
"""Seconds that a wish waits for a hall that another server has in hand; screens wait for 5."""
PAUSE = 0.002
"""Seconds after which such halls are asked for again, if there is nothing else to do."""
QUIET = 600.0
"""Seconds after which a hall that nobody watches or asks for is let go."""


class Desk:
    """The halls of one server. Made and used on one event loop; `Writer.work` alone runs in the writer's thread."""

    def __init__(self, log: Log, live: Live, clock: Callable[[], Instant] = wall_clock) -> None:
        self.log, self.live, self.clock = log, live, clock
        self.writer = Writer(log, lambda: self.clock())
        self.hand = Hand()
        self.check: Callable[[], None] | None = None
        """Whether this server may work with the database: asked at each look, raises if not."""
        self.unfit: str | None = None
        """Why it may not, in a sentence; then it does nothing."""
        self.opened: list[Callable[[str], None]] = []
        """Who wants to know which halls come into memory."""
        self.gone: list[Callable[[str], None]] = []
        """Who wants to know which halls leave it, or are not the ones they were."""
        self.told: list[Callable[[dict[str, int]], None]] = []
        """Who wants to know which halls have news, and up to which fact."""
        self._asked: dict[str, float] = {}
        self._again: set[str] = set()
        """Halls that left memory by a fault, and are watched."""
        self._inbox: list[Job] = []
        self._reads: list[Read[Any]] = []
        self._stored: tuple[list[str], dict[str, tuple[int, str]]] | None = None
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = float("inf")
        self._looking: asyncio.Task[None] | None = None
        self._looker = ThreadPoolExecutor(1, "looker")
        """Nobody else's questions keep this server from seeing whether the database is there."""
        self._reached, self._reached_at, self._trouble = True, 0.0, ""

    async def open(self) -> None:
        """Begins to work. Halls come into memory when they are asked for."""
        self._loop = asyncio.get_running_loop()
        self.hand.start()
        await self.look()
        self._looking = asyncio.create_task(self._keep_looking())

    async def close(self) -> None:
        """Finishes what has been asked for."""
        if self._looking:
            self._looking.cancel()
        if self._timer:
            self._timer.cancel()
        while self._busy:
            await asyncio.sleep(0.001)
        await self.hand.rest()
        self._looker.shutdown(wait=False)

    # ------------------------------------------------------------ asking
    @property
    def halls(self) -> list[str]:
        """Those in memory."""
        return sorted(self.writer.halls)

    async def find(self, hall: str) -> None:
        """Brings a hall into memory. Raises UnknownHall, Unavailable."""
        if hall not in self.writer.halls:
            await self.read(hall, lambda state, now: None)

    def now(self, hall: Hall) -> Instant:
        """The desk's time never goes back."""
        return self.writer.now(hall)

    @property
    def in_touch(self) -> bool:
        """Whether what is in memory can be vouched for: others may have changed what a database out of reach holds."""
        return self._reached and (not self.log.shared or self._loop.time() - self._reached_at < SILENCE)

    async def do(self, wish: Wish) -> Answer:
        """Returns when the facts are durable. Raises the Refusal if the hall refuses, UnknownHall, KeyReused, Unavailable."""
        self._ask(wish.hall)
        job = Job(wish, self._loop.create_future(), self._loop.time())
        self._inbox.append(job)
        self._stir()
        return await job.future

    async def read(self, hall: str, question: Callable[[Hall, Instant], T], *, newest: bool = False, wanted: bool = True) -> T:
        """Asks the durable state. `newest`: with all that other servers have appended; else a moment may be missing. Not
        `wanted`: nobody is waiting for the answer, and the hall is not kept in memory for it."""
        if wanted or hall not in self.writer.halls:
            self._ask(hall)
        newest = newest and self.log.shared
        if not self._busy and not newest and (state := self.writer.halls.get(hall)) is not None:
            return question(state, self.now(state))
        waiting: Read[T] = Read(hall, question, self._loop.create_future(), newest)
        self._reads.append(waiting)
        self._stir()
        return await waiting.future

    def _ask(self, hall: str) -> None:
        if self.unfit is not None:
            raise Unavailable()
        if not _ID.fullmatch(hall):
            raise UnknownHall(hall=hall[:40])
        self._asked[hall] = self._loop.time()

    def hear(self, hall: str, seq: int) -> None:
        """A hint: the hall's log goes as far as this."""
        state = self.writer.halls.get(hall)
        if state is not None and state.version < seq:
            self.writer.behind.add(hall)
            self._stir()

    # ------------------------------------------------------------ one batch after the other
    def _stir(self) -> None:
        if not self._busy:
            self._busy = True
            self._begin_soon()

    def _begin_soon(self, turns: int = TURNS) -> None:
        if turns:
            self._loop.call_soon(self._begin_soon, turns - 1)
        else:
            self._begin()

    def _begin(self) -> None:
        halls, reads, self._reads = self.writer.halls, self._reads, []
        asked_for = (*(job.wish.hall for job in self._inbox), *(read.hall for read in reads))
        absent = dict.fromkeys([*self._again, *(hall for hall in asked_for if hall not in halls)])
        wanted = list(absent)[:LOADS]
        self._again.difference_update(wanted)
        jobs = self._next_jobs({*halls, *wanted})
        self.writer.behind.update(read.hall for read in reads if read.newest)
        if not jobs and not wanted and not self.writer.behind:
            self._end([], reads, [], Done())
            return
        looked = [*wanted, *self.writer.behind]
        self.hand.do(lambda: self._run(jobs, reads, looked))

    def _next_jobs(self, halls: set[str]) -> list[Job]:
        """Of each hall no more than its share, so that one that waits for another server doesn't fill the batch."""
        jobs: list[Job] = []
        later: list[Job] = []
        taken: Tally[str] = Tally()
        share = max(BATCH // max(1, len({job.wish.hall for job in self._inbox})), 8)
        for job in self._inbox:
            fits = job.wish.hall in halls and taken[job.wish.hall] < share and len(jobs) < BATCH
            taken[job.wish.hall] += fits
            (jobs if fits else later).append(job)
        self._inbox = later
        return jobs

    def _run(self, jobs: list[Job], reads: list[Read[Any]], wanted: list[str]) -> None:
        done = self.writer.work(jobs, wanted)
        self._loop.call_soon_threadsafe(self._end, jobs, reads, wanted, done)

    def _end(self, jobs: list[Job], reads: list[Read[Any]], wanted: list[str], done: Done) -> None:
        """The writer is done: answers go out, screens wake, reads are answered, and the next batch begins, whatever fails."""
        waiting = {id(job) for job in done.waiting}
        can_be_had = [read for read in self._reads if not read.newest and read.hall in self.writer.halls]
        self._reads = [read for read in self._reads if read not in can_be_had]
        steps: list[Callable[[], None]] = [
            *(partial(self._answer, job) for job in jobs if id(job) not in waiting),
            partial(self._wait, done.waiting),
            partial(self._tell, done),
            *(partial(self._answer_read, read, wanted, done) for read in (*reads, *can_be_had)),
            self._compare_stored,
        ]
        for step in steps:
            try:
                step()
            except Exception:
                logger.exception("desk_faltered")
        if done.waiting and len(self._inbox) == len(done.waiting) and not self._reads:
            self._loop.call_later(PAUSE, self._begin)
        elif self._inbox or self._reads or self.writer.behind or self._again:
            self._begin_soon()
        else:
            self._busy = False

    def _answer(self, job: Job) -> None:
        if job.future.done():  # whoever asked has gone
            return
        if isinstance(job.outcome, Answer):
            job.future.set_result(job.outcome)
        else:
            job.future.set_exception(raisable(job.outcome or Unavailable()))

    def _wait(self, jobs: list[Job]) -> None:
        """Asked again, before those that came later, as long as there is hope."""
        late = self._loop.time() - PATIENCE
        for job in [job for job in jobs if job.since < late]:
            job.outcome = Unavailable()
            self._answer(job)
        self._inbox[:0] = [job for job in jobs if job.since >= late and not job.future.done()]

    def _tell(self, done: Done) -> None:
        if not done.reached:
            self.writer.behind.clear()  # the next look finds them
            self._lose_touch()
        for hall in done.shorter | done.unknown | done.unreadable:
            self._leave(hall)
        for hall, recorded in done.news.items():
            try:
                self.live.publish(hall, recorded)
            except Exception:  # a fault in telling must not stop the desk
                logger.exception("publish_failed", hall=hall)
        for hall in done.opened:
            self._call(self.opened, hall)
        if done.news:
            self._call(self.told, {hall: recorded[-1].seq for hall, recorded in done.news.items()})
        self._set_timer(done.news.keys() | done.opened)

    def _call(self, listeners: Iterable[Callable[[Any], None]], what: Any) -> None:
        for listener in listeners:
            try:
                listener(what)
            except Exception:
                logger.exception("listener_failed")

    def _answer_read(self, read: Read[Any], wanted: list[str], done: Done) -> None:
        if read.future.done():
            return
        hall = self.writer.halls.get(read.hall)
        if read.hall not in wanted and (hall is None or read.newest):
            self._reads.append(read)  # its turn comes
            return
        try:
            if read.hall in done.unknown:
                raise UnknownHall(hall=read.hall[:40])
            if hall is None or (read.newest and read.hall not in done.newest | done.opened):
                raise Unavailable()
            read.future.set_result(read.question(hall, self.now(hall)))
        except Exception as error:
            read.future.set_exception(raisable(error))

    # ------------------------------------------------------------ the halls' own time
    def _set_timer(self, halls: Iterable[str]) -> None:
        """An earlier alarm than the one that is set, if one of these halls has one."""
        timers = self.writer.timers
        first = min((timers[hall] for hall in halls if hall in timers), default=None)
        if first is not None and first < self._timer_at:
            self._alarm(first)

    def _alarm(self, at: float, at_least: float = 0.0) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer_at = at
        delay = (at - self.clock()) / 1000 + 0.005
        self._timer = self._loop.call_later(min(max(delay, at_least), 3600.0), self._tick)

    def _tick(self) -> None:
        """A wish for nothing: that time has passed is looked at before any wish. If it fails it is tried again."""
        now, timers = self.clock(), list(self.writer.timers.items())
        for hall, at in timers:
            if at <= now:
                self._wish_nothing(hall)
        self._alarm(min((at for _, at in timers), default=float("inf")), at_least=1.0)

    def _wish_nothing(self, hall: str) -> None:
        asked = self._asked.get(hall, 0.0)
        task = self._loop.create_task(self.do(Wish(hall, lambda hall, now: [], lambda hall, facts, now: Answer(204, b""))))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._loop.call_soon(self._asked.__setitem__, hall, asked)  # the clock asks nobody

    # ------------------------------------------------------------ looking after the database
    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._timer_at <= self.clock():  # somebody has set the clock forward
                self._tick()
            await self.look()
            self._let_quiet_go()

    async def look(self) -> None:
        """Facts that another process appended reach the screens here, if no hint has told of them."""
        silence = self._loop.call_later(SILENCE, self.live.rouse)  # one that hangs is given up later than the screens are told
        try:
            if self.check is not None:
                await self._loop.run_in_executor(self._looker, self.check)
            halls = list(self.writer.halls)
            stored = await self._loop.run_in_executor(self._looker, self.log.heads, halls)
            if not self._reached and not self.log.shared:
                await self._loop.run_in_executor(self._looker, self.log.try_to_write)
        except Exception as error:
            self._not_reached(error)
            return
        finally:
            silence.cancel()
        self.unfit = None
        was, self._reached, self._reached_at = self.in_touch, True, self._loop.time()
        if self._trouble:
            logger.info("database_reached")
            self._trouble = ""
        if not was:
            self.live.rouse()
        self._stored = halls, stored
        if not self._busy:
            self._compare_stored()

    def _compare_stored(self) -> None:
        """What the last look found with what is in memory: only while the writer's thread has nothing in hand."""
        if self._stored is None:
            return
        (looked, stored), self._stored = self._stored, None
        self.writer.another_run()
        for hall in looked:
            if hall not in stored:
                self.writer.let_go(hall)
                self._leave(hall)
            elif hall in self.writer.halls and not self.writer.knows(hall, stored[hall][1]):  # another log in its place
                del self.writer.halls[hall]
            else:
                self.hear(hall, stored[hall][0])
        for hall in self.writer.forgotten:
            if self.live.watched(hall):
                self._again.add(hall)
            else:
                self.writer.let_go(hall)
        if self._again:
            self._stir()

    def _not_reached(self, error: Exception) -> None:
        """A server that has worked waits for the database; one that may not work with it stops working."""
        if isinstance(error, DataError) and (self._reached_at == 0 or not isinstance(error, Unreachable)):
            self.unfit = str(error)
            self.live.end_all()
        why = " ".join(str(error.__cause__ or error).split())[:300]
        if why != self._trouble:
            logger.warning("database_unusable", exc_info=error, why=str(error) if isinstance(error, DataError) else None)
        self._trouble = why
        self._lose_touch()

    def _lose_touch(self) -> None:
        if self._reached:
            self._reached = False
            self.live.rouse()

    def _let_quiet_go(self) -> None:
        """Halls in which nothing is timed but the day's end, and for which nobody has asked for a while."""
        if self._busy:
            return
        before = self._loop.time() - QUIET
        for hall, state in list(self.writer.halls.items()):
            if self._asked.get(hall, 0.0) < before and not self.live.watched(hall) and self._is_quiet(hall, state):
                self.writer.let_go(hall)
                self._leave(hall)

    def _is_quiet(self, hall: str, state: Hall) -> bool:
        return bool(state.day) and self.writer.timers.get(hall, 0) >= next_day_starts(state.plan, state.day)

    def _leave(self, hall: str) -> None:
        self._asked.pop(hall, None)
        self.live.end(hall)
        self._call(self.gone, hall)
