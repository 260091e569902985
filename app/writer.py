"""What the writer's thread does with the halls: it brings them into memory, keeps up with other servers, decides, and commits."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import structlog

from app.batch import Batch, Broken, Job
from app.engine import run_of
from app.hall import decide
from app.hall.day import Instant
from app.hall.events import DayBegan, Fact
from app.hall.refusals import Refusal, UnknownHall
from app.hall.state import Hall
from app.hall.summary import Neighbour
from app.live import KEPT
from app.log import Conflict, Log, Occupied, Recorded, Remembered, Writing, checkpoint_row
from app.wishes import Answer, KeyReused, TooLate, Unavailable, Wish
from app.writing import Held

logger = structlog.get_logger()

TRIES = 5
NOBODY = 204
"""The answer of a command that found nobody: asked again, it looks again."""


@dataclass(slots=True)
class Done:
    """What came of a batch.

    `news`: the facts that the screens have not been told of yet, others' facts too. `newest`: the halls that were looked after,
    so that nothing is missing. `waiting`: jobs whose halls another server has in hand. `opened`: halls that came into memory;
    `unknown`: there are no such halls; `unreadable`: what is stored of them makes no hall; `shorter`: their logs are not the
    ones that were told of. `reached`: the database was.
    """

    news: dict[str, list[Recorded]] = field(default_factory=dict)
    newest: set[str] = field(default_factory=set)
    waiting: list[Job] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    shorter: set[str] = field(default_factory=set)
    reached: bool = True

    def tell(self, hall: str, news: list[Recorded]) -> None:
        if news:
            self.news.setdefault(hall, []).extend(news)

    def add(self, other: "Done") -> None:
        for hall, news in other.news.items():
            self.tell(hall, news)
        for mine, more in (
            (self.newest, other.newest),
            (self.opened, other.opened),
            (self.unknown, other.unknown),
            (self.unreadable, other.unreadable),
            (self.shorter, other.shorter),
        ):
            mine |= more
        self.waiting += other.waiting
        self.reached &= other.reached


class Writer:
    """The halls in memory. While `work` runs nobody else touches them."""

    def __init__(self, log: Log, clock: Callable[[], Instant]) -> None:
        self.log, self.clock = log, clock
        self.halls: dict[str, Hall] = {}
        self.behind: set[str] = set()
        """Halls of which it was heard that others have appended."""
        self.timers: dict[str, Instant] = {}
        self.neighbours: dict[str, Neighbour] = {}
        """What is known of other halls, for all halls in memory. It is changed and read on the event loop only."""
        self._commands: dict[str, dict[bytes, int]] = {}
        """By hall: the commands that took effect, today and yesterday, and beside which fact the answer is."""
        self._told: dict[str, int] = {}
        self._epochs: dict[str, str] = {}
        self._run = 0
        """Of the database server, as `run_of` counts."""
        self._untold: set[str] = set()
        """Halls that were folded since their screens were told of anything."""
        self._fresh: set[str] = set()
        """Halls that have come into memory and were not asked yet what they missed."""
        self.greet: Callable[[Hall, Instant], Sequence[Fact]] = lambda hall, now: []
        """What a hall is given when it comes into memory: scripts that have changed meanwhile."""

    def now(self, hall: Hall) -> Instant:
        """The desk's time never goes back."""
        return max(self.clock(), hall.last_at)

    def let_go(self, hall: str) -> None:
        for kept in (self.halls, self.timers, self._commands, self._told, self._epochs):
            kept.pop(hall, None)
        for noted in (self.behind, self._fresh, self._untold):
            noted.discard(hall)

    @property
    def forgotten(self) -> set[str]:
        """Halls that left memory by a fault and whose screens think that they are looked after."""
        return self._told.keys() - self.halls.keys()

    def knows(self, hall: str, epoch: str) -> bool:
        """Whether this is the log that is in memory, and not another one in its place."""
        return self._epochs.get(hall) == epoch

    def work(self, jobs: list[Job], wanted: Collection[str]) -> Done:
        """One batch, tried again while others are quicker; `wanted`: halls to bring into memory and up to date. Never raises:
        each job gets its outcome, or waits."""
        done, faults, holds = Done(), 0, True
        for _ in range(TRIES):
            touched = {job.wish.hall for job in jobs}
            try:
                self._attempt(jobs, touched if holds else None, wanted, done)
                return done
            except Conflict as conflict:
                self._forget({*touched, *map(str, conflict.args)})
            except Occupied:  # nothing was decided; the others' news can be had all the same
                done.waiting, jobs, holds = jobs, [], False
            except Broken as broken:
                logger.error("wish_broke", hall=broken.job and broken.job.wish.hall, exc_info=broken.__cause__ or broken)
                self._forget(touched)
                if broken.job is None:
                    break
                broken.job.outcome = Unavailable()
                jobs = [job for job in jobs if job is not broken.job]
            except Exception as error:
                self._forget(touched)
                faults += 1
                lost = self.log.lost_touch(error)
                if faults == 1 and lost and self.log.shared:  # the connection may only have been an old one
                    continue
                if len(jobs) > 1 and self.log.refused(error):
                    return self._one_by_one(jobs, wanted, done)
                logger.error("commit_failed", exc_info=error)
                done.reached = not lost
                break
        for job in jobs:
            job.outcome = Unavailable()
        return done

    def _one_by_one(self, jobs: list[Job], wanted: Collection[str], done: Done) -> Done:
        """One of them is at fault: it fails alone."""
        for job in jobs:
            done.add(self.work([job], wanted))
        return done

    def _attempt(self, jobs: list[Job], touched: set[str] | None, wanted: Collection[str], done: Done) -> None:
        """`touched`: the halls of the jobs; None: no hall is to be held, only looked after."""
        self._open({*(touched or ()), *wanted}, done)
        for job in jobs:
            job.outcome = UnknownHall(hall=job.wish.hall[:40]) if job.wish.hall in done.unknown else Unavailable()
        holds = set() if touched is None else {*touched, *self._who_missed_something(done)} & self.halls.keys()
        look = holds | self.behind.intersection(wanted, self.halls)
        held, batch = Held(), Batch()
        if look:
            with self.log.write() as writing:
                if self.another_run():
                    raise Conflict
                held = writing.hold(holds, {hall: self.halls[hall].version for hall in look})
                self._catch_up(held, holds, look, done)
                there = holds & held.versions.keys() & self.halls.keys()
                done.waiting += [job for job in jobs if job.wish.hall in holds & self.halls.keys() - there]
                batch = self._decide([job for job in jobs if job.wish.hall in there], there)
                self._put(writing, batch)
        self._after(batch, held, look, done)

    def another_run(self) -> bool:
        """Behind another server of the database the halls may have another story: each is to be folded again."""
        run = run_of(self.log.engine)
        if run == self._run:
            return False
        known, self._run = self._run, run
        if known:
            self._forget(set(self.halls))
        return bool(known)

    def _after(self, batch: Batch, held: Held, look: set[str], done: Done) -> None:
        """What was committed is so, whatever fails now: what can't be told is told next time."""
        try:
            self._committed(batch)
            self._news((look | self._untold) & self.halls.keys(), held, batch, done)
            done.newest |= look & self.halls.keys()
        except Unavailable as error:
            logger.warning("told_later", error=type(error.__cause__).__name__)
            self._untold |= look & self.halls.keys()

    # ------------------------------------------------------------ halls come, go, and are brought up to date
    def _open(self, halls: set[str], done: Done) -> None:
        """Brings into memory what isn't."""
        for hall in halls - self.halls.keys():
            try:
                epoch, state = self.log.epoch(hall), self.log.load(hall)
                self.timers[hall] = decide.next_timer(state) if state.day else 0
            except UnknownHall:
                self.let_go(hall)
                done.unknown.add(hall)
                continue
            except Unavailable:
                raise
            except Exception as error:
                self._set_aside(hall, error, done)
                continue
            self._commands[hall] = self.log.commands(hall)
            if hall in self._told and (state.version < self._told[hall] or not self.knows(hall, epoch)):
                epoch = self.log.new_epoch(hall) if self.knows(hall, epoch) else epoch
                done.shorter.add(hall)
                del self._told[hall]
            if hall not in self._told:
                done.opened.add(hall)
                self._told[hall] = max(0, state.version - KEPT)
                self._fresh.add(hall)
            self._epochs[hall] = epoch
            self._untold.add(hall)
            self.behind.discard(hall)
            state.neighbours = self.neighbours
            self.halls[hall] = state

    def _set_aside(self, hall: str, error: Exception, done: Done) -> None:
        """A hall that can't be read: the others are not to suffer from it."""
        logger.error("hall_unreadable", hall=hall, error=type(error).__name__, advice="yingbin verify tells more")
        self.let_go(hall)
        done.unreadable.add(hall)

    def _forget(self, halls: set[str]) -> None:
        """What was applied but not committed goes with the hall; it is folded again from the log."""
        for hall in halls | self._fresh:
            self.halls.pop(hall, None)

    def _who_missed_something(self, done: Done) -> list[str]:
        """Halls that have just come into memory and have something to say: their time has passed, there are newer scripts."""
        found = []
        for hall in [hall for hall in self._fresh if hall in self.halls]:
            state = self.halls[hall]
            try:
                now = self.now(state)
                says = now >= self.timers[hall] or bool(self.greet(state, now))
            except Exception as error:
                self._set_aside(hall, error, done)
                continue
            if says:
                found.append(hall)
            else:
                self._fresh.discard(hall)
        return found

    def _catch_up(self, held: Held, holds: set[str], look: set[str], done: Done) -> None:
        """Raises Conflict if a log is not what it was thought to be: then the hall is folded again, or is gone."""
        for hall in look:
            state, news = self.halls[hall], held.facts.get(hall, [])
            before = state.version
            if hall in held.epochs and not self.knows(hall, held.epochs[hall]):
                raise Conflict(hall)
            if news and news[0].seq != before + 1:
                raise Conflict(hall)
            try:
                if hall in held.unreadable:
                    raise held.unreadable[hall]
                state.apply_all(recorded.fact for recorded in news)
                self.timers[hall] = decide.next_timer(state) if state.day else 0
            except Exception as error:
                self._set_aside(hall, error, done)
                continue
            self.log.know_news(hall, state, before, news)
            self._commands[hall] |= held.commands.get(hall, {})
            if any(isinstance(recorded.fact, DayBegan) for recorded in news):
                self._commands[hall] = self.log.commands(hall)
            self.behind.discard(hall)
            if held.versions.get(hall, state.version) != state.version:
                raise Conflict(hall)
        if held.versions.keys().isdisjoint(holds) and len(holds) == 1:  # nobody has it in hand: it is gone
            raise Conflict(*holds)

    # ------------------------------------------------------------ deciding
    def _decide(self, jobs: list[Job], touched: set[str]) -> Batch:
        """Each wish is decided on the facts of those before it; one that raises fails alone."""
        batch = Batch(after={hall: self.halls[hall].version for hall in touched})
        for hall in touched:
            state = self.halls[hall]
            self._pass_time(state, batch)
            if hall in self._fresh:
                self._apply(state, self.greet(state, self.now(state)), batch)
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
        before = batch.answers.get((wish.hall, once.id))
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
        hall = self.halls[wish.hall]
        now = self.now(hall)
        facts = wish.decide(hall, now)
        self._apply(hall, facts, batch)
        try:
            answer = wish.answer(hall, facts, now)
            personal = wish.personal(hall, facts) if wish.personal is not None and facts else []
        except Exception as error:
            raise Broken("an answer could not be made of what was decided") from error
        if (once := wish.once) is not None and (facts or answer.status != NOBODY):
            batch.answers[wish.hall, once.id] = Remembered(once.fingerprint, answer.status, answer.body)
            batch.commands.append((wish.hall, hall.version, once.id, hall.day, once.fingerprint, answer.status, answer.body))
        batch.personal += personal
        for noted in personal:
            hall.know((noted.day, noted.number), *noted.content.told, seq=noted.seq)
        return answer

    def _pass_time(self, hall: Hall, batch: Batch) -> None:
        now = self.now(hall)
        if now < self.timers.get(hall.plan.hall, 0):
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

    # ------------------------------------------------------------ committing and telling
    def _put(self, writing: Writing, batch: Batch) -> None:
        for hall in sorted(batch.facts):
            writing.append(hall, batch.after[hall], batch.facts[hall])
        for row in batch.days:
            writing.begin_day(row)
        writing.remember(batch.commands)
        writing.keep_personal(self.log.closed(batch.personal))

    def _committed(self, batch: Batch) -> None:
        self._fresh -= batch.after.keys()
        for hall, seq, id, *_ in batch.commands:
            self._commands[hall][id] = seq
        for row in batch.days:
            self._commands[row["hall"]] = self.log.commands(row["hall"])

    def _news(self, halls: Collection[str], held: Held, batch: Batch, done: Done) -> None:
        """What the screens have not been told of yet."""
        for hall in halls:
            state, told = self.halls[hall], self._told[hall]
            if state.version > told:
                own = enumerate(batch.facts.get(hall, ()), batch.after.get(hall, 0) + 1)
                found = [*held.facts.get(hall, ()), *(Recorded(seq, fact) for seq, fact in own)]
                if not found or found[0].seq != told + 1:
                    found = list(self.log.since(hall, told, state.version - told))  # not what came since
                done.tell(hall, found)
                self._told[hall] = state.version
            self._untold.discard(hall)
            self.timers[hall] = decide.next_timer(state) if state.day else 0
