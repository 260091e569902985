"""Who has signed in, where, and whether it still holds: not ended, not disabled, within 12 hours, not left alone.

A session that nobody touched for a while is locked; it stays at its device until somebody signs in there. Who watches hears of an
end or a lock within a second, whichever server or command brought it about.
"""

import asyncio
import hashlib
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, delete, insert, select, update

from app.audit import Audit
from app.engine import changing, reading
from app.staff.duties import read
from app.staff.roster import now_ms
from app.tables import sessions, staff
from app.wishes import Unavailable

logger = structlog.get_logger()

LONGEST = 12 * 3_600_000
"""Milliseconds from signing in."""
TRUSTED_FOR = 1.0
"""Seconds for which a session that was found is not looked up again."""
LOOK_EVERY = 0.4
"""Seconds between two looks at the sessions that have a socket here."""
WRITTEN_EVERY = 5.0
"""Seconds between two times that it is written who was there."""
KEPT = 30 * 86_400_000
"""Milliseconds for which a session that is over stays in the table."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class Session:
    """`hall`: that of the member of staff; None: every hall. `device`: the hash of the device's token; None: at any machine, with
    the password."""

    hash: bytes
    staff: str
    name: str
    hall: str | None
    duties: frozenset[str]
    must_change: bool
    device: bytes | None
    locked: bool


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def begin(connection: Connection, number: str, hall: str | None, device: bytes | None) -> str:
    """A new session in the transaction of a sign-in; this is the only time that its token can be read."""
    token, at = "ys_" + secrets.token_urlsafe(32), now_ms()
    row = {"hash": digest(token), "staff": number, "hall": hall, "device": device, "created_at": at, "seen_at": at}
    connection.execute(insert(sessions), row)
    return token


class Sessions:
    def __init__(self, engine: Engine, key: bytes, lock_after: float, lock_after_elsewhere: float) -> None:
        self._engine, self._audit = engine, Audit(key)
        self._lock_after, self._lock_elsewhere = int(lock_after * 1000), int(lock_after_elsewhere * 1000)
        self._found: dict[bytes, tuple[Session, float]] = {}
        self._touched: dict[bytes, int] = {}
        self._cuts: defaultdict[bytes, list[tuple[Session, Callable[[], None]]]] = defaultdict(list)
        self._news = asyncio.Event()
        self._asking = ThreadPoolExecutor(2, "sessions")
        self._tasks: list[asyncio.Task[None]] = []

    def open(self) -> None:
        self._tasks = [asyncio.create_task(self._keep_looking()), asyncio.create_task(self._keep_writing())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._write)
        self._asking.shutdown(wait=False, cancel_futures=True)

    # ------------------------------------------------------------ who is it
    async def find(self, token: str) -> Session | None:
        """None: it is over, or never was."""
        hash = digest(token)
        found = self._found.get(hash)
        if found is not None and found[1] > time.monotonic():
            return found[0]
        held = await asyncio.get_running_loop().run_in_executor(self._asking, self._look_up, [hash])
        session = held.get(hash)
        if session is None:
            self._found.pop(hash, None)
        else:
            if len(self._found) > 10_000:
                self._found.clear()
            self._found[hash] = session, time.monotonic() + TRUSTED_FOR
        return session

    def touch(self, hash: bytes) -> None:
        """Somebody is there. Written a little later."""
        self._touched[hash] = now_ms()

    def forget(self) -> None:
        """Something has changed here: nobody is trusted unasked."""
        self._found.clear()
        self._news.set()

    async def lock(self, session: Session) -> None:
        """By the wish of whoever it is."""
        given = session.hash, session.staff, session.hall, 0
        await asyncio.get_running_loop().run_in_executor(self._asking, self._lock, *given)
        self.forget()

    def _look_up(self, hashes: Collection[bytes]) -> dict[bytes, Session]:
        """Those of these that hold. What was left alone is locked on the way."""
        wanted = (
            select(sessions, staff.c.name, staff.c.duties, staff.c.must_change, staff.c.hall.label("of"))
            .join(staff, staff.c.number == sessions.c.staff)
            .where(sessions.c.hash.in_(hashes), sessions.c.ended_at.is_(None), staff.c.disabled_at.is_(None))
        )
        now = now_ms()
        with reading(self._engine) as connection:
            rows = [row for row in connection.execute(wanted) if now - row.created_at < LONGEST]
        return {row.hash: self._session(row, now) for row in rows}

    def _session(self, row: Any, now: int) -> Session:
        locked = row.locked_at is not None
        if not locked and now - max(row.seen_at, self._touched.get(row.hash, 0)) > self._limit(row.device):
            locked = True
            self._lock(row.hash, row.staff, row.of, 1)
        duties, change = read(row.duties), bool(row.must_change)
        return Session(row.hash, row.staff, row.name, row.of, duties, change, row.device, locked)

    def _limit(self, device: bytes | None) -> int:
        return self._lock_elsewhere if device is None else self._lock_after

    def _lock(self, hash: bytes, number: str, hall: str | None, left_alone: int) -> None:
        open_one = (sessions.c.hash == hash) & sessions.c.locked_at.is_(None) & sessions.c.ended_at.is_(None)
        with changing(self._engine) as connection:
            if connection.execute(update(sessions).where(open_one).values(locked_at=now_ms())).rowcount:
                self._audit.note(connection, who=f"staff:{number}", act="locked", hall=hall, left_alone=left_alone)

    # ------------------------------------------------------------ who hears of it
    @contextmanager
    def watching(self, session: Session | None, cut: Callable[[], None]) -> Iterator[None]:
        """While this lasts `cut` is called when the session ends, is locked, or is no longer what it was: other duties open other
        screens. None: nobody has signed in, nobody hears."""
        if session is None:
            yield
            return
        hash, watcher = session.hash, (session, cut)
        self._cuts[hash].append(watcher)
        try:
            yield
        finally:
            self._cuts[hash].remove(watcher)
            if not self._cuts[hash]:
                del self._cuts[hash]

    async def _keep_looking(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            try:
                await self._look()
            except Unavailable:
                pass  # who can't be asked now is asked again; screens say meanwhile that they are stale
            except Exception as error:
                logger.exception("sessions_not_looked_at", error=type(error).__name__)

    async def _look(self) -> None:
        watched = list(self._cuts)
        for at in range(0, len(watched), PAGE):
            page = watched[at : at + PAGE]
            hold = await asyncio.get_running_loop().run_in_executor(self._asking, self._look_up, page)
            for hash in page:
                for session, cut in list(self._cuts.get(hash, ())):
                    if hold.get(hash) != session:
                        self._found.pop(hash, None)
                        cut()

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(min(WRITTEN_EVERY, self._lock_after / 4000))
            with suppress(Unavailable):
                await asyncio.to_thread(self._write)

    def _write(self) -> None:
        touched, self._touched = self._touched, {}
        if not touched:
            return
        with changing(self._engine) as connection:
            for hash, at in sorted(touched.items()):
                behind = (sessions.c.hash == hash) & (sessions.c.seen_at < at)
                connection.execute(update(sessions).where(behind).values(seen_at=at))

    def sweep(self) -> None:
        """Those that were over long ago."""
        with changing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.created_at < now_ms() - KEPT))
