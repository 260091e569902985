"""Days of a hall in a minute each, on a clock that is set: what a server holds in memory at the same hour of each.

`python -m tests.promises.days DIRECTORY DAYS TICKETS RECONNECTS SWITCH` is a process of its own; it prints what it found as JSON.
The commands pass the whole application, all but its HTTP parser; those who reconnect come over real sockets.
"""

import asyncio
import base64
import ctypes
import gc
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import uvicorn
from fastapi import FastAPI

from app.cli.listener import bound
from app.cli.server import config
from app.live import Live, Watcher
from app.main import create_app
from app.settings import Settings
from app.wishes import wall_clock
from demo.direct import post
from tests.house import Place
from tests.servers.conftest import COUNTERS, HALL

DAY, HOURS = 86_400_000, 30_000_000
"""Milliseconds; in the second all tickets of a day come."""
MORNING = (wall_clock() // DAY + 1) * DAY
"""Tomorrow at 08:00 in Shanghai: a hall's time never goes back to before its founding."""
ROOT = Path(__file__).parents[2]
HELLO = b'{"hello":1,"epoch":null,"since":null}'


@dataclass(frozen=True)
class Days:
    tickets: int
    reconnects: int
    evenings: list[int]
    """Bytes that the program holds at the end of each day."""
    resident: list[int]
    """Bytes of the resident set: what the allocators keep for later is in it."""
    ended: float
    """Bytes that each ended ticket of the first day took."""

    @property
    def grows(self) -> float:
        """Megabytes a day, the first one apart: what a program needs once is no growth."""
        return (self.evenings[-1] - self.evenings[1]) / (len(self.evenings) - 2) / 1e6

    @property
    def comes_to_rest(self) -> float:
        """Megabytes a day by which the resident set grows in the second half: what allocators keep for later is there by then."""
        half = len(self.resident) // 2
        return (self.resident[-1] - self.resident[half]) / (len(self.resident) - 1 - half) / 1e6

    def __str__(self) -> str:
        evenings, resident = (", ".join(f"{one / 1e6:.1f}" for one in all_) for all_ in (self.evenings, self.resident))
        return (
            f"days: {len(self.evenings)} of {self.tickets} tickets and {self.reconnects} reconnects; in the evenings"
            f" {evenings} MB in use, {self.grows:+.2f} MB a day, of {resident} MB resident, {self.comes_to_rest:+.2f} MB"
            f" a day in the second half; an ended ticket takes"
            f" {self.ended:.0f} bytes"
        )


def lived(directory: Path, days: int, tickets: int, reconnects: int, switch: str = "") -> Days:
    words = [sys.executable, "-m", "tests.promises.days", directory, days, tickets, reconnects, switch]
    done = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return Days(tickets, reconnects, **json.loads(done.stdout.splitlines()[-1]))


# ------------------------------------------------------------ the process
@contextmanager
def keeps_who_has_gone() -> Iterator[None]:
    """The known fault: who has left is still counted among the watchers."""

    @contextmanager
    def watching(self: Live, hall: str) -> Iterator[Watcher]:
        watcher = Watcher()
        self.channel(hall).watchers.add(watcher)
        yield watcher

    with patch.object(Live, "watching", watching):
        yield


class Malloc(ctypes.Structure):
    """`struct mallinfo2` of glibc."""

    _fields_ = (
        *((name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd")),
        *((name, ctypes.c_size_t) for name in ("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")),
    )


def held() -> int:
    """Bytes in use: Python's own blocks and malloc's. The resident set swings by megabytes with what both keep for later."""
    gc.collect()
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = Malloc
    malloc = libc.mallinfo2()
    with tempfile.TemporaryFile("w+") as told:
        errors = os.dup(2)
        os.dup2(told.fileno(), 2)
        sys._debugmallocstats()
        os.dup2(errors, 2)
        os.close(errors)
        told.seek(0)
        blocks = re.search(r"bytes in allocated blocks\s+=\s+([\d,]+)", told.read())
    assert blocks is not None
    return malloc.uordblks + malloc.hblkhd + int(blocks[1].replace(",", ""))


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


class Hall:
    def __init__(self, app: FastAPI, place: Place, port: int) -> None:
        self._app, self._place, self._port = app, place, port
        self._keys = itertools.count()
        self.now = MORNING
        app.state.house.desk.clock = lambda: self.now
        self._current: dict[int, str | None] = dict.fromkeys(range(1, COUNTERS + 1))

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        token = self._place.tokens["integration"].encode()
        headers = [(b"authorization", b"Bearer " + token), (b"idempotency-key", b"%d" % next(self._keys))]
        status, _, content = await post(self._app, "127.0.0.1", f"/api/v1/halls/dongcheng{path}", headers, body)
        assert status in (200, 201), content
        return dict(json.loads(content))

    async def open(self) -> None:
        for counter in self._current:
            await self.post(f"/counters/{counter}/open")

    async def serve(self, counter: int, tickets: int, every: int) -> None:
        """So many customers come, are called, served, and go."""
        for _ in range(tickets):
            self.now += every
            await self.post("/tickets", service="pay-bill")
            called = await self.post(f"/counters/{counter}/call-next", expected_current=self._current[counter])
            self._current[counter] = called["number"]
            await self.post(f"/counters/{counter}/start")

    async def close(self) -> None:
        for counter, current in self._current.items():
            if current is not None:
                await self.post(f"/counters/{counter}/finish")
                self._current[counter] = None

    async def reconnect(self, times: int) -> None:
        for n in range(times):
            await self._look("/api/v1/halls/dongcheng/stream" if n % 2 else "/display/dongcheng/live")

    async def _look(self, path: str) -> None:
        """Comes, hears the first words, and is gone without any."""
        role = "integration" if "stream" in path else "display"
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self._place.tokens[role]}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        if "stream" in path:
            writer.write(bytes([0x81, 0x80 | len(HELLO)]) + bytes(4) + HELLO)
        await reader.readuntil(b"reset" if "stream" in path else b"html")
        writer.transport.abort()

    async def day(self, tickets: int, reconnects: int) -> None:
        share = tickets // COUNTERS
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.reconnect(reconnects))
            for counter in self._current:
                tasks.create_task(self.serve(counter, share, HOURS // tickets))
        await self.close()


async def live(directory: Path, days: int, tickets: int, reconnects: int) -> dict[str, Any]:
    place = Place.make(directory / "var", (HALL,))
    app = create_app(place.data, Settings(scripts=directory / "none"))
    with bound("127.0.0.1", 0) as listener:
        server = uvicorn.Server(config(app))
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        found = await _days(Hall(app, place, listener.getsockname()[1]), days, tickets, reconnects)
        server.should_exit = True
        await serving
    return found


async def _days(hall: Hall, days: int, tickets: int, reconnects: int) -> dict[str, Any]:
    evenings, seen, ended = [], [], 0.0
    for day in range(days):
        hall.now = MORNING + day * DAY
        await hall.open()
        if day == 0:
            await hall.day(tickets // 4, reconnects)
            before = held()
            await hall.day(tickets - tickets // 4, 0)
            ended = (held() - before) / (tickets - tickets // 4)
        else:
            await hall.day(tickets, reconnects)
        await asyncio.sleep(0.5)
        evenings.append(held())
        seen.append(resident())
    return {"evenings": evenings, "resident": seen, "ended": ended}


if __name__ == "__main__":
    directory, *numbers, switch = sys.argv[1:]
    with {"": nullcontext, "keeps_who_has_gone": keeps_who_has_gone}[switch]():
        print(json.dumps(asyncio.run(live(Path(directory), *map(int, numbers)))))
