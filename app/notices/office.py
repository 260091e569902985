"""Sends notices, in threads, again and again until they are told or a day is over; of several servers one sends.

The hall waits for none of it: a listener of the desk marks what has happened, and all else is done beside.
"""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from app.claims import Claims
from app.desk import Desk
from app.devices import Devices
from app.engine import changing, reading
from app.hall.day import Instant
from app.hall.plan import MINUTE, Millis
from app.hall.refusals import Refusal
from app.hall.rehearsal import is_rehearsal
from app.hall.state import Hall
from app.log import Log
from app.notices import rows
from app.notices.addressees import Address, Addressee, BadAddressees, read
from app.notices.matters import BY_FACT, OVER, Notice, of_clock, of_fact, over_with
from app.notices.rows import Due, Standing
from app.wishes import Unavailable

CLAIM = "notices"
EVERY, REST = 2.0, 0.5
"""Seconds between two looks at what is due, and after news."""
BY_CLOCK = 30.0
"""Seconds between two looks at what time alone brings about, at what is old, and at a file that isn't there."""
FRESH: Millis = 10 * MINUTE
"""After a start, or with a new address, nobody is told of what is older."""
AT_ONCE = 8
"""Notices that are on their way at a time, to one address one: a service that hangs holds one thread."""
Tell = Callable[[Hall, Notice, str], tuple[str, str]]
"""Title and body, in a language."""
logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Known:
    """For the manager's page: who is told of what, how it went, and what is wrong with the file."""

    at: Instant
    addressees: tuple[Addressee, ...] = ()
    standing: tuple[Standing, ...] = ()
    fault: str | None = None


