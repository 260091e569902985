"""A house to test in: a real data directory with two small halls, a client, a live server."""

import asyncio
import atexit
import itertools
import os
import shutil
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from app.accounts import Accounts
from app.cli.listener import bound
from app.cli.server import config
from app.codec import encode_snapshot
from app.database import Data, create_data, reach
from app.founding import found
from app.hall.state import Hall
from app.hall_file import read_hall_text
from app.house import House
from app.log import Log
from app.main import create_app
from app.settings import Settings
from app.wishes import wall_clock
from tests.postgres import Cluster

HALL = """
hall: dongcheng
name: {zh: 东城营业厅, en: Dongcheng Hall}
timezone: Asia/Shanghai
levels:
  - {id: ordinary, name: {zh: 普通客户, en: Ordinary}, promise: 15m}
  - {id: vip, name: {zh: VIP 客户, en: VIP}, promise: 10m, important: true}
services:
  - {id: open-account, letter: A, name: {zh: 开户入网, en: Open an account}, typical: 8m}
  - {id: pay-bill, letter: B, name: {zh: 交话费, en: Pay a bill}, typical: 2m}
counters:
  - {number: 1, services: [open-account, pay-bill]}
  - {number: 2, name: {zh: VIP 台席, en: VIP counter}, services: [open-account, pay-bill], first: [vip]}
  - {number: 3, services: [pay-bill]}
"""
CLOSED_HALL = HALL.replace("dongcheng", "xicheng") + "\nclosed: [{days}]\n"
ROLES = ("kiosk", "display", "greeter", "manager", "integration", "all")


def always_closed() -> str:
    """A hall file whose hall is closed today, whatever day the tests run on."""
    today = time.time()
    days = ", ".join(time.strftime("%Y-%m-%d", time.gmtime(today + offset * 86_400)) for offset in (-1, 0, 1))
    return CLOSED_HALL.replace("{days}", days)


@dataclass
class Place:
    """A data directory with its tokens, by role or ("counter", n)."""

    data: Data
    tokens: dict[Any, str]
    others: "list[Place]" = field(default_factory=list)

    def another(self) -> "Place":
        """The same, as another server has it: with connections of its own."""
        self.others.append(Place(reach(self.data.directory, self.data.url, serving=True), self.tokens))
        return self.others[-1]

    def close(self) -> None:
        for place in (self, *self.others):
            place.data.engine.dispose()

    @classmethod
    def make(cls, directory: Path, files: tuple[str, ...] = (), url: str | None = None) -> "Place":
        """A new one: a copy of one that was founded before, or founded now in the database at this URL."""
        if url is not None:
            return cls.founded(directory, files or usual(), url)
        first = _first(files or usual(), None)
        return cls(reach(first.copied(directory), None), dict(first.tokens))

    @classmethod
    def on(cls, cluster: Cluster, directory: Path, files: tuple[str, ...] = ()) -> "Place":
        """The same in a database of its own in this PostgreSQL."""
        first = _first(files or usual(), cluster)
        url = cluster.database(like=first.data.url)
        return cls(reach(first.copied(directory), url), dict(first.tokens))

    def copied(self, directory: Path) -> Path:
        return shutil.copytree(self.data.directory, directory, dirs_exist_ok=True)

    @classmethod
    def founded(cls, directory: Path, files: tuple[str, ...], url: str | None) -> "Place":
        data = create_data(directory, url)
        log = Log(data.engine)
        for file in files:
            with log.write() as writing:
                found(writing, read_hall_text(file), wall_clock())
        log.close()
        accounts = Accounts(data.engine, data.key)
        tokens: dict[Any, str] = {role: accounts.issue(role, None if role == "all" else "dongcheng") for role in ROLES}
        tokens |= {("counter", n): accounts.issue("counter", "dongcheng", n) for n in range(1, 7)}
        tokens |= {("xicheng", role): accounts.issue(role, "xicheng") for role in ("integration", "greeter", "kiosk", "manager")}
        return cls(data, tokens)


def usual() -> tuple[str, ...]:
    return HALL, always_closed()


@cache
def _first(files: tuple[str, ...], cluster: Cluster | None) -> Place:
    """Which all others with these halls are copies of: founding takes 60 to 200 ms of processor time, a copy 2 to 35."""
    room = Path(tempfile.mkdtemp(prefix="yingbin-first-"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    place = Place.founded(room / "var", files, cluster.database() if cluster else None)
    place.close()
    return place


@dataclass
class Caller:
    """Sends as one role; every POST gets a fresh key unless one is given."""

    http: httpx.AsyncClient
    token: str
    hall: str = "dongcheng"
    keys = itertools.count()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, path: str, key: str | None = None, **body: Any) -> httpx.Response:
        key = key or f"{os.getpid()}-{next(self.keys)}"
        return await self.http.post(
            f"/api/v1/halls/{self.hall}{path}", json=body, headers=self.headers | {"Idempotency-Key": key}
        )

    async def get(self, path: str = "", **query: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1/halls/{self.hall}{path}", params=query, headers=self.headers)


@dataclass
class Home:
    """A running house inside this process."""

    place: Place
    http: httpx.AsyncClient
    house: House

    def as_(self, role: Any, hall: str = "dongcheng") -> Caller:
        return Caller(self.http, self.place.tokens[role], hall)

    async def check_replay(self, hall: str = "dongcheng") -> None:
        """Folding the log from its first fact gives the live hall."""
        live = await self.house.desk.read(hall, lambda state, now: encode_snapshot(state.snapshot()))
        folded = Hall()
        folded.apply_all(recorded.fact for recorded in self.house.log.since(hall, 0))
        assert encode_snapshot(folded.snapshot()) == live
        assert encode_snapshot(self.house.log.load(hall).snapshot()) == live


@asynccontextmanager
async def home(place: Place, clock: Callable[[], int] = wall_clock, **settings: Any) -> AsyncIterator[Home]:
    app = create_app(place.data, Settings(**{"hosts": "hall"} | settings))
    app.state.house.desk.clock = clock
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://hall") as http:
        yield Home(place, http, app.state.house)


@contextmanager
def server(place: Place, port: int = 0, app: FastAPI | None = None, **settings: Any) -> Iterator[str]:
    """A real server on a real socket, in a thread. Yields its address. `app`: one that was made before."""
    served = config(app or create_app(place.data, Settings(**settings)))
    served.timeout_graceful_shutdown = 1
    running = uvicorn.Server(served)
    with bound("127.0.0.1", port) as listener:
        thread = threading.Thread(target=running.run, args=([listener],), daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            running.should_exit = True
            thread.join(10)


def run(work: Any) -> Any:
    """On an event loop and in a thread of its own: a browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
