"""The options that all commands share, and the data directory that they name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.errors import CommandError
from app.database import Data, open_data
from app.log import Log
from app.settings import Settings

DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The data directory. Default: YINGBIN_DATA, or else var.")
]
UrlOption = Annotated[
    str | None,
    typer.Option(
        "--database-url", metavar="URL", help="Another database than SQLite in the data directory. Default: YINGBIN_DATABASE_URL."
    ),
]
SOME = 20
"""So many halls at most are named when one isn't found."""
HallOption = Annotated[str, typer.Option("--hall", metavar="HALL", help="The id of the hall.")]


def settings_with(**given: Any) -> Settings:
    """The settings from the environment; what was given on the command line goes before."""
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    if not 0 <= settings.port <= 65535:
        raise CommandError(f"{settings.port} is no port: choose one from 1 to 65535.")
    settings.database_url = settings.database_url or None
    return settings


@contextmanager
def opened(data: Path | None, database_url: str | None) -> Iterator[Data]:
    """The data directory, for a command that works beside a running server."""
    settings = settings_with(data=data, database_url=database_url)
    found = open_data(settings.data, settings.database_url)
    try:
        yield found
    finally:
        found.engine.dispose()


def known_hall(log: Log, hall: str) -> str:
    if not log.has(hall):
        halls = list(log.halls(SOME + 1))
        some = ", ".join(halls[:SOME]) + (" and more" if len(halls) > SOME else "")
        raise CommandError(f"There is no hall {hall[:40]!r} here: there is {some or 'none at all'}.")
    return hall
