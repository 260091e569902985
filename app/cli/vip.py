"""`yingbin vip import`: the VIP list of a hall from a CSV file. Numbers are stored hashed and never shown."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.cli.errors import CommandError
from app.cli.founding import BY, change
from app.cli.places import DataOption, HallOption, UrlOption, known_hall, opened
from app.hall.events import VipListSet
from app.hall.plan import Plan
from app.log import Log
from app.phones import VipList
from app.vip_file import LARGEST, read_members

vip_app = typer.Typer(no_args_is_help=True, help="The VIP list of a hall.")


def read_file(file: Path, plan: Plan) -> dict[str, str]:
    """Phone number to level. Raises CommandError with every faulty line."""
    with file.open("rb") as content:
        members = read_members(content.read(LARGEST + 1), str(file), plan)
    if members.faults:
        raise CommandError(*map(str, members.faults))
    return members.levels


@vip_app.callback()
def list_of(context: typer.Context, hall: HallOption, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Keeps the hall for the command that follows."""
    context.obj = hall, data, database_url


@vip_app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="UTF-8 or GBK, with the header phone,level.")],
) -> None:
    """Replaces the hall's VIP list with that of a file; if a line has a fault, nothing is changed."""
    hall, directory, database_url = context.obj
    with opened(directory, database_url) as data, closing(Log(data.engine)) as log:
        members = read_file(file, log.load(known_hall(log, hall)).plan)
        VipList(data.engine, data.key).replace(hall, members)
        change(log, hall, lambda _, now: [VipListSet(at=now, customers=len(members), by=BY)])
    print(f"{len(members)} customers are on the VIP list of {hall} now.")
