"""`yingbin move`: halls go from one database to another, between SQLite and PostgreSQL, both ways."""

import sys
from typing import Annotated

import typer

from app.cli.errors import USAGE, CommandError
from app.cli.places import known_hall
from app.database import print_of
from app.hall.rehearsal import is_rehearsal, real_of
from app.log import Log
from app.move.carry import move as carry
from app.move.ends import source_at, target_at
from app.move.journey import Moved
from app.move.progress import Progress
from app.move.side import Side, shown

USUAL = "yingbin.sqlite3"
"""The name of SQLite's file in a data directory."""


def move(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="Where the halls are.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="Where they go; an empty database becomes one of Yingbin.")],
    hall: Annotated[
        list[str] | None, typer.Option("--hall", metavar="HALL", help="Only this hall; may be given several times.")
    ] = None,
) -> None:
    """Moves halls from one database to another, each with all that belongs to it; they are verified there before they go here.

    A URL is sqlite:////FOLDER/yingbin.sqlite3 or postgresql://USER:PASSWORD@HOST/NAME. Servers may run on both sides. If it
    breaks off, nothing is lost: give the same command again.
    """
    with source_at(source) as here, target_at(target, here) as there:
        names = _wanted(here, there, hall or [])
        for name in names:
            for moved in carry(here, there, name, Progress(_say)):
                print(*_told(moved), sep="\n", flush=True)
        print(_next(here, there) if names else "There is nothing to move at --from.")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _wanted(here: Side, there: Side, named: list[str]) -> list[str]:
    """The ids of real halls; each takes its rehearsal hall along. Raises CommandError for one that is on neither side."""
    with here.named():
        log = Log(here.engine)
        halls = {real_of(hall) for hall in log.halls()}
    for hall in named:
        if is_rehearsal(hall):
            raise CommandError(f"{hall} moves with its hall: give --hall {real_of(hall)}.", code=USAGE)
        if hall not in halls:
            _look_there(log, there, hall)
    return sorted(halls.intersection(named) if named else halls)


def _look_there(log: Log, there: Side, hall: str) -> None:
    with there.named():
        arrived = Log(there.engine).has(hall)
    if not arrived:
        known_hall(log, hall)
    print(f"{hall}: is at --to already, and not at --from.")


def _told(moved: Moved) -> list[str]:
    content = f"{moved.facts} facts of {moved.days} days"
    if moved.there:
        told = f"{moved.hall}: had arrived before, is in order there ({content}), and has left --from now."
    else:
        told = f"{moved.hall}: {content} have moved, and are in order."
    if moved.vips_left:
        return [told, f"{moved.hall}: {VIPS}"]
    return [told]


VIPS = "the VIP list was made with another secret.key and could not come along: import it again with `yingbin vip import`."


def _next(here: Side, there: Side) -> str:
    """What the operator does now."""
    if there.directory is not None:
        options = f"--data {there.directory}"
        options += "" if there.file == there.directory / USUAL else f" --database-url sqlite:///{there.file}"
        return f"Tokens hold as before. Start with `yingbin serve {options}`, if no server runs there."
    key = here.key and print_of(here.key) == there.key_print
    data = here.directory if key else "DIR"
    where = "" if key else " DIR has the secret.key of that database."
    return (
        f"Tokens hold as before. Start with `yingbin serve --data {data} --database-url {shown(there.url)}`,"
        f" if no server runs there.{where}"
    )
