"""The stage: it plays customers and colleagues of a rehearsal, through the desk like anybody else, in rehearsal halls only."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from app.claims import Claims
from app.desk import Desk
from app.founding import found
from app.hall import decide, duties, rehearsing
from app.hall.day import Instant
from app.hall.duties import Filed
from app.hall.events import Fact
from app.hall.plan import Millis, Plan
from app.hall.refusals import NotARehearsal, Refusal, UnknownCase, UnknownHall
from app.hall.rehearsal import How, TraineeRole, is_rehearsal, plan_for, real_of, rehearsal_of
from app.hall.state import Hall
from app.log import Conflict
from app.rehearsal.case import Case
from app.rehearsal.colleagues import Move
from app.rehearsal.playing import Turn, next_turn, only_said
from app.rehearsal.reading import cases, playable
from app.wishes import Answer, Wish

logger = structlog.get_logger()

LOOK_EVERY = 0.5
"""Seconds between two looks at what comes next, if nothing happens; a look takes about 0.1 ms."""
ORPHANS_EVERY = 1.0
BEGUN = 2_000
"""Seconds between two looks for rehearsals that nobody plays, and milliseconds that one has to be begun."""
REST = 2_000
"""Milliseconds for which colleagues do nothing after something was refused to them."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a rehearsal hall takes from the real one."""

    plan: Plan
    scripts: dict[str, Filed]


