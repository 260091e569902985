"""Rounds of the staff survey are closed: by hand, or by the clock when their last day is over."""

import asyncio
from contextlib import suppress

import structlog

from app.desk import Desk
from app.hall import surveys
from app.hall.refusals import Refusal
from app.hall.voices import Survey
from app.voices.ballots import Ballots
from app.wishes import Answer, Once, Wish

logger = structlog.get_logger()

EVERY = 300.0
"""Seconds between two looks at the halls that are here."""


class Closing:
    def __init__(self, desk: Desk, ballots: Ballots) -> None:
        self._desk, self._ballots = desk, ballots
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except Exception as error:  # tried again next time
                logger.warning("surveys_not_closed", error=type(error).__name__)

    async def look(self) -> None:
        for hall in list(self._desk.writer.halls):
            with suppress(Refusal):
                rounds = await self._desk.read(hall, lambda state, now: list(state.surveys.values()), wanted=False)
                over = await self._desk.read(hall, lambda state, now: surveys.over(state), wanted=False)
                for round in over:
                    await self.close(hall, round, surveys.CLOCK)
                if rounds:
                    await self._forget(hall, {one.id for one in rounds if one.closed is not None})

    async def _forget(self, hall: str, closed: set[str]) -> None:
        """What was broken off before it came to that."""
        for id in closed & await asyncio.to_thread(self._ballots.remembered, hall):
            await asyncio.to_thread(self._ballots.forget, hall, id)

    async def close(self, hall: str, round: Survey, by: str, once: Once | None = None) -> Answer:
        """No answer is taken any more, then the log has what they come to, then who answered is forgotten: what is broken off
        goes on the next time."""
        found = await asyncio.to_thread(self._ballots.close, hall, round)
        wish = Wish(
            hall,
            lambda state, now: surveys.close(state, now, survey=round.id, answered=found.answered, counts=found.counts, by=by),
            lambda *_: Answer(200, b"{}"),
            once,
        )
        answer = await self._desk.do(wish)
        await asyncio.to_thread(self._ballots.forget, hall, round.id)
        return answer
