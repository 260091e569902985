"""`yingbin serve`."""

import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Annotated, Any

import structlog
import typer
import uvicorn
from fastapi import FastAPI

from app.accounts import ALL, Accounts
from app.cli import log_lines
from app.cli.errors import CommandError
from app.cli.places import DataOption, UrlOption, settings_with
from app.cli.told import told
from app.database import Data, Unreachable, check, locked, reach
from app.main import create_app
from app.settings import Settings
from app.shelf import folder_of

logger = structlog.get_logger()

GOOD_BYE = 1.0
"""Seconds that watchers have for their good-bye; a stalled one is cut off after that."""


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on. Default: YINGBIN_HOST, or else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one. Default: YINGBIN_PORT, or else 8000.")] = None,
    data: DataOption = None,
    database_url: UrlOption = None,
    open_link: Annotated[bool, typer.Option("--open-link", help="Prints a link that signs a browser in to all screens.")] = False,
    log_format: Annotated[
        log_lines.Format, typer.Option(envvar="YINGBIN_LOG_FORMAT", help="The form of the log on stderr.")
    ] = "text",
) -> None:
    """Serves the halls of a data directory. An older directory is brought up to date, after a verified backup beside it."""
    settings = settings_with(host=host, port=port, data=data, database_url=database_url)
    settings.scripts = folder_of(settings.scripts)
    opened = reach(settings.data, settings.database_url, serving=True)
    with locked(settings.data, shared=opened.shared), _bound(settings.host, settings.port) as listener:
        try:
            check(opened, upgrade=True)
        except Unreachable:
            if not opened.shared:
                raise
        log_lines.begin(log_format)
        try:
            _run(opened, settings, listener, open_link)
        finally:
            opened.engine.dispose()


def _bound(host: str, port: int) -> socket.socket:
    """A socket bound to the address; said clearly if that can't be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError:
        raise CommandError(f"{host} is not an address of this machine: choose another with --host.") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CommandError(_unbound(host, port, error)) from None
    return listener


def _unbound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use by another program: stop that one, or choose another port with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has: choose one above 1023 with --port."
    return f"Port {port} on {host} can't be used: {error.strerror}."


class Server(uvicorn.Server):
    """Tells when it is ready, and takes a signal as the wish to stop: it ends with exit code 0."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app, self._ready = app, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Watchers are told first and have a moment for their good-bye before their connections are closed."""
        live = self._app.state.house.live
        live.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOOD_BYE):
                while any(watchers for _, watchers in live.count()):
                    await asyncio.sleep(0.02)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def _run(data: Data, settings: Settings, listener: socket.socket, open_link: bool) -> None:
    app = create_app(data, settings)
    failures = _noting_failures(app)
    address = _address(settings, listener)

    def ready() -> None:
        logger.info("serving", address=address, data=str(settings.data))
        if open_link:
            print(f"All screens: {address}/enter?key={Accounts(data.engine).issue(ALL, None)}", flush=True)

    server = Server(config(app), app, ready)
    try:
        server.run([listener])
    except SystemExit:
        reason = told(failures[0]).sentences[0] if failures else "see the log above."
        raise CommandError(f"The halls can't be loaded. {reason}") from None
    logger.info("stopped")


def config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=4096,
        ws_ping_interval=10,
        ws_ping_timeout=10,
        timeout_graceful_shutdown=3,
        lifespan="on",
        access_log=False,
        server_header=False,
        log_config=None,
    )


def _address(settings: Settings, listener: socket.socket) -> str:
    """Where a browser on this machine finds the server."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    port = listener.getsockname()[1]
    host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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
