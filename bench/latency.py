"""From the POST of a call to its frame at a stream client, over what it can't do without: WebSocket echo, commit, no-op POST."""

import asyncio
import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop
from websockets.asyncio.client import ClientConnection, connect

from bench.asker import Asker, Clerk
from bench.figures import ROUNDS, Figure, figure, medians
from bench.hall_of_32 import PATH
from bench.rig import Rig
from bench.servers import Server

CALLS = 60
"""A round; and as many echoes, commits and no-ops."""
NAMES = ("call", "echo", "commit", "noop")


def measure(rig: Rig) -> list[Figure]:
    with rig.bare() as bare, rig.product() as product, _database(rig.room() / "bare.sqlite3") as database:
        rounds = uvloop.run(_rounds(bare, product, database))
    p50 = {name: [one[name] * 1e3 for one in rounds] for name in NAMES}
    over = [call / (echo + commit + noop) for call, echo, commit, noop in zip(*p50.values(), strict=True)]
    detail = medians(**{f"{name}_ms": values for name, values in p50.items()})
    return [
        figure(
            "POST of a call to the frame at a stream client, p50, over echo + commit + no-op POST",
            over,
            3,
            1.5,
            "less",
            detail=detail,
        )
    ]


@contextmanager
def _database(file: Path) -> Iterator[sqlite3.Connection]:
    """As durable as the product's, its log file already as long as it gets: 0.16 ms a commit, against 0.30 while it grows."""
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE facts (seq INTEGER PRIMARY KEY, data TEXT)")
    database.execute("BEGIN")
    database.executemany("INSERT INTO facts (data) VALUES (?)", [("x" * 4000,)] * 1500)
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint")
    yield database
    database.close()


async def _rounds(bare: Server, product: Server, database: sqlite3.Connection) -> list[dict[str, float]]:
    """The p50 of each part, in seconds, round by round."""
    stream = f"ws://127.0.0.1:{product.port}{PATH}/stream"
    head = {"Authorization": f"Bearer {product.token}"}
    clerk, idle = await Clerk(product.token).connect(product.port), await Asker("").connect(bare.port)
    await clerk.open()
    async with connect(stream, additional_headers=head) as frames, connect(f"ws://127.0.0.1:{bare.port}/echo") as echo:
        await frames.send('{"hello":1,"epoch":null,"since":null}')
        await frames.recv()
        found = [await _round(clerk, idle, frames, echo, database) for _ in range(ROUNDS + 1)]
    clerk.close()
    idle.close()
    return found[1:]


async def _round(
    clerk: Clerk, idle: Asker, frames: ClientConnection, echo: ClientConnection, database: sqlite3.Connection
) -> dict[str, float]:
    """One kind after the other: right behind the product's writes the disk makes a commit beside them wait up to 3 ms."""
    calls = [await _call(clerk, frames) for _ in range(CALLS)]
    echoes = [await _echo(echo) for _ in range(CALLS)]
    commits = [_commit(database) for _ in range(CALLS)]
    noops = [await _noop(idle) for _ in range(CALLS)]
    return {name: statistics.median(times) for name, times in zip(NAMES, (calls, echoes, commits, noops), strict=True)}


async def _call(clerk: Clerk, frames: ClientConnection) -> float:
    await clerk.take()
    await _until(frames, '"TicketTaken"')
    began = time.perf_counter()
    calling = asyncio.create_task(clerk.call_next())
    await _until(frames, '"TicketCalled"')
    took = time.perf_counter() - began
    await calling
    await clerk.finish()
    await _until(frames, '"ServiceFinished"')
    return took


async def _until(frames: ClientConnection, kind: str) -> None:
    while kind not in str(await frames.recv()):
        pass


async def _echo(echo: ClientConnection) -> float:
    began = time.perf_counter()
    await echo.send('{"event":{"seq":12345,"type":"TicketCalled","data":{}}}')
    await echo.recv()
    return time.perf_counter() - began


def _commit(database: sqlite3.Connection) -> float:
    began = time.perf_counter()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO facts (data) VALUES (?)", ("x" * 200,))
    database.execute("COMMIT")
    return time.perf_counter() - began


async def _noop(idle: Asker) -> float:
    began = time.perf_counter()
    await idle.ask("/noop", b'{"service":"pay-bill"}')
    return time.perf_counter() - began
