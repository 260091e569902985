"""The desk: the one door through which a hall changes. Wish → decide → append → apply → wake.

Wishes that arrive while a commit is under way wait together and become the next transaction. One thread decides,
applies and commits; meanwhile nobody reads. So no answer, read or frame shows what is not yet durable.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog

from app.batch import Batch, Broken, Job, Read, raisable
from app.hall import decide
from app.hall.day import Instant
from app.hall.events import DayBegan, Fact
from app.hall.refusals import Refusal, UnknownHall
from app.hall.state import Hall
from app.live import KEPT, Live
from app.log import Conflict, Log, Recorded, Remembered, checkpoint_row
from app.wishes import Answer, KeyReused, TooLate, Unavailable, Wish, wall_clock

T = TypeVar("T")
logger = structlog.get_logger()

BATCH = 256
"""So many wishes at most share a transaction; the rest wait for the next."""
TURNS = 5
"""Turns of the event loop between two batches: whoever was just answered and asks again is in the next one, not in the one
after it. Measured at 8 connections: 1.3 to 1.5 times the tickets a second at 0.7 times the CPU; a turn with
nothing to do takes 0.6 µs."""
LOOK_EVERY = 1.0
"""Seconds between looks for facts that another process appended (the command line, another server)."""
TRIES = 5
NOBODY = 204
"""The answer of a command that found nobody: asked again, it looks again."""


class Desk:
    """All halls of one server. Made and used on one event loop; `_work` alone runs in the writer's thread."""

    def __init__(self, log: Log, live: Live, clock: Callable[[], Instant] = wall_clock) -> None:
        self.log, self.live, self.clock = log, live, clock
        self._halls: dict[str, Hall] = {}
        self._known: set[str] = set()
        self._commands: dict[str, dict[bytes, int]] = {}
        """By hall: the commands that took effect, today and yesterday, and beside which fact the answer is."""
        self._told: dict[str, int] = {}
        self._behind: set[str] = set()
        self._timers: dict[str, Instant] = {}
        self._inbox: list[Job] = []
        self._reads: list[Read[Any]] = []
        self._busy = False
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
        self._timer: asyncio.TimerHandle | None = None
        self._looking: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ on the event loop
    async def open(self) -> None:
        """Loads the halls and begins to keep their time."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        for hall, recorded in (await self._in_thread(self._load_all)).items():
            self.live.publish(hall, recorded)
        self._set_timer()
        self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Finishes what has been asked for."""
        if self._looking:
            self._looking.cancel()
        if self._timer:
            self._timer.cancel()
        while self._busy:
            await asyncio.sleep(0.001)
        self._orders.put(None)
        await asyncio.to_thread(self._thread.join)

    @property
    def halls(self) -> list[str]:
        return sorted(self._known)

    def knows(self, hall: str) -> bool:
        return hall in self._known

    def know(self, hall: str) -> None:
        """A hall that was just founded here: it need not wait for the next look."""
        self._known.add(hall)

    def now(self, hall: Hall) -> Instant:
        """The desk's time never goes back."""
        return max(self.clock(), hall.last_at)

    async def do(self, wish: Wish) -> Answer:
        """Returns when the facts are durable. Raises the Refusal if the hall refuses, KeyReused, Unavailable."""
        if wish.hall not in self._known:
            raise UnknownHall(hall=wish.hall)
        job = Job(wish, self._loop.create_future())
        self._inbox.append(job)
        if not self._busy:
            self._busy = True
            self._begin_soon()
        return await job.future

    async def read(self, hall: str, question: Callable[[Hall, Instant], T]) -> T:
        """Asks the newest durable state."""
        if hall not in self._known:
            raise UnknownHall(hall=hall)
        if not self._busy and (state := self._halls.get(hall)) is not None:
            return question(state, self.now(state))
        waiting: Read[T] = Read(hall, question, self._loop.create_future())
        self._reads.append(waiting)
        if not self._busy:
            self._busy = True
            self._begin_soon()
        return await waiting.future

    def _begin_soon(self, turns: int = TURNS) -> None:
        if turns:
            self._loop.call_soon(self._begin_soon, turns - 1)
        else:
            self._begin()

    def _begin(self) -> None:
        jobs, self._inbox = self._inbox[:BATCH], self._inbox[BATCH:]
        wanted = {read.hall for read in self._reads} - self._halls.keys()
        if not jobs and not wanted:
            self._end([], {})
            return
        self._orders.put(lambda: self._run(jobs, wanted))

    def _run(self, jobs: list[Job], wanted: set[str]) -> None:
        news = self._work(jobs, wanted)
        self._loop.call_soon_threadsafe(self._end, jobs, news)

    def _end(self, jobs: list[Job], news: dict[str, list[Recorded]]) -> None:
        """The writer is done: answers go out, screens wake, reads are answered, and the next batch begins."""
        for job in jobs:
            if job.future.cancelled():
                continue
            if isinstance(job.outcome, Answer):
                job.future.set_result(job.outcome)
            else:
                job.future.set_exception(raisable(job.outcome or Unavailable()))
        for hall, recorded in news.items():
            try:
                self.live.publish(hall, recorded)
            except Exception:  # a fault in telling must not stop the desk
                logger.exception("publish_failed", hall=hall)
        reads, self._reads = self._reads, []
        for read in reads:
            self._answer_read(read)
        if news:
            self._set_timer()
        if self._inbox or self._reads:
            self._begin_soon()
        else:
            self._busy = False

    def _answer_read(self, read: Read[Any]) -> None:
        if read.future.cancelled():
            return
        hall = self._halls.get(read.hall)
        if hall is None:
            read.future.set_exception(Unavailable())
            return
        try:
            read.future.set_result(read.question(hall, self.now(hall)))
        except Exception as error:
            read.future.set_exception(raisable(error))

    def _set_timer(self, at_least: float = 0.0) -> None:
        if self._timer:
            self._timer.cancel()
        if self._timers:
            delay = (min(self._timers.values()) - self.clock()) / 1000 + 0.005
            self._timer = self._loop.call_later(min(max(delay, at_least), 3600.0), self._tick)

    def _tick(self) -> None:
        """A wish for nothing: that time has passed is looked at before any wish. If it fails it is tried again."""
        now = self.clock()
        for hall, at in list(self._timers.items()):
            if at <= now:
                self._wish_nothing(hall)
        self._set_timer(at_least=1.0)

    def _wish_nothing(self, hall: str) -> None:
        task = self._loop.create_task(self.do(Wish(hall, lambda hall, now: [], lambda hall, facts, now: Answer(204, b""))))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _look(self) -> None:
        """Facts that another process appended reach the screens here."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                stored = await asyncio.to_thread(self.log.halls)
            except Exception as error:
                logger.warning("database_unreachable", error=type(error).__name__)
                continue
            self._known |= stored.keys()
            if self._busy:
                continue
            for hall, version in stored.items():
                known = self._halls.get(hall)
                if known is None or known.version < version:
                    self._behind.add(hall)
                    self._wish_nothing(hall)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        done: asyncio.Future[T] = self._loop.create_future()

        def run() -> None:
            try:
                result = work()
            except BaseException as error:
                self._loop.call_soon_threadsafe(done.set_exception, error)
            else:
                self._loop.call_soon_threadsafe(done.set_result, result)

        self._orders.put(run)
        return await done

    # ------------------------------------------------------------ in the writer's thread
    def _write(self) -> None:
        while (order := self._orders.get()) is not None:
            order()

    def _load_all(self) -> dict[str, list[Recorded]]:
        self._known |= self.log.halls().keys()
        self._catch_up(self._known)
        return self._news(self._known, Batch())

    def _load(self, hall: str) -> None:
        state = self._halls[hall] = self.log.load(hall)
        self._commands[hall] = self.log.commands(hall)
        self._told.setdefault(hall, max(0, state.version - KEPT))
        self._timers[hall] = decide.next_timer(state) if state.day else 0

    def _work(self, jobs: list[Job], wanted: set[str]) -> dict[str, list[Recorded]]:
        """One batch, tried again while others append to the same logs. Never raises: each job gets its outcome."""
        touched = {job.wish.hall for job in jobs} | wanted
        lost = 0
        while lost < TRIES:
            try:
                self._catch_up(touched)
                batch = self._decide(jobs, touched)
                self._commit(batch)
                return self._news(touched, batch)
            except Conflict:
                self._forget(touched)
                lost += 1
            except Broken as broken:
                logger.error("wish_broke", hall=broken.job and broken.job.wish.hall, detail=str(broken.__cause__ or broken)[:200])
                self._forget(touched)
                if broken.job is None:
                    break
                broken.job.outcome = Unavailable()
                jobs = [job for job in jobs if job is not broken.job]
            except Exception as error:
                logger.error("commit_failed", error=type(error).__name__, detail=str(error).partition("\n")[0])
                self._forget(touched)
                break
        for job in jobs:
            job.outcome = Unavailable()
        return {}

    def _forget(self, halls: set[str]) -> None:
        """What was applied but not committed goes with the hall; it is folded again from the log."""
        for hall in halls:
            self._halls.pop(hall, None)

    def _catch_up(self, halls: set[str]) -> None:
        for hall in halls:
            if hall not in self._halls:
                self._load(hall)
            elif hall in self._behind:
                self._commands[hall] |= self.log.commands(hall, self._halls[hall].version)
                self.log.catch_up(self._halls[hall])
            self._behind.discard(hall)

    def _decide(self, jobs: list[Job], touched: set[str]) -> Batch:
        """Each wish is decided on the facts of those before it; one that raises fails alone."""
        batch = Batch(after={hall: self._halls[hall].version for hall in touched})
        for hall in touched:
            self._pass_time(self._halls[hall], batch)
        for job in jobs:
            try:
                job.outcome = self._decide_one(job.wish, batch)
            except Refusal as refusal:
                job.outcome = refusal
            except Broken as broken:
                broken.job = job
                raise
            except Exception as error:
                logger.exception("wish_failed", hall=job.wish.hall)
                job.outcome = error
        return batch

    def _first_answer(self, wish: Wish, batch: Batch) -> Answer | None:
        """What this command was answered before, in this batch or earlier."""
        once = wish.once
        if once is None:
            return None
        before = batch.answers.get(once.id)
        if before is None and (seq := self._commands[wish.hall].get(once.id)) is not None:
            before = self.log.remembered(wish.hall, seq, once.id)
        if before is not None and before.fingerprint != once.fingerprint:
            raise KeyReused()
        return None if before is None else Answer(before.status, before.body)

    def _decide_one(self, wish: Wish, batch: Batch) -> Answer:
        if (first := self._first_answer(wish, batch)) is not None:
            return first
        if wish.deadline is not None and self.clock() > wish.deadline:
            raise TooLate()
        hall = self._halls[wish.hall]
        now = self.now(hall)
        facts = wish.decide(hall, now)
        self._apply(hall, facts, batch)
        try:
            answer = wish.answer(hall, facts, now)
            personal = wish.personal(hall, facts) if wish.personal is not None and facts else []
        except Exception as error:
            raise Broken("an answer could not be made of what was decided") from error
        if (once := wish.once) is not None and (facts or answer.status != NOBODY):
            batch.answers[once.id] = Remembered(once.fingerprint, answer.status, answer.body)
            batch.commands.append((wish.hall, hall.version, once.id, hall.day, once.fingerprint, answer.status, answer.body))
        batch.personal += personal
        for _, _, day, number, note, _, customer in personal:
            hall.know((day, number), note, customer)
        return answer

    def _pass_time(self, hall: Hall, batch: Batch) -> None:
        now = self.now(hall)
        if now < self._timers.get(hall.plan.hall, 0):
            return
        facts = decide.pass_time(hall, now)
        self._apply(hall, facts, batch)
        if any(isinstance(fact, DayBegan) for fact in facts):
            batch.days.append(checkpoint_row(hall))

    def _apply(self, hall: Hall, facts: Sequence[Fact], batch: Batch) -> None:
        if not facts:
            return
        try:
            hall.apply_all(facts)
        except Exception as error:
            raise Broken(str(error)) from error
        batch.facts.setdefault(hall.plan.hall, []).extend(facts)

    def _commit(self, batch: Batch) -> None:
        if not batch.facts and not batch.commands:
            return
        with self.log.write() as writing:
            for hall in sorted(batch.facts):
                writing.append(hall, batch.after[hall], batch.facts[hall])
            for row in batch.days:
                writing.begin_day(row)
            writing.remember(batch.commands)
            writing.keep_personal(batch.personal)
        for hall, seq, id, *_ in batch.commands:
            self._commands[hall][id] = seq
        for row in batch.days:
            self._commands[row["hall"]] = self.log.commands(row["hall"])

    def _news(self, touched: set[str], batch: Batch) -> dict[str, list[Recorded]]:
        """The facts that the screens have not been told of yet, others' facts too."""
        news: dict[str, list[Recorded]] = {}
        for hall in touched:
            state, told = self._halls[hall], self._told[hall]
            if state.version > told:
                if batch.after.get(hall) == told:
                    news[hall] = [Recorded(seq, fact) for seq, fact in enumerate(batch.facts[hall], told + 1)]
                else:
                    news[hall] = list(self.log.since(hall, told, state.version - told))  # not what came since
                self._told[hall] = state.version
            self._timers[hall] = decide.next_timer(state) if state.day else 0
        return news
