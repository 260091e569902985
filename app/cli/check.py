"""`yingbin check`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.errors import CommandError
from app.file_check import check_paths, files_of

USUAL = (Path("service_scripts"), Path("halls"))


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH …]", help="Files or folders. Default: service_scripts and halls.")
    ] = None,
) -> None:
    """Checks hall files and service scripts, also against one another; every fault is printed as FILE:LINE: sentence."""
    wanted = paths or [path for path in USUAL if path.is_dir()]
    if not wanted:
        raise CommandError("There is neither service_scripts/ nor halls/ here: name the files to check.")
    if faults := check_paths(wanted):
        raise CommandError(*map(str, faults))
    print(f"{len(list(files_of(wanted)))} files are in order.")
