"""Reports as they are asked for, and figures that are kept caught up meanwhile: always in threads, never on the event loop."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import structlog
from sqlalchemy import Engine

from app.claims import Claims
from app.desk import Desk
from app.hall.events import Fact
from app.hall.refusals import UnknownHall
from app.hall.rehearsal import is_rehearsal
from app.reports.figures import Figures, summed
from app.reports.incidents import KINDS, incidents
from app.reports.period import BadPeriod, Period
from app.reports.report import Report, halls, report
from app.reports.review import TABLES, Review, came, review, span
from app.reports.store import Store
from app.reports.wanted import Asked, Wanted
from app.wishes import Unavailable

logger = structlog.get_logger()

CLAIM = "figures"
EVERY = 60.0
REST = 0.05
"""Seconds between two pages of facts, in which others have a turn."""
AT_ONCE = 6
"""Pages that whoever asks waits for: half a second. A log that is further behind is caught up meanwhile."""
MOST = 20_000
"""Days of halls that stand side by side: 50 halls of a year."""


@dataclass(frozen=True, slots=True)
class Told:
    """`behind`: the last day that is in it, as the figures are still being made; None: it is whole."""

    report: Report
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`days`: the figures of the day and of those around it; `incidents`: what happened on it."""

    review: Review
    days: dict[str, Figures]
    incidents: tuple[Fact, ...]
    behind: str | None = None


class Reporting:
    def __init__(self, desk: Desk, claims: Claims, engine: Engine) -> None:
        self._desk, self._claims, self.store = desk, claims, Store(engine)
        self._seen: dict[str, int] = {}
        """The version up to which each hall was caught up here."""
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._task = asyncio.create_task(self._keep())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    # ------------------------------------------------------------ asked for
    async def of(self, hall: str, asked: Asked, all_halls: bool) -> Told:
        """A report up to the last fact, by the calendar of `hall`. `all_halls`: they may stand side by side, and not only this
        one. Raises UnknownReport, UnknownRow, BadPeriod, Unavailable."""
        today = await self._desk.read(hall, lambda state, now: state.day)
        wanted = Wanted.of(asked, today)
        if wanted.period.by == "hall":
            return Told(await self._beside(wanted, sorted(await self.all_halls()) if all_halls else [hall]))
        whole = await asyncio.to_thread(self.store.catch_up, hall, AT_ONCE)
        made = await asyncio.to_thread(self._made, hall, wanted)
        return Told(made, None if whole else await asyncio.to_thread(self.store.last_day, hall))

    async def reviewed(self, hall: str, asked: str | None) -> Reviewed:
        """A day beside its usual; without one, the last that ended and on which customers came. Raises BadPeriod, Unavailable."""
        today = await self._desk.read(hall, lambda state, now: state.day)
        period = Period.asked(asked or today, asked or today, "hour", today)
        whole = await asyncio.to_thread(self.store.catch_up, hall, AT_ONCE)
        found = await asyncio.to_thread(self._reviewed, hall, period.first, date.fromisoformat(today), asked is None)
        return replace(found, behind=None if whole else await asyncio.to_thread(self.store.last_day, hall))

    def _reviewed(self, hall: str, day: date, today: date, last: bool) -> Reviewed:
        days = self._around(hall, day)
        busy = [one for one, figures in days.items() if one < str(today) and came(figures)]
        if last and busy:
            day = date.fromisoformat(busy[-1])
            days = self._around(hall, day)
        over = {one: figures for one, figures in days.items() if one == str(day) or (day < today and one < str(today))}
        told = self._desk.log.of_day(hall, str(day), KINDS)
        return Reviewed(review(day, over), days, tuple(incidents(one.fact for one in told)))

    def _around(self, hall: str, day: date) -> dict[str, Figures]:
        first, last = span(day)
        return self.store.between(hall, str(first), str(last), TABLES)

    def _made(self, hall: str, wanted: Wanted) -> Report:
        row, day = wanted.row, str(wanted.period.first)
        opened = row is not None and wanted.period.days == 1
        behind = self.store.behind(hall, day, row.sheet.table, row.about) if row is not None and opened else []
        return report(wanted, self._between(hall, wanted), behind)

    def _between(self, hall: str, wanted: Wanted) -> dict[str, Figures]:
        return self.store.between(hall, str(wanted.period.first), str(wanted.period.last), wanted.tables, wanted.about)

    async def _beside(self, wanted: Wanted, among: list[str]) -> Report:
        if len(among) * wanted.period.days > MOST:
            raise BadPeriod(state="too_much", halls=len(among), days=max(1, MOST // len(among)))
        return await asyncio.to_thread(lambda: halls(wanted, {hall: self._of_hall(hall, wanted) for hall in among}))

    def _of_hall(self, hall: str, wanted: Wanted) -> Figures:
        self.store.catch_up(hall, 1)
        return summed(self._between(hall, wanted).values())

    async def all_halls(self) -> list[str]:
        """Without those of rehearsals."""
        return [hall for hall in await asyncio.to_thread(self._desk.log.halls) if not is_rehearsal(hall)]

    # ------------------------------------------------------------ kept caught up
    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                if await asyncio.to_thread(self._claims.take, CLAIM):
                    await self.catch_up()
            except Unavailable:
                pass  # tried again next time
            except Exception:
                logger.exception("figures_not_kept")

    async def catch_up(self) -> None:
        """Every hall whose log has grown. One that can't be folded keeps no other one from it."""
        for hall, version in (await asyncio.to_thread(self._desk.log.halls)).items():
            if is_rehearsal(hall) or self._seen.get(hall) == version:
                continue
            try:
                while not await asyncio.to_thread(self.store.catch_up, hall, 1):
                    await asyncio.sleep(REST)
            except (Unavailable, UnknownHall):
                raise
            except Exception:
                logger.exception("figures_not_folded", hall=hall)
            self._seen[hall] = version
