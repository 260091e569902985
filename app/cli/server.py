"""One process that serves: uvicorn with the product's settings, and how it stops."""

import asyncio
import resource
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI

from app.cli.door import Door, SocketDoor
from app.cli.encryption import Encryption
from app.cli.errors import CommandError
from app.cli.told import told
from app.database import Data
from app.main import create_app
from app.settings import Settings

logger = structlog.get_logger()

PING = 30.0
"""Seconds between two questions whether a WebSocket's client is still there, and for the answer. Those who listen notice a silent
server within 5 s by themselves; asking every 10 s was a third of what a hall costs at rest."""
LOOK_AT_CERTIFICATE = 300
"""Ticks between two looks whether it was exchanged; a tick is 0.1 s."""
GOOD_BYE = 1.0
"""Seconds in which watchers are told, and whoever just comes with a request is still answered; then who is idle is cut off."""


class Server(uvicorn.Server):
    """Tells when it is ready, and takes a signal as the wish to stop: it ends with exit code 0."""

    def __init__(
        self, config: uvicorn.Config, app: FastAPI, ready: Callable[["Server"], None], secure: Encryption | None = None
    ) -> None:
        super().__init__(config)
        config.load()
        config.ssl = secure.context if secure is not None else None
        self._app, self._ready, self._secure = app, ready, secure

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready(self)

    async def on_tick(self, counter: int) -> bool:
        if self._secure is not None and counter % LOOK_AT_CERTIFICATE == LOOK_AT_CERTIFICATE - 1:
            await asyncio.to_thread(self._secure.look)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Balancers are told first; then nobody new is let in, and watchers have their good-bye; requests are answered."""
        house = self._app.state.house
        house.stopping = True
        await self._for(house.settings.drain, lambda: self.force_exit)
        for server in self.servers:
            server.close()
        house.live.close()
        await self._for(GOOD_BYE, lambda: not self.server_state.connections)
        await super().shutdown(sockets)

    async def _for(self, seconds: float, enough: Callable[[], bool]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not enough():
                    await asyncio.sleep(0.02)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def run(
    data: Data, settings: Settings, listener: socket.socket, ready: Callable[[Server], None], secure: Encryption | None = None
) -> None:
    """Serves until a signal says stop."""
    if secure is not None:
        settings.hosts = (*settings.hosts, *secure.names)
    _take_all_sockets()
    app = create_app(data, settings)
    failures = _noting_failures(app)
    server = Server(config(app), app, ready, secure)
    signal.signal(signal.SIGHUP, server.handle_exit)  # alone it can only stop, and be started again
    try:
        server.run([listener])
    except SystemExit:
        reason = told(failures[0]).sentences[0] if failures else "see the log above."
        raise CommandError(f"The halls can't be loaded. {reason}") from None
    logger.info("stopped")


def _take_all_sockets() -> None:
    """As many as the machine allows: a login or a unit begins with 1,024, a hall with an attacker in it needs more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=Door,
        ws=SocketDoor,
        ws_per_message_deflate=False,
        ws_max_size=4096,
        ws_ping_interval=PING,
        ws_ping_timeout=PING,
        timeout_graceful_shutdown=3,
        lifespan="on",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the application sees to them: uvicorn believes anyone on this machine
        log_config=None,
    )


def _noting_failures(app: FastAPI) -> list[Exception]:
    """What keeps the application from starting; uvicorn itself only exits."""
    failures: list[Exception] = []
    lifespan = app.router.lifespan_context

    @asynccontextmanager
    async def noting(app: Any) -> AsyncIterator[Any]:
        try:
            async with lifespan(app) as state:
                yield state
        except Exception as error:
            failures.append(error)
            raise

    app.router.lifespan_context = noting
    return failures
