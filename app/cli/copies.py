"""`yingbin backup` and `yingbin restore`."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from app.backup import back_up, check, database_file
from app.backup import restore as put_back
from app.cli.errors import USAGE, CommandError
from app.cli.places import DataOption, UrlOption, opened, settings_with
from app.database import DataError, locked
from app.settings import Settings

File = Annotated[Path, typer.Argument(metavar="FILE")]


WithPersonal = Annotated[
    bool, typer.Option("--with-personal", help="Customers' numbers, notes and names too, closed: only secret.key opens them.")
]


def backup(file: File, with_personal: WithPersonal = False, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Writes a backup to a new file, also beside a running server, and checks it.

    Customers' phone numbers, notes and names are left out unless told. The file never holds the directory's secret.key,
    without which neither these nor the VIP list can be read: keep a copy of that file too, in another place.
    """
    settings = settings_with(data=data, database_url=database_url)
    _only_sqlite(settings)
    with opened(data, database_url) as found:
        back_up(database_file(settings.data, settings.database_url), found.key, file, personal=with_personal)
    needs = "the VIP list and what is personal need it" if with_personal else "the VIP list needs it"
    print(f"{file} was written and checked. Keep {settings.data / 'secret.key'} too, in another place: {needs}.")


def restore(file: File, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Goes back to a backup; the server must be stopped. The present database is kept under another name.

    Tokens stay as they are today. The VIP list is kept if the directory's secret.key is that of the backup; otherwise
    it is emptied, and has to be imported again.
    """
    settings = settings_with(data=data, database_url=database_url)
    _only_sqlite(settings)
    check(_there(file))
    database = database_file(settings.data, settings.database_url)
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{settings.data} can't be created: {error.strerror}.") from None
    with locked(settings.data):
        done = put_back(database, settings.data, file)
    if done.aside:
        print(f"The database that was there is kept as {done.aside}.")
    if done.vips_emptied:
        print(
            "The VIP list was made with another secret.key and was emptied: import it again with `yingbin vip import`. So were"
            " customers' numbers, notes and names, if the backup had any."
        )
    print(f"{settings.data} is as it was in {file}.")


def _there(file: Path) -> Path:
    if not file.is_file():
        raise CommandError(f"There is no file {file}: check the name.")
    return file


def _only_sqlite(settings: Settings) -> None:
    if settings.database_url and make_url(settings.database_url).get_backend_name() != "sqlite":
        raise CommandError(
            "backup and restore are for SQLite: for a PostgreSQL database use pg_dump and pg_restore for now.", code=USAGE
        )
