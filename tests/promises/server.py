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

from fastapi import FastAPI

from app.accounts import Accounts
from app.api.stream import Frames
from app.database import Data, create_data, reach
from app.founding import found
from app.hall_file import read_hall_text
from app.house import House
from app.log import Log
from app.main import create_app
from app.settings import Settings
from app.wishes import wall_clock
from app.writing import Writing
from shared_ui.picture import Pictures
from tests.house import HALL
from tests.promises.network import Reply, Wire
from tests.promises.virtual import Died, Life, VirtualHand, VirtualLoop

MEMORY = Path("/dev/shm")
"""A disk that is none, where there is one: what a process wrote outlives it there too."""


def room() -> Path:
    return Path(tempfile.mkdtemp(prefix="yingbin-", dir=MEMORY if MEMORY.is_dir() else None))


@dataclass(frozen=True)
class Founded:
    """A hall's data directory as it is founded, to be copied, and its tokens by role."""

    directory: Path
    tokens: dict[str, str]

    def copy(self) -> Data:
        """The one of this process, as if it had just been founded. One engine for all, which knows what it was asked before."""
        data = _data()
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
    data.engine.dispose()
    return Founded(directory, tokens)


@cache
def _data() -> Data:
    copied = room()
    shutil.copy(founded().directory / "secret.key", copied)
    return reach(copied, None)


@cache
def _app() -> FastAPI:
    return create_app(reach(founded().directory, None), _settings())


@cache
def _settings() -> Settings:
    return Settings(scripts=founded().directory / "no scripts")


def moved_into(house: House) -> FastAPI:
    """The application with another house. Making it anew for each costs a quarter of a second: FastAPI looks at every route."""
    app = _app()
    app.state.house, app.state.frames, app.state.pictures = house, Frames(), Pictures()
    for layer in app.user_middleware:
        if "house" in layer.kwargs:
            layer.kwargs["house"] = house
    app.middleware_stack = None
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
    life: Life = field(default_factory=Life)

    def __post_init__(self) -> None:
        self.house = House.build(self.data, _settings())
        self.app = moved_into(self.house)
        self.house.desk.hand = VirtualHand(self.loop, lambda: 0.0005 + self.crashes.chance.random() * 0.004)
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
    def _scope(self, kind: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        told = {"host": "hall", **headers}
        return {
            "type": kind,
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http" if kind == "http" else "ws",
            "path": path.partition("?")[0],
            "raw_path": path.partition("?")[0].encode(),
            "query_string": path.partition("?")[2].encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()],
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
            await self.app(self._scope("http", path, headers) | {"method": method}, receive, send)
        except Exception as error:
            self.wrong.append(f"{method} {path} raised {error!r}")
        answer = Reply(said[0]["status"], b"".join(message.get("body", b"") for message in said[1:]))
        if answer.status < 300 and answer.body and (version := answer.json().get("version", 0)) > self.durable.head:
            self.wrong.append(f"{path} was answered with version {version}, and only {self.durable.head} is on the disk")
        if not self.life.over:
            reply(answer)

    def take_socket(self, path: str, headers: dict[str, str], wire: Wire) -> None:
        async def serve() -> None:
            await self.ready
            await self.app(self._scope("websocket", path, headers), wire.receive, wire.send)

        self.loop.live(self.life, serve())
