"""A data directory: its lock, its secret key, its database and the schema's version."""

import fcntl
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from app.log import open_engine, sqlite_url
from app.tables import HEAD


class DataError(Exception):
    """Something is wrong with the data directory; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Data:
    """An opened data directory. `key` is 32 bytes that never leave it."""

    directory: Path
    engine: Engine
    key: bytes


def create_data(directory: Path, url: str | None) -> Data:
    """A new directory with an empty database; refuses to touch one that has data."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{directory} can't be created: {error.strerror}.") from None
    if (directory / "yingbin.sqlite3").exists() or (directory / "secret.key").exists():
        raise DataError(f"{directory} has data already; choose another directory, or move this one away.")
    engine = open_engine(url or sqlite_url(directory))
    try:
        if version(engine) is not None:
            raise DataError("The database has Yingbin's tables already; choose an empty one.")
        migrate(engine)
        key = secrets.token_bytes(32)
        with os.fdopen(os.open(directory / "secret.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _unusable(directory, error) from None
    return Data(directory, engine, key)


def open_data(directory: Path, url: str | None, *, upgrade: bool = False) -> Data:
    """Opens what `create_data` made. `upgrade`: an older schema is migrated, after a verified backup beside it."""
    if not directory.is_dir() or not (directory / "secret.key").exists():
        raise DataError(f"{directory} is no data directory: make one with `yingbin init --data {directory} --hall FILE.yaml`.")
    try:
        key = (directory / "secret.key").read_bytes()
        if url is None and not os.access(directory, os.W_OK):
            raise DataError(f"{directory} can't be written: give this user the right to write there.")
        engine = open_engine(url or sqlite_url(directory))
        found = version(engine)
        if found is None:
            raise DataError("The database has no Yingbin tables: restore a backup, or run `yingbin init`.")
        if found > HEAD:
            raise DataError(
                f"The data is of a newer version of Yingbin (schema {found}, this one knows {HEAD}): run that version."
            )
        if found < HEAD:
            if not upgrade:
                raise DataError(
                    f"The data is of an older version (schema {found}): start `yingbin serve` once to bring it up to date."
                )
            if url is None:
                _backup_beside(directory, found)
            migrate(engine)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _unusable(directory, error) from None
    return Data(directory, engine, key)


def version(engine: Engine) -> str | None:
    """The schema's revision; None: no tables yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _backup_beside(directory: Path, found: str) -> None:
    """A copy of the database before it is changed, opened and checked."""
    copy = directory / f"yingbin-schema-{found}.backup.sqlite3"
    with sqlite3.connect(directory / "yingbin.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
        if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise DataError(f"The backup {copy} is damaged; nothing was changed.")
    os.chmod(copy, 0o600)


def _unusable(directory: Path, error: Exception) -> DataError:
    if isinstance(error, SQLAlchemyError):
        error = getattr(error, "orig", None) or error
    reason = str(error).partition("\n")[0]
    if "disk is full" in reason or shutil.disk_usage(directory).free < 1 << 20:
        return DataError(f"The disk of {directory} is full: make room, then start again.")
    if "readonly" in reason or isinstance(error, PermissionError):
        return DataError(f"{directory} can't be written: give this user the right to write there.")
    if "not a database" in reason or "malformed" in reason:
        return DataError(f"The database in {directory} is damaged ({reason}): restore a backup.")
    return DataError(f"The database can't be used: {reason}.")


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Holds the directory for one server. The operating system frees the lock when the process dies."""
    try:
        file = open(directory / "lock", "a")  # noqa: SIM115 - open as long as the lock is held
    except OSError as error:
        raise DataError(f"{directory} can't be written: {error.strerror}.") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise DataError(f"{directory} is in use by another server: stop that one first.") from None
    try:
        yield
    finally:
        file.close()
