"""`yingbin token`."""

from typing import Annotated

import typer

from app.accounts import ROLES, Accounts
from app.cli.errors import USAGE, CommandError
from app.cli.places import DataOption, HallOption, UrlOption, known_hall, opened
from app.log import Log


def token(
    hall: HallOption,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help=f"One of {', '.join(ROLES)}.")],
    counter: Annotated[int | None, typer.Option("--counter", metavar="N", help="With the role counter: which one.")] = None,
    data: DataOption = None,
    database_url: UrlOption = None,
) -> None:
    """Prints one bearer token and nothing else. A running server honours it at once; it can't be shown again."""
    check_role(role, counter)
    with opened(data, database_url) as found:
        check_counter(Log(found.engine), hall, counter)
        print(Accounts(found.engine, found.key).issue(role, hall, counter))


def check_role(role: str, counter: int | None) -> None:
    if role not in ROLES:
        raise CommandError(f"There is no role {role[:40]!r}: choose one of {', '.join(ROLES)}.", code=USAGE)
    if role == "counter" and counter is None:
        raise CommandError("A token for a counter names it: add --counter N.", code=USAGE)
    if role != "counter" and counter is not None:
        raise CommandError(f"--counter goes with the role counter only, not with {role}: leave it out.", code=USAGE)


def check_counter(log: Log, hall: str, counter: int | None) -> None:
    """Raises CommandError unless there is such a hall and, if a counter is named, such a counter."""
    known_hall(log, hall)
    if counter is not None and counter not in (plan := log.load(hall).plan).counter:
        numbers = ", ".join(map(str, plan.counter))
        raise CommandError(f"The hall {hall} has no counter {counter}: its counters are {numbers}.")
