"""`yingbin reports`: the figures of the reports, made again from the log; also beside a running server."""

import gc
from typing import Annotated

import typer

from app.cli.places import DataOption, UrlOption, known_hall, opened
from app.log import Log
from app.reports.store import Store

reports_app = typer.Typer(no_args_is_help=True, help="The figures of the reports, which are made from the log.")


@reports_app.callback()
def _reports() -> None:
    pass


@reports_app.command("rebuild")
def rebuild(
    data: DataOption = None,
    database_url: UrlOption = None,
    hall: Annotated[str | None, typer.Option("--hall", metavar="HALL", help="Of this hall only; default: of all.")] = None,
) -> None:
    """Makes the figures of every day again from the log. Until that is done the reports show the former ones."""
    gc.disable()  # a sixth of the time, and a fold leaves no cycles
    with opened(data, database_url) as found:
        log = Log(found.engine)
        if hall is not None:
            known_hall(log, hall)
        for one in [hall] if hall is not None else log.halls():
            days = Store(found.engine).rebuild(one, found.url)
            print(f"{one}: the figures of {days} {'day' if days == 1 else 'days'} were made again.")
