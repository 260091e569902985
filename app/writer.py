"""What the writer's thread does with the halls: it brings them into memory, keeps up with other servers, decides, and commits."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import structlog

from app.batch import Batch, Broken, Job
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

    `news`: the facts that the screens have not been told of yet, others' facts too. `waiting`: jobs whose halls another server
    has in hand. `opened`: halls that came into memory; `unknown`: there are no such halls; `unreadable`: what is stored of
    them makes no hall; `shorter`: their logs are not the ones that were told of. `reached`: the database was.
    """

    news: dict[str, list[Recorded]] = field(default_factory=dict)
    waiting: list[Job] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    shorter: set[str] = field(default_factory=set)
    reached: bool = True


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
        self._fresh: set[str] = set()
        """Halls that have come into memory and were not asked yet what they missed."""
        self.greet: Callable[[Hall, Instant], Sequence[Fact]] = lambda hall, now: []
        """What a hall is given when it comes into memory: scripts that have changed meanwhile."""

    def now(self, hall: Hall) -> Instant:
        """The desk's time never goes back."""
        return max(self.clock(), hall.last_at)

    def let_go(self, hall: str) -> None:
        for kept in (self.halls, self.timers, self._commands, self._told):
            kept.pop(hall, None)
        self.behind.discard(hall)
        self._fresh.discard(hall)

    def work(self, jobs: list[Job], wanted: Collection[str]) -> Done:
        """One batch, tried again while others are quicker; `wanted`: halls to bring into memory and up to date. Never raises:
        each job gets its outcome, or waits."""
        done, faults = Done(), 0
        for _ in range(TRIES):
            touched = {job.wish.hall for job in jobs}
            try:
                self._attempt(jobs, touched, wanted, done)
                return done
            except Conflict:
                self._forget(touched)
            except Occupied:
                done.waiting = jobs
                return done
            except Broken as broken:
                logger.error("wish_broke", hall=broken.job and broken.job.wish.hall, detail=str(broken.__cause__ or broken)[:200])
                self._forget(touched)
                if broken.job is None:
                    break
                broken.job.outcome = Unavailable()
                jobs = [job for job in jobs if job is not broken.job]
            except Exception as error:
                self._forget(touched)
                faults += 1
                if faults == 1 and self.log.lost_touch(error):  # the connection may only have been an old one
                    continue
                logger.error("commit_failed", error=type(error).__name__, detail=str(error.__cause__ or error).partition("\n")[0])
                done.reached = not (self.log.lost_touch(error) or isinstance(error, Unavailable))
                break
        for job in jobs:
            job.outcome = Unavailable()
        return done

    def _attempt(self, jobs: list[Job], touched: set[str], wanted: Collection[str], done: Done) -> None:
        self._open({*touched, *wanted}, done)
        for job in jobs:
            job.outcome = UnknownHall(hall=job.wish.hall[:40]) if job.wish.hall in done.unknown else Unavailable()
        jobs = [job for job in jobs if job.wish.hall in self.halls]
        touched = {*touched.intersection(self.halls), *(hall for hall in list(self._fresh) if self._has_to_say(hall))}
        look = touched | self.behind.intersection(wanted, self.halls)
        if not look:
            done.news |= self._news(done.opened, Held(), Batch())
            return
        with self.log.write() as writing:
            held = writing.hold(touched, {hall: self.halls[hall].version for hall in look})
            self._catch_up(held, touched, look)
            done.waiting = [job for job in jobs if job.wish.hall not in held.versions]
            batch = self._decide([job for job in jobs if job.wish.hall in held.versions], touched & held.versions.keys())
            self._put(writing, batch)
        self._committed(batch)
        done.news |= self._news(look | done.opened, held, batch)

    # ------------------------------------------------------------ halls come, go, and are brought up to date
    def _open(self, halls: set[str], done: Done) -> None:
        """Brings into memory what isn't."""
        for hall in halls - self.halls.keys():
            try:
                state = self.log.load(hall)
            except UnknownHall:
                self.let_go(hall)
                done.unknown.add(hall)
                continue
            except Unavailable:
                raise
            except Exception as error:  # the others are not to suffer from it
                logger.error("hall_unreadable", hall=hall, error=type(error).__name__, advice="yingbin verify tells more")
                done.unreadable.add(hall)
                continue
            state.neighbours = self.neighbours
            self._commands[hall] = self.log.commands(hall)
            if state.version < self._told.get(hall, 0):
                self.log.new_epoch(hall)
                done.shorter.add(hall)
                del self._told[hall]
            if hall not in self._told:
                done.opened.add(hall)
                self._told[hall] = max(0, state.version - KEPT)
                self._fresh.add(hall)
            self.behind.discard(hall)
            self.timers[hall] = decide.next_timer(state) if state.day else 0
            self.halls[hall] = state

    def _forget(self, halls: set[str]) -> None:
        """What was applied but not committed goes with the hall; it is folded again from the log."""
        for hall in halls | self._fresh:
            self.halls.pop(hall, None)

    def _has_to_say(self, hall: str) -> bool:
        """Whether a hall that has just come into memory missed anything: its time, newer scripts."""
        state = self.halls.get(hall)
        if state is None:
            return False
        now = self.now(state)
        to_say = now >= self.timers[hall] or bool(self.greet(state, now))
        if not to_say:
            self._fresh.discard(hall)
        return to_say

    def _catch_up(self, held: Held, touched: set[str], look: set[str]) -> None:
        """Raises Conflict if a log is not what it was thought to be: then the hall is folded again, or is gone."""
        for hall in look:
            state, news = self.halls[hall], held.facts.get(hall, [])
            before = state.version
            if news and news[0].seq != before + 1:
                raise Conflict(hall)
            state.apply_all(recorded.fact for recorded in news)
            self._commands[hall] |= held.commands.get(hall, {})
            self.log.know_news(hall, state, before, news)
            self.timers[hall] = decide.next_timer(state) if state.day else 0
            self.behind.discard(hall)
            if held.versions.get(hall, state.version) != state.version:
                raise Conflict(hall)
        if held.versions.keys().isdisjoint(touched) and len(touched) == 1:  # nobody has it in hand: it is gone
            raise Conflict(*touched)

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
            batch.answers[once.id] = Remembered(once.fingerprint, answer.status, answer.body)
            batch.commands.append((wish.hall, hall.version, once.id, hall.day, once.fingerprint, answer.status, answer.body))
        batch.personal += personal
        for _, _, day, number, note, _, customer in personal:
            hall.know((day, number), note, customer)
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
        writing.keep_personal(batch.personal)

    def _committed(self, batch: Batch) -> None:
        self._fresh -= batch.after.keys()
        for hall, seq, id, *_ in batch.commands:
            self._commands[hall][id] = seq
        for row in batch.days:
            self._commands[row["hall"]] = self.log.commands(row["hall"])

    def _news(self, halls: Collection[str], held: Held, batch: Batch) -> dict[str, list[Recorded]]:
        """What the screens have not been told of yet."""
        news: dict[str, list[Recorded]] = {}
        for hall in halls:
            state, told = self.halls[hall], self._told[hall]
            if state.version > told:
                own = enumerate(batch.facts.get(hall, ()), batch.after.get(hall, 0) + 1)
                found = [*held.facts.get(hall, ()), *(Recorded(seq, fact) for seq, fact in own)]
                if not found or found[0].seq != told + 1:
                    found = list(self.log.since(hall, told, state.version - told))  # not what came since
                news[hall], self._told[hall] = found, state.version
            self.timers[hall] = decide.next_timer(state) if state.day else 0
        return news
