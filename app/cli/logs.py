"""`yingbin events` and `yingbin verify`."""

from typing import Annotated

import typer

from app.api.shapes import dump, event_shape
from app.cli.errors import WRONG
from app.cli.places import DataOption, HallOption, UrlOption, known_hall, opened
from app.log import Log
from app.verify import Verified, verify_all, verify_audit

PAGE = 1000


def events(
    hall: HallOption,
    after: Annotated[int, typer.Option("--after", metavar="SEQ", min=0, help="Only the events behind this one.")] = 0,
    data: DataOption = None,
    database_url: UrlOption = None,
) -> None:
    """Prints the log of a hall, one JSON object a line."""
    with opened(data, database_url) as found:
        log = Log(found.engine)
        timezone = log.load(known_hall(log, hall)).plan.timezone
        while page := list(log.since(hall, after, PAGE)):
            for recorded in page:
                print(dump(event_shape(recorded.seq, recorded.fact, timezone)).decode())
            after = page[-1].seq


def verify(data: DataOption = None, database_url: UrlOption = None) -> None:
    """Replays the log against what is stored beside it; prints what differs, and then exits with 1."""
    with opened(data, database_url) as found:
        halls, audit = verify_all(found.engine), verify_audit(found.engine, found.key)
    for line in [*(line for hall in halls for line in report(hall)), *audit]:
        print(line)
    if audit or any(hall.differences for hall in halls):
        raise typer.Exit(WRONG)


def report(hall: Verified) -> list[str]:
    if hall.differences:
        return [str(difference) for difference in hall.differences]
    return [
        f"{hall.hall}: in order: {hall.facts} facts, {hall.tickets} tickets, {hall.checkpoints} days, {hall.commands} commands"
    ]
