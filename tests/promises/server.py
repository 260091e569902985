"""The product in a simulation: the whole application on a database in memory's place, started, killed and started again."""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI

from app.accounts import Accounts
from app.database import Data, create_data, reach
from app.founding import found
from app.hall_file import read_hall_text
from app.log import Log
from app.main import create_app
from app.settings import Settings
from app.wishes import wall_clock
from app.writing import Writing
from tests.house import HALL
from tests.promises.network import Reply, Wire
from tests.promises.virtual import Died, Life, VirtualHand, VirtualLoop

MEMORY = Path("/dev/shm")
"""A disk that is none, where there is one: what a process wrote outlives it there too."""


def room() -> Path:
    return Path(tempfile.mkdtemp(prefix="yingbin-", dir=MEMORY if MEMORY.is_dir() else None))


@dataclass(frozen=True, eq=False)
class Founded:
    """A hall's data directory as it is founded, to be copied, and its tokens by role."""

    directory: Path
    tokens: dict[str, str]

    def copy(self) -> Data:
        """The one of this process, as if it had just been founded. One engine for all, which knows what it was asked before."""
        data = _data(self)
        data.engine.dispose()
        for file in data.directory.iterdir():
            file.unlink()
        for file in self.directory.iterdir():
            shutil.copy(file, data.directory)
        return data


@cache
def founded(file: str = HALL) -> Founded:
    """`var/` of a hall with its tokens; made once."""
    directory = room() / "var"
    data = create_data(directory, None)
    log, accounts = Log(data.engine), Accounts(data.engine, data.key)
    with log.write() as writing:
        found(writing, read_hall_text(file), wall_clock())
    log.close()
    tokens = {role: accounts.issue(role, "dongcheng") for role in ("integration", "display", "greeter", "manager", "kiosk")}
    tokens |= {f"counter {n}": accounts.issue("counter", "dongcheng", n) for n in (1, 2)}
    data.engine.dispose()
    return Founded(directory, tokens)


@cache
def _data(of: Founded) -> Data:
    copied = room()
    shutil.copy(of.directory / "secret.key", copied)
    return reach(copied, None)


@cache
def _app() -> FastAPI:
    return create_app(reach(founded().directory, None), _settings(None))


@cache
def _settings(scripts: Path | None) -> Settings:
    return Settings(scripts=scripts or founded().directory / "no scripts")


def served(data: Data, settings: Settings) -> FastAPI:
    """A new application, with the routes of the first: FastAPI takes a quarter of a second to look at them."""
    app, new = _app(), create_app(data, settings)
    app.state, app.user_middleware, app.middleware_stack = new.state, new.user_middleware, None
    return app


@dataclass
class Crashes:
    """Kills at the boundary of a commit, `left` of them: right before it, or right after, when nobody has been told."""

    chance: random.Random
    left: int = 0
    share: float = 0.04

    def strikes(self) -> bool:
        if self.left and self.chance.random() < self.share:
            self.left -= 1
            return True
        return False


@dataclass
class Durable:
    """How far the log is on the disk, whatever the server says."""

    head: int = 0


@dataclass
class SimulatedServer:
    """One run of the server. `died`: is told that it is killed. `wrong`: what it should never have done."""

    loop: VirtualLoop
    data: Data
    crashes: Crashes
    durable: Durable
    died: Callable[[], None]
    wrong: list[str]
    scripts: Path | None = None
    life: Life = field(default_factory=Life)

    def __post_init__(self) -> None:
        self.app = served(self.data, _settings(self.scripts))
        self.house = self.app.state.house
        self.house.desk.hand = VirtualHand(self.loop, lambda: 0.0005 + self.crashes.chance.random() * 0.004)
        self.durable.head = max(self.durable.head, *self.house.log.versions(["dongcheng"]).values())
        self._real_write = self.house.log.write
        self.house.log.write = self._write
        self.ready = self.loop.live(self.life, self.house.open())

    def kill(self) -> None:
        """-9: nothing of it runs any more, and what wasn't committed is undone."""
        self.life.over = True
        self.data.engine.dispose()
        self.died()

    @contextmanager
    def _write(self) -> Iterator[Writing]:
        with self._real_write() as writing:
            yield writing
            self._may_die()
        self.durable.head = max([self.durable.head, *writing.heads.values()])
        if writing.heads:
            self._may_die()

    def _may_die(self) -> None:
        if self.crashes.strikes():
            self.kill()
            raise Died

    # ------------------------------------------------------------ what it is asked
    def scope(self, kind: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        told = {"host": "localhost", **({"content-type": "application/json"} if kind == "http" else {}), **headers}
        raw, _, query = path.partition("?")
        return {
            "type": kind,
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http" if kind == "http" else "ws",
            "path": unquote(raw),
            "raw_path": raw.encode("latin-1", "replace"),
            "query_string": query.encode("latin-1", "replace"),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in told.items()],
            "client": ("10.0.0.9", 40_000),
            "server": ("hall", 80),
            "subprotocols": [],
            "state": {},
            "extensions": {"websocket.http.response": {}},
        }

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes, reply: Callable[[Reply], None]) -> None:
        self.loop.live(self.life, self._answer(method, path, headers, body, reply))

    async def _answer(self, method: str, path: str, headers: dict[str, str], body: bytes, reply: Callable[[Reply], None]) -> None:
        await self.ready
        said: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        try:
            await self.app(self.scope("http", path, headers) | {"method": method}, receive, send)
        except Exception as error:
            self.wrong.append(f"{method} {path} raised {error!r}")
        if not said:
            said.append({"status": 599})  # it broke off without a word
        set_cookie = dict(said[0].get("headers", ())).get(b"set-cookie", b"").decode("latin-1")
        body = b"".join(message.get("body", b"") for message in said[1:])
        answer = Reply(said[0]["status"], body, set_cookie.partition(";")[0])
        if (version := _version(answer)) > self.durable.head:
            self.wrong.append(f"{path} was answered with version {version}, and only {self.durable.head} is on the disk")
        if not self.life.over:
            reply(answer)

    def take_socket(self, path: str, headers: dict[str, str], wire: Wire) -> None:
        async def serve() -> None:
            await self.ready
            await self.app(self.scope("websocket", path, headers), wire.receive, wire.send)

        self.loop.live(self.life, serve())


def _version(answer: Reply) -> int:
    """Up to which fact an answer tells; 0: it tells of none."""
    told = answer.json() if answer.status < 300 and answer.body[:1] == b"{" else {}
    version = told.get("version")
    return version if isinstance(version, int) else 0