class Stage:
    """`plays`: by itself; in tests each turn is asked for instead."""

    def __init__(self, desk: Desk, claims: Claims, plays: bool = True) -> None:
        self._desk, self._claims, self.plays = desk, claims, plays
        self._playing: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, Instant] = {}
        self._looking: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ with the server
    async def open(self) -> None:
        self._looking = asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(ORPHANS_EVERY)
            for hall in filter(is_rehearsal, self._desk.halls):
                with suppress(Refusal):  # tried again at the next look
                    await self._end_orphan(hall)

    async def _end_orphan(self, hall: str) -> None:
        """What a server that stopped was playing is over: its trainee has lost the thread."""
        since = await self._desk.read(hall, _runs_since, wanted=False)
        if since is None or since < BEGUN or hall in self._playing or not self.plays:
            return
        if await asyncio.to_thread(self._claims.take, hall):
            try:
                await self.end(hall, "cut")
            finally:
                await asyncio.to_thread(self._claims.give_back, hall)

    async def close(self) -> None:
        playing = [*self._playing.values(), *([self._looking] if self._looking else [])]
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)

    # ------------------------------------------------------------ the hall
    async def opened(self, hall: str) -> str:
        """The id of a hall's rehearsal hall, which is made at first use."""
        id = rehearsal_of(hall)
        try:
            await self._desk.find(id)
        except UnknownHall:
            if id == hall:
                raise
            like = await self._desk.read(hall, _likeness)
            await asyncio.to_thread(self._found, like.plan)
        return id

    async def ready(self, hall: str) -> str:
        """The rehearsal hall with the plan and the scripts of the real one as it is now; while it runs it is left alone."""
        id = await self.opened(hall)
        like = await self._desk.read(real_of(id), _likeness)
        if not await self._desk.read(id, lambda state, now: _runs(state, now) or _is_like(state, like)):
            await self._do(id, rehearsing.clear)
            await self._do(id, lambda state, now: _as(state, now, like))
        return id

    async def stands(self, hall: str) -> bool:
        """Whether `ready` has nothing to do."""
        id = rehearsal_of(hall)
        like = await self._desk.read(real_of(id), _likeness)
        try:
            return await self._desk.read(id, lambda state, now: _runs(state, now) or _is_like(state, like))
        except UnknownHall:
            return False

    def _found(self, plan: Plan) -> None:
        log = self._desk.log
        with suppress(Conflict):  # another server was quicker
            if not log.has(plan.hall):
                with log.write() as writing:
                    found(writing, plan, self._desk.clock())

    async def prepared(self, hall: str, case: str, role: TraineeRole) -> str:
        """The rehearsal hall, empty and as the real one is today; one in which a rehearsal runs is left as it is."""
        wanted = cases().get(case)
        if wanted is None or role not in wanted.roles:
            raise UnknownCase(case=case[:40], role=role)
        id = await self.ready(hall)
        if not await self._desk.read(id, lambda state, now: playable(wanted, state)):
            raise UnknownCase(case=case, role=role)
        await self.tidied(id)
        return id

    # ------------------------------------------------------------ the play
    def play(self, hall: str) -> None:
        """Plays what has begun in this hall, until it is over."""
        task = self._playing.get(hall)
        if self.plays and (task is None or task.done()):
            self._playing[hall] = asyncio.create_task(self._play(hall))

    async def end(self, hall: str, how: How) -> None:
        """Ends what runs, and leaves the hall empty."""
        await self._do(hall, lambda state, now: rehearsing.end(state, now, how=how))
        await self.tidied(hall)

    async def tidied(self, hall: str) -> None:
        """Nothing of what was played stays open; while something is played it is left alone."""
        await self._do(hall, rehearsing.clear)

    async def _play(self, hall: str) -> None:
        try:
            if await asyncio.to_thread(self._claims.take, hall):
                await self._play_claimed(hall)
        finally:
            self._playing.pop(hall, None)
            await asyncio.to_thread(self._claims.give_back, hall)

    async def _play_claimed(self, hall: str) -> None:
        with self._desk.live.watching(hall) as watcher:
            while True:
                try:
                    goes_on = await self.turn(hall)
                except Exception:  # a fault in one turn must not leave the trainee alone
                    logger.exception("rehearsal_turn_failed", hall=hall)
                    goes_on = False
                if goes_on is None:
                    return
                if not goes_on:
                    await watcher.wait(LOOK_EVERY)

    async def turn(self, hall: str) -> bool | None:
        """Does the next thing. False: there is nothing to do at the moment; None: it is over."""
        case, turn, now = await self._desk.read(hall, self._next)
        if case is None:
            return None
        if turn.over is not None:
            await self.end(hall, turn.over)
            return None
        if turn.move is None:
            return False
        try:
            await self._do(hall, turn.move)
        except Refusal as refusal:
            await self._refused(hall, now, turn, refusal)
        return True

    def _next(self, state: Hall, now: Instant) -> tuple[Case | None, Turn, Instant]:
        case = cases().get(state.rehearsal.case) if state.rehearsal is not None and state.rehearsal.runs else None
        if case is None:
            return None, Turn(), now
        return case, next_turn(case, state, now, self._resting.get(state.plan.hall, 0) > now), now

    async def _refused(self, hall: str, now: Instant, turn: Turn, refusal: Refusal) -> None:
        """The trainee may have done anything: what can't be done is only said, and a colleague waits a little."""
        logger.info("rehearsal_refused", hall=hall, beat=turn.beat, code=refusal.code)
        if turn.beat is not None:
            await self._do(hall, only_said(turn.beat))
        else:
            self._resting[hall] = now + REST

    async def _do(self, hall: str, move: Move) -> None:
        if not is_rehearsal(hall):
            raise NotARehearsal(hall=hall)
        await self._desk.do(Wish(hall, move, lambda *_: Answer(200, b"{}")))


def _runs_since(state: Hall, now: Instant) -> Millis | None:
    """For how long."""
    return now - state.rehearsal.at if state.rehearsal is not None and state.rehearsal.runs else None


def _runs(state: Hall, now: Instant) -> bool:
    return state.rehearsal is not None and state.rehearsal.runs


def _likeness(state: Hall, now: Instant) -> Likeness:
    return Likeness(plan_for(state.plan), {id: Filed(one.script, one.digest) for id, one in state.scripts.items()})


def _is_like(state: Hall, like: Likeness) -> bool:
    digests = {id: one.digest for id, one in state.scripts.items()}
    return state.plan == like.plan and digests == {id: filed.digest for id, filed in like.scripts.items()}


def _as(state: Hall, now: Instant, like: Likeness) -> Sequence[Fact]:
    """The plan and the scripts of the real hall, as it has them now."""
    changed = decide.set_plan(state, now, like.plan) if state.plan != like.plan else []
    return [*changed, *duties.set_scripts(state, now, like.scripts, gone=frozenset(state.scripts) - like.scripts.keys())]
