"""Hints between the servers of one PostgreSQL database: «this hall's log goes as far as this».

A hint may be lost: each server also looks by itself every second. It is sent after the commit and beside it: a NOTIFY within the
transaction would let all servers commit one after the other.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import structlog

from app.engine import conninfo

logger = structlog.get_logger()

CHANNEL = "yingbin"
AGAIN = 1.0
"""Seconds until a connection that was lost is tried again."""
LARGEST = 7900
"""Bytes of one hint; PostgreSQL takes 7,999."""


class Hints:
    """`heard` is called with each hall and seq of which another server tells."""

    def __init__(self, url: str, heard: Callable[[str, int], None]) -> None:
        self._target, self._heard = conninfo(url), heard
        self._heads: dict[str, int] = {}
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def open(self) -> None:
        self._tasks = [asyncio.create_task(self._keep(self._listen)), asyncio.create_task(self._keep(self._speak))]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def tell(self, heads: dict[str, int]) -> None:
        """Soon, with all that comes meanwhile."""
        self._heads |= heads
        self._news.set()

    async def _keep(self, work: Callable[["psycopg.AsyncConnection[Any]"], Any]) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._target, autocommit=True) as connection:
                    await work(connection)
            except (psycopg.Error, OSError) as error:
                logger.info("hints_interrupted", error=type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def _listen(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        async for hint in connection.notifies():
            words = hint.payload.split()
            for hall, seq in zip(words[::2], words[1::2], strict=False):
                with suppress(ValueError):
                    self._heard(hall, int(seq))

    async def _speak(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        await connection.execute("SET synchronous_commit = off")
        while True:
            await self._news.wait()
            self._news.clear()
            heads, self._heads = self._heads, {}
            for payload in payloads(heads):
                await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


def payloads(heads: dict[str, int]) -> list[str]:
    """As few as hold all heads."""
    found = [""]
    for hall, seq in heads.items():
        told = f"{hall} {seq} "
        if len(found[-1]) + len(told) > LARGEST:
            found.append("")
        found[-1] += told
    return [payload for payload in found if payload]
