"""`yingbin vip import`: the VIP list of a hall from a CSV file. Numbers are stored hashed and never shown."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.errors import CommandError
from app.cli.places import DataOption, HallOption, UrlOption, known_hall, opened
from app.hall.plan import Plan
from app.hall_file import Fault
from app.log import Log
from app.phones import VipList, plain
from app.yaml_file import meant, quoted

if TYPE_CHECKING:
    import _csv

HEADER = ["phone", "level"]

vip_app = typer.Typer(no_args_is_help=True, help="The VIP list of a hall.")


@dataclass
class Members:
    """The members in a file so far, and its faults."""

    file: str
    plan: Plan
    levels: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(self.file, line, sentence))

    def add(self, line: int, cells: list[str]) -> None:
        if len(cells) != len(HEADER):
            return self.fault(line, f"a line has two cells, phone and level; this one has {len(cells)}")
        phone, level = plain(cells[0].strip()), cells[1].strip()
        if phone is None:
            self.fault(line, "this is not a phone number: 5 to 15 digits")
        elif phone in self.lines:
            self.fault(line, f"this phone number is in line {self.lines[phone]} already: keep one of the two")
        if level not in self.plan.level:
            self.fault(line, f"the hall has no level {quoted(level)}{meant(level, list(self.plan.level))}")
        if phone is not None and phone not in self.lines:
            self.levels[phone], self.lines[phone] = level, line
        return None


def read_members(file: Path, plan: Plan) -> dict[str, str]:
    """Phone number to level. Raises CommandError with every faulty line."""
    members = Members(str(file), plan)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = _rows(csv.reader(lines, strict=True))
            _, header = next(rows, (1, []))
            if [cell.strip().lower() for cell in header] != HEADER:
                members.fault(1, "the first line must be the header phone,level")
            else:
                for line, cells in rows:
                    members.add(line, cells)
    except UnicodeDecodeError:
        members.fault(1, "this file is not UTF-8 text: save it again with the encoding UTF-8")
    except csv.Error as error:
        members.fault(max(members.lines.values(), default=0) + 1, f"this line can't be read as CSV ({error})")
    if members.faults:
        raise CommandError(*map(str, members.faults))
    return members.levels


def _rows(reader: "_csv.Reader") -> Iterator[tuple[int, list[str]]]:
    """Each row that isn't empty, and the line on which it begins."""
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield before + 1, cells
        before = reader.line_num


@vip_app.callback()
def list_of(context: typer.Context, hall: HallOption, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Keeps the hall for the command that follows."""
    context.obj = hall, data, database_url


@vip_app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="UTF-8, with the header phone,level.")],
) -> None:
    """Replaces the hall's VIP list with that of a file; if a line has a fault, nothing is changed."""
    hall, directory, database_url = context.obj
    with opened(directory, database_url) as data:
        log = Log(data.engine)
        members = read_members(file, log.load(known_hall(log, hall)).plan)
        VipList(data.engine, data.key).replace(hall, members)
    print(f"{len(members)} customers are on the VIP list of {hall} now.")
