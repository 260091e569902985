"""`yingbin check`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.errors import CommandError
from app.hall_file import check_paths

USUAL = (Path("service_scripts"), Path("halls"))


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH …]", help="Files or folders. Default: service_scripts and halls.")
    ] = None,
) -> None:
    """Checks hall files and service scripts; every fault is printed as FILE:LINE: sentence."""
    wanted = paths or [path for path in USUAL if path.is_dir()]
    if not wanted:
        raise CommandError("There is neither service_scripts/ nor halls/ here: name the files to check.")
    if faults := check_paths(wanted):
        raise CommandError(*map(str, faults))
    print(f"{_count(wanted)} files are in order.")


def _count(paths: list[Path]) -> int:
    folders = (path.rglob("*.y*ml") if path.is_dir() else [path] for path in paths)
    return len({file.resolve() for files in folders for file in files if file.suffix in (".yaml", ".yml")})
