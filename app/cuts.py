"""Who was let in and may be here no longer: within a second requests are refused and sockets cut, whichever server or command
brought it about. It costs one small question to the database every 0.4 s, and none for a request."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy import Engine, select

from app.accounts import Accounts, Principal
from app.engine import reading
from app.hall.rehearsal import real_of
from app.tables import tokens
from app.wishes import Unavailable

logger = structlog.get_logger()

LOOK_EVERY = 0.4
"""Seconds between two looks at what has changed."""
BACK = 60_000
"""Milliseconds that a look goes back: clocks of servers differ, and a look-up that was under way may have found what was."""

Holder = tuple[Principal, Callable[[], object]]


class Cuts:
    """On the event loop."""

    def __init__(self, engine: Engine, accounts: Accounts) -> None:
        self._engine, self._accounts = engine, accounts
        self._holders: defaultdict[bytes, list[Holder]] = defaultdict(list)
        self._looking: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._looking = asyncio.create_task(self._keep_looking())

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    @contextmanager
    def holding(self, principal: Principal, cut: Callable[[], object]) -> Iterator[None]:
        """While this lasts `cut` is called when what the principal came with holds no longer, or has become something else."""
        holder = principal, cut
        self._holders[principal.id].append(holder)
        try:
            yield
        finally:
            self._holders[principal.id].remove(holder)
            if not self._holders[principal.id]:
                del self._holders[principal.id]

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.look()
            except Unavailable:
                pass  # who can't be asked now is asked again; screens say meanwhile that they are stale
            except Exception as error:
                logger.exception("cuts_not_looked_at", error=type(error).__name__)

    async def look(self) -> None:
        """Raises Unavailable."""
        changed, stand = await asyncio.to_thread(self._read)
        for row in changed:
            self._accounts.forget(row.hash)
            for principal, cut in list(self._holders.get(_id(row), ())):
                if not _stands(principal, row, stand):
                    cut()

    def _read(self) -> tuple[list[Any], dict[bytes, Any]]:
        """The tokens that have changed lately, and as what their devices stand now."""
        since = time.time_ns() // 1_000_000 - BACK
        wanted = select(tokens.c.hash, tokens.c.device, tokens.c.revoked_at)
        with reading(self._engine) as connection:
            lately = (tokens.c.changed_at >= since) | (tokens.c.revoked_at >= since)
            changed = list(connection.execute(wanted.where(lately)))
            return changed, self._standing(connection, {row.device for row in changed if row.device is not None})

    @staticmethod
    def _standing(connection: Any, devices: Collection[bytes]) -> dict[bytes, Any]:
        if not devices:
            return {}
        wanted = select(tokens.c.device, tokens.c.hall, tokens.c.role, tokens.c.counter)
        valid = tokens.c.device.in_(devices) & tokens.c.revoked_at.is_(None)
        return {row.device: row for row in connection.execute(wanted.where(valid).order_by(tokens.c.created_at))}


def _id(row: Any) -> bytes:
    return bytes(row.device if row.device is not None else row.hash[:16])


def _stands(principal: Principal, row: Any, stand: dict[bytes, Any]) -> bool:
    if row.device is None:
        return row.revoked_at is None
    now = stand.get(row.device)
    hall = real_of(principal.hall) if principal.hall is not None else None
    return now is not None and (now.hall, now.role, now.counter) == (hall, principal.role, principal.counter)
