"""`yingbin init` and `yingbin hall apply`."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.cli.founding import BY, apply_plan
from app.cli.places import DataOption, UrlOption, opened, settings_with
from app.database import Data, DataError, create_data, drop_tables, locked
from app.engine import changing
from app.founding import found
from app.hall.plan import Plan
from app.hall_file import Fault, HallFileError, read_hall
from app.log import Log
from app.wishes import wall_clock

hall_app = typer.Typer(no_args_is_help=True, help="Changes a hall, live.")

HallFiles = Annotated[list[Path], typer.Option("--hall", metavar="FILE.yaml", help="A hall file; may be given several times.")]


def init(hall: HallFiles, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Creates the data directory with these halls; refuses to overwrite one."""
    settings = settings_with(data=data, database_url=database_url)
    plans = read_halls(hall)
    with _building(settings.data) as place:
        made = create_data(place, settings.database_url)
        try:
            _found_all(made, plans)
        except BaseException:
            if settings.database_url:
                with changing(made.engine) as connection:
                    drop_tables(connection)
            raise
        finally:
            made.engine.dispose()
    names = ", ".join(plan.hall for plan in plans)
    print(f"{settings.data} is ready with {names}: start with `yingbin serve --data {settings.data}`.")


def read_halls(files: Sequence[Path]) -> list[Plan]:
    """All plans, or every fault of all files."""
    plans: dict[str, Plan] = {}
    faults: list[Fault] = []
    for file in files:
        try:
            plan = read_hall(file)
        except HallFileError as error:
            faults += error.faults
        else:
            if plan.hall in plans:
                faults.append(Fault(str(file), 1, f"the hall {plan.hall} is in another of these files too: give it once"))
            plans[plan.hall] = plan
    if faults:
        raise HallFileError(faults)
    return list(plans.values())


@contextmanager
def _building(directory: Path) -> Iterator[Path]:
    """A place inside the directory whose files move out when all is done: whatever happens, nothing half done stays."""
    new = not directory.exists()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{directory} can't be created: {error.strerror}.") from None
    try:
        with locked(directory):
            _refuse_data(directory)
            yield from _built(directory)
    except BaseException:
        if new:
            shutil.rmtree(directory, ignore_errors=True)
        raise


def _refuse_data(directory: Path) -> None:
    if (directory / "yingbin.sqlite3").exists() or (directory / "secret.key").exists():
        raise DataError(f"{directory} has data already; choose another directory, or move this one away.")


def _built(directory: Path) -> Iterator[Path]:
    for left in directory.glob(".new-*"):
        shutil.rmtree(left, ignore_errors=True)
    place = directory / f".new-{os.getpid()}"
    try:
        yield place
        for file in sorted(place.iterdir(), key=lambda file: file.name == "secret.key"):
            file.chmod(0o600)
            file.rename(directory / file.name)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _found_all(made: Data, plans: Sequence[Plan]) -> None:
    with closing(Log(made.engine)) as log, log.write() as writing:
        for plan in plans:
            found(writing, plan, wall_clock(), BY)


@hall_app.callback()
def hall_of(context: typer.Context, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Keeps the directory for the command that follows."""
    context.obj = data, database_url


@hall_app.command("apply")
def apply_file(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="The changed hall file.")]
) -> None:
    """Changes a hall as its file says, or adds it if it is new. Nobody who waits loses their place."""
    plan = read_hall(file)
    with opened(*context.obj) as data, closing(Log(data.engine)) as log:
        outcome = apply_plan(log, plan)
    if outcome == "unchanged":
        print(f"{plan.hall} is like that already: nothing was changed.")
    else:
        print(f"{plan.hall} was {outcome}.")
