"""`yingbin serve`."""

import socket
from pathlib import Path
from typing import Annotated

import structlog
import typer
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import ALL, Accounts
from app.cli import log_lines
from app.cli.encryption import Encryption, encryption
from app.cli.errors import CommandError
from app.cli.listener import address_of, bound
from app.cli.places import DataOption, UrlOption, settings_with
from app.database import Data, Unreachable, check, keep_to_owner, locked, reach
from app.settings import Settings
from app.shelf import folder_of
from app.staff.set_up import new_key
from app.wishes import Unavailable

logger = structlog.get_logger()

ONE_AT_A_TIME = (
    "Several workers need PostgreSQL: a SQLite database has one process that serves, and what it knows is not told to others."
    " Name a database with --database-url, or leave --workers out."
)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on. Default: YINGBIN_HOST, or else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one. Default: YINGBIN_PORT, or else 8000.")] = None,
    data: DataOption = None,
    database_url: UrlOption = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Processes that serve side by side, on PostgreSQL. Default: YINGBIN_WORKERS, or else 1.", min=1),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="The certificate to show, in PEM form. Default: YINGBIN_TLS_CERT, or what was made here.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="Its key, if that isn't in the same file. Default: YINGBIN_TLS_KEY.")
    ] = None,
    insecure: Annotated[
        bool | None, typer.Option("--insecure", help="Serves without TLS, also where other machines reach it.")
    ] = None,
    open_link: Annotated[bool, typer.Option("--open-link", help="Prints a link that signs a browser in to all screens.")] = False,
    log_format: Annotated[
        log_lines.Format, typer.Option(envvar="YINGBIN_LOG_FORMAT", help="The form of the log on stderr.")
    ] = "text",
) -> None:
    """Serves the halls of a data directory. An older directory is brought up to date, after a verified backup beside it."""
    where = {"host": host, "port": port, "data": data, "database_url": database_url}
    settings = settings_with(**where, workers=workers, tls_cert=tls_cert, tls_key=tls_key, insecure=insecure)
    settings.scripts = folder_of(settings.scripts)
    opened = reach(settings.data, settings.database_url, serving=True, pool=settings.database_pool)
    if settings.workers > 1 and not opened.shared:
        raise CommandError(ONE_AT_A_TIME)
    with locked(settings.data, shared=opened.shared), bound(settings.host, settings.port) as listener:
        secure = encryption(settings, listener.getsockname()[0])
        keep_to_owner(settings.data)
        up_to_date(opened)
        log_lines.begin(log_format)
        _warn_of_open(settings)
        try:
            _run(opened, settings, listener, secure, open_link, log_format)
        finally:
            opened.engine.dispose()


def up_to_date(data: Data) -> None:
    """Raises DataError unless the data is this version's; a database server that can't be reached is waited for while serving."""
    try:
        check(data, upgrade=True)
    except Unreachable:
        if not data.shared:
            raise


def _first_key(data: Data) -> str | None:
    """None: there is staff, or nobody can say at the moment."""
    try:
        return new_key(data.engine, data.key)
    except (Unavailable, SQLAlchemyError):
        logger.warning("no_set_up_link", advice="yingbin staff add")
        return None


def _warn_of_open(settings: Settings) -> None:
    """Keys that others gave us aren't ours to change."""
    for file in (settings.lamps_secret_file, settings.tls_key, settings.notices_file):
        if file is not None and file.exists() and file.stat().st_mode & 0o007:
            logger.warning("secret_is_open", file=str(file), advice=f"chmod 600 {file}")


def _run(
    data: Data,
    settings: Settings,
    listener: socket.socket,
    secure: Encryption | None,
    open_link: bool,
    form: log_lines.Format,
) -> None:
    address = address_of(settings, listener, secure=secure is not None)

    def ready(_: object = None) -> None:
        logger.info("serving", address=address, data=str(settings.data))
        if open_link:
            print(f"All screens: {address}/enter?key={Accounts(data.engine, data.key).issue(ALL, None)}", flush=True)
        elif (first := _first_key(data)) is not None:
            print(f"First administrator, within 24 hours: {address}/set-up?key={first}", flush=True)

    if settings.workers == 1:
        from app.cli.server import run

        run(data, settings, listener, ready, secure)
    else:
        from app.cli.workers import run_workers

        def all_ready() -> None:
            ready()
            data.engine.dispose()

        data.engine.dispose()
        run_workers(settings, listener, form, all_ready)
