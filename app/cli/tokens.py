"""`yingbin token`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.accounts import ALL, ROLES, Accounts
from app.cli.errors import USAGE, CommandError
from app.cli.places import DataOption, UrlOption, known_hall, opened
from app.database import Data
from app.issued import Issued, issued, revoke
from app.log import Log

LONGEST = 40


def token(
    hall: Annotated[str | None, typer.Option("--hall", metavar="HALL", help="The id of the hall.")] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help=f"One of {', '.join(ROLES)}.")] = None,
    counter: Annotated[int | None, typer.Option("--counter", metavar="N", help="With the role counter: which one.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What it is for, as --list shows it.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="The tokens that hold, instead: those of --hall, or all.")] = False,
    revoked: Annotated[
        str | None, typer.Option("--revoke", metavar="ID", help="Instead: this one, as --list shows it, holds no longer.")
    ] = None,
    data: DataOption = None,
    database_url: UrlOption = None,
) -> None:
    """Prints one bearer token and nothing else. A running server honours it at once; it can't be shown again."""
    if listed or revoked is not None:
        given = {"--list": listed or None, "--revoke": revoked, "--hall": None if listed else hall}
        _one_of(given | {"--role": role, "--counter": counter, "--name": name})
        with opened(data, database_url) as found:
            for line in _lines(found, hall) if revoked is None else [_revoked(found, revoked)]:
                print(line)
        return
    if hall is None or role is None:
        raise CommandError(f"Name hall and role of the token: {'--role ROLE' if hall else '--hall HALL'} is missing.", code=USAGE)
    check_role(role, counter)
    if name is not None and not (0 < len(name.strip()) <= LONGEST and name.isprintable()):
        raise CommandError(f"A name has 1 to {LONGEST} characters, on one line.", code=USAGE)
    with opened(data, database_url) as found:
        check_counter(Log(found.engine), hall, counter)
        print(Accounts(found.engine, found.key).issue(role, hall, counter, name and name.strip()))


def _one_of(given: dict[str, object]) -> None:
    """Raises CommandError if more was asked for than one thing."""
    named = [option for option, value in given.items() if value is not None]
    if len(named) > 1:
        raise CommandError(f"{named[0]} goes without {named[1]}: leave one of them out.", code=USAGE)


def _lines(found: Data, hall: str | None) -> list[str]:
    """One a token: id, hall, role, counter, name, when it was issued."""
    if hall is not None:
        known_hall(Log(found.engine), hall)
    return ["\t".join(_told(one)) for one in issued(found.engine, hall)]


def _told(one: Issued) -> list[str]:
    role = "all screens" if one.role == ALL else one.role
    at = datetime.fromtimestamp(one.at / 1000, UTC).isoformat(timespec="seconds")
    return [one.id, one.hall or "every hall", role, str(one.counter or "-"), one.name or "-", at]


def _revoked(found: Data, told: str) -> str:
    gone = revoke(found.engine, found.key, told.strip(), "command line")
    if gone is None:
        raise CommandError("There is no such token: `yingbin token --list` shows those that hold. A screen: `yingbin devices`.")
    return f"The token {gone.id} for {gone.role} of {gone.hall or 'every hall'} is revoked."


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