@dataclass
class Notices:
    """Made and used on the event loop. `tell` is set by whoever has the sentences."""

    desk: Desk
    claims: Claims
    devices: Devices
    file: Path
    tell: Tell | None = None
    fault: str | None = None
    _addressees: tuple[Addressee, ...] = ()
    _read_of: tuple[int, int, int] | None = None
    _seen: dict[str, int] = field(default_factory=dict)
    """How far each hall's log has been looked through."""
    _busy: set[str] = field(default_factory=set)
    """Addresses to which something is on its way."""
    _known: dict[str, tuple[float, Known]] = field(default_factory=dict)
    _looked: float = -BY_CLOCK

    async def open(self) -> None:
        self._stir, self._threads = asyncio.Event(), ThreadPoolExecutor(AT_ONCE, "notice")
        self.desk.told.append(self._hear)
        self._sending: set[asyncio.Task[None]] = set()
        self._going_on = asyncio.create_task(self._keep_on())

    async def close(self) -> None:
        """What is on its way has a second to arrive; else the next server tries it again."""
        self._going_on.cancel()
        if self._sending:
            await asyncio.wait(self._sending, timeout=1.0)
        for task in self._sending:
            task.cancel()
        await asyncio.gather(self._going_on, *self._sending, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _hear(self, heads: dict[str, int]) -> None:
        if self._addressees:
            self._stir.set()

    # ------------------------------------------------------------ going on
    async def _keep_on(self) -> None:
        while True:
            try:
                await self.look()
            except Unavailable:  # tried again in a moment
                self._seen.clear()
            except Exception:  # the hall goes on without it
                logger.exception("notices_failed")
            await asyncio.sleep(REST)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY if self._addressees else BY_CLOCK):
                    await self._stir.wait()
            self._stir.clear()

    async def look(self) -> None:
        """At what is new in the halls that are here, and, if this server sends, at what is due. Raises Unavailable."""
        await asyncio.to_thread(self._read_file)
        if not self._addressees:
            self._seen.clear()
            return
        clock = time.monotonic() - self._looked >= BY_CLOCK
        for hall in [hall for hall in self.desk.writer.halls if not is_rehearsal(hall)]:
            with suppress(Refusal):
                await self._find(hall, clock=clock)
        if clock:
            self._looked = time.monotonic()
            await asyncio.to_thread(self._tidy)
        if await asyncio.to_thread(self.claims.take, CLAIM):
            for one in await asyncio.to_thread(self._due):
                self._start(one)

    def _read_file(self) -> None:
        """When it has changed."""
        try:
            state = os.stat(self.file)
            print = (state.st_mtime_ns, state.st_size, state.st_mode)
        except OSError:
            print = None
        if print == self._read_of:
            return
        self._read_of = print
        try:
            self._addressees, self.fault = read(self.file), None
        except BadAddressees as error:
            self._addressees, self.fault = (), str(error)
            logger.warning("notices_file_faulty", fault=self.fault)

    # ------------------------------------------------------------ what has happened
    async def _find(self, hall: str, *, clock: bool) -> None:
        seen = self._seen.get(hall)
        version, day, now = await self.desk.read(hall, lambda state, now: (state.version, state.day, now), wanted=False)
        found: list[Notice] = []
        over: list[str] = []
        if seen is None or version > seen:
            found, over = await asyncio.to_thread(self._in_log, hall, seen, day, now)
        if clock:
            known = await self.devices.known(hall)
            by_clock = await self.desk.read(hall, lambda state, now: of_clock(state, now, known), wanted=False)
            found += [one for one in by_clock if now - one.at < FRESH or seen is not None]
        if found or over:
            await asyncio.to_thread(self._put, hall, found, over, now)
        self._seen[hall] = version

    def _in_log(self, hall: str, seen: int | None, day: str, now: Instant) -> tuple[list[Notice], list[str]]:
        log: Log = self.desk.log
        kinds = {*BY_FACT, *OVER}
        recorded = log.of_day(hall, day, kinds) if seen is None else log.since(hall, seen)
        facts = [one.fact for one in recorded if type(one.fact) in kinds]
        found = [notice for fact in facts if (notice := of_fact(fact)) and now - notice.at < FRESH]
        return found, [about for fact in facts if (about := over_with(fact))]

    def _put(self, hall: str, found: Sequence[Notice], over: Sequence[str], now: Instant) -> None:
        with changing(self.desk.log.engine) as connection:
            rows.put(connection, hall, found, self._addressees)
            if over:
                rows.close(connection, hall, over, now)

    def _tidy(self) -> None:
        with changing(self.desk.log.engine) as connection:
            rows.tidy(connection, self.desk.clock())

    # ------------------------------------------------------------ telling
    def _due(self) -> list[Due]:
        with reading(self.desk.log.engine) as connection:
            return rows.due(connection, self.desk.clock(), 200)

    def _start(self, one: Due) -> None:
        if one.address in self._busy or len(self._busy) >= AT_ONCE:
            return
        who = next((who for who in self._addressees if who.name == one.who), None)
        address = next((there for there in who.addresses if there.id == one.address), None) if who else None
        self._busy.add(one.address)
        task = asyncio.create_task(self._send(one, who, address))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, one: Due, who: Addressee | None, address: Address | None) -> None:
        try:
            error = await self._tried(one, who, address)
            outcome = await asyncio.to_thread(self._note, one, error)
            if outcome == "given-up":
                matter = one.notice.matter
                logger.error("notice_given_up", hall=one.hall, who=one.who, matter=matter, tries=one.tries + 1, error=error)
        except (Unavailable, Refusal):  # tried again
            return
        finally:
            self._busy.discard(one.address)
            self._known.pop(one.hall, None)

    async def _tried(self, one: Due, who: Addressee | None, address: Address | None) -> str | None:
        """None: it was told; else why not."""
        from app.notices.sending import NotDelivered, send  # apprise takes a while to load

        if who is None or address is None:
            return "address-gone"
        title, body = await self.desk.read(one.hall, partial(self._words, one.notice, who.language), wanted=False)
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, send, address.url, title, body)
        except NotDelivered as error:
            return str(error)
        return None

    def _words(self, notice: Notice, language: str, hall: Hall, now: Instant) -> tuple[str, str]:
        assert self.tell is not None
        return self.tell(hall, notice, language)

    def _note(self, one: Due, error: str | None) -> str | None:
        with changing(self.desk.log.engine) as connection:
            return rows.tried(connection, one, self.desk.clock(), error)

    # ------------------------------------------------------------ for the manager
    async def test(self, hall: str, who: str, key: str) -> bool:
        """A notice without a matter, told as any other. False: there is no such addressee."""
        await asyncio.to_thread(self._read_file)
        meant = [one for one in self._addressees if one.name == who and one.hears(hall, "test")]
        if not meant:
            return False
        notice = Notice("test", f"test {key}", self.desk.clock())
        await asyncio.to_thread(self._ask, hall, notice, meant)
        self._known.pop(hall, None)
        self._stir.set()
        return True

    def _ask(self, hall: str, notice: Notice, meant: Sequence[Addressee]) -> None:
        with changing(self.desk.log.engine) as connection:
            rows.put(connection, hall, [notice], meant)

    async def known(self, hall: str) -> Known:
        """As it was two seconds ago at most; never a reason to show nothing."""
        at, known = self._known.get(hall, (0.0, Known(0)))
        if time.monotonic() - at > EVERY:
            with suppress(Unavailable):
                standing = await asyncio.to_thread(self._standing, hall)
                here = tuple(one for one in self._addressees if one.hears(hall, "test"))
                if (here, standing, self.fault) != (known.addressees, known.standing, known.fault):
                    known = Known(self.desk.clock(), here, standing, self.fault)
            self._known[hall] = time.monotonic(), known
        return known

    def _standing(self, hall: str) -> tuple[Standing, ...]:
        with reading(self.desk.log.engine) as connection:
            return tuple(rows.standing(connection, hall))
