"""`yingbin staff`: the roster from the command line, for whoever may read the data directory; for rescue when nobody else can."""

from typing import Annotated

import typer

from app.cli.errors import USAGE, CommandError
from app.cli.places import DataOption, UrlOption, known_hall, opened
from app.database import Data
from app.log import Log
from app.staff.duties import DUTIES
from app.staff.passwords import Hasher, one_time
from app.staff.roster import NUMBER, Member, Roster

BY = "command line"
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="The staff number.")]

staff_app = typer.Typer(no_args_is_help=True, help="The staff: who may sign in.")


@staff_app.callback()
def staff_of(context: typer.Context, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Keeps the data directory for the command that follows."""
    context.obj = data, database_url


def _roster(data: Data) -> Roster:
    return Roster(data.engine, data.key)


@staff_app.command("add")
def add(
    context: typer.Context,
    number: NumberArgument,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="How the member of staff is called.")],
    duty: Annotated[list[str], typer.Option("--duty", metavar="DUTY", help=f"Once or more; of {', '.join(DUTIES)}.")],
    hall: Annotated[str | None, typer.Option("--hall", metavar="HALL", help="Only there. Default: every hall.")] = None,
) -> None:
    """Prints a one-time password, which is to be changed at the first sign-in."""
    if not NUMBER.fullmatch(number):
        raise CommandError("A staff number is 1 to 20 letters and digits, with . _ - between.", code=USAGE)
    if not 1 <= len(name.strip()) <= 40:
        raise CommandError("A name has 1 to 40 characters.", code=USAGE)
    for one in duty:
        if one not in DUTIES:
            raise CommandError(f"There is no duty {one[:40]!r}: choose of {', '.join(DUTIES)}.", code=USAGE)
    password = one_time()
    with opened(*context.obj) as data:
        if hall is not None:
            known_hall(Log(data.engine), hall)
        _roster(data).add(number, name.strip(), hall, duty, Hasher().hash(password), by=BY)
    print(f"One-time password of {number}: {password}")


@staff_app.command("list")
def list_all(context: typer.Context) -> None:
    """One line each: number, name, hall, duties, state."""
    with opened(*context.obj) as data:
        members = _roster(data).of(None)
    for one in members:
        print("\t".join([one.number, one.name, one.hall or "every hall", " ".join(sorted(one.duties)), _state(one)]))


def _state(one: Member) -> str:
    return "disabled" if one.disabled else "password to be changed" if one.must_change else "active"


@staff_app.command("disable")
def disable(context: typer.Context, number: NumberArgument) -> None:
    """At once: all sessions and sockets end, at a running server too."""
    with opened(*context.obj) as data:
        _roster(data).disable(number, by=BY)
    print(f"{number} is disabled and signed out everywhere.")


@staff_app.command("password")
def password(context: typer.Context, number: NumberArgument) -> None:
    """Prints a new one-time password; the old one and the PIN end. Whoever was disabled may come again."""
    new = one_time()
    with opened(*context.obj) as data:
        _roster(data).reset(number, Hasher().hash(new), by=BY)
    print(f"One-time password of {number}: {new}")
