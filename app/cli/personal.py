"""`yingbin personal`: all that is kept about a phone number, handed out or erased, also beside a running server."""

import json
import sys
from functools import partial
from typing import Annotated

import typer

from app.audit import Audit
from app.cli.errors import USAGE, CommandError
from app.cli.founding import change
from app.cli.places import DataOption, UrlOption, known_hall, opened
from app.database import Data
from app.engine import changing
from app.erasing import Erasing
from app.hall import duties
from app.log import Log
from app.personal import Strongbox
from app.personal_data import Erased, PersonalData
from app.phones import VipList, plain

WHO = "command line"

personal_app = typer.Typer(no_args_is_help=True, help="What is kept about a customer's phone number.")

Phone = Annotated[str, typer.Argument(metavar="PHONE", help="The number; - reads it from the standard input.")]


@personal_app.callback()
def in_hall(
    context: typer.Context,
    data: DataOption = None,
    database_url: UrlOption = None,
    hall: Annotated[str | None, typer.Option("--hall", metavar="HALL", help="In this hall only; default: in all.")] = None,
) -> None:
    """Keeps the directory for the command that follows."""
    context.obj = data, database_url, hall


@personal_app.command("export")
def export(context: typer.Context, phone: Phone) -> None:
    """Prints all that is kept about the number, as JSON. The audit records it, without the number."""
    directory, url, hall = context.obj
    number = _number(phone)
    with opened(directory, url) as found:
        _known(found, hall)
        with changing(found.engine) as connection:
            told = _data(found).export(connection, number, hall=hall, who=WHO)
    print(json.dumps(told, ensure_ascii=False, indent=2))


@personal_app.command("erase")
def erase(context: typer.Context, phone: Phone) -> None:
    """Erases it: number, notes, names, phone pages, lines of VIP lists. A running server forgets it at once."""
    directory, url, hall = context.obj
    number = _number(phone)
    with opened(directory, url) as found:
        _known(found, hall)
        with changing(found.engine) as connection:
            done = _data(found).erase(connection, number, hall=hall, who=WHO)
        _forget(found, done)
        clean = Erasing(found.engine, Strongbox(found.key)).leave_no_trace()
    print(f"Erased what was kept about {done.tickets} tickets, and the number from {done.vip} VIP lists.")
    if not clean:
        print("The server was reading all the time: the last traces leave its files within ten minutes.")


def _number(phone: str) -> str:
    number = plain((sys.stdin.readline() if phone == "-" else phone).strip())
    if number is None:
        raise CommandError("This is not a phone number: give 5 to 15 digits.", code=USAGE)
    return number


def _known(found: Data, hall: str | None) -> None:
    if hall is not None:
        known_hall(Log(found.engine), hall)


def _data(found: Data) -> PersonalData:
    return PersonalData(Strongbox(found.key), VipList(found.engine, found.key), Audit(found.key))


def _forget(found: Data, done: Erased) -> None:
    """By a fact for each, which every server reads."""
    log = Log(found.engine)
    for hall, about in done.about.items():
        change(log, hall, partial(duties.personal_erased, about=about))
