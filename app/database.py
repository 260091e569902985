"""A data directory: its lock, its secret key, its database and the schema's version."""

import fcntl
import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.audit import Audit
from app.engine import POOL, changing, open_engine, sqlite_url
from app.erasing import leave_out_personal
from app.log import Log
from app.tables import HEAD, agreed, metadata
from app.wishes import Unavailable


class DataError(Exception):
    """Something is wrong with the data directory; the message is one sentence that says what to do."""


class Unreachable(DataError):
    """The database server doesn't answer; it may later."""


@dataclass(frozen=True)
class Data:
    """An opened data directory. `key` is 32 bytes that never leave it."""

    directory: Path
    url: str
    engine: Engine
    key: bytes

    @property
    def shared(self) -> bool:
        """The database is a server's: others may use it too."""
        return self.engine.dialect.name == "postgresql"


def create_data(directory: Path, url: str | None) -> Data:
    """A new directory with an empty database; refuses to touch one that has data."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{directory} can't be created: {error.strerror}.") from None
    if (directory / "yingbin.sqlite3").exists() or (directory / "secret.key").exists():
        raise DataError(f"{directory} has data already; choose another directory, or move this one away.")
    address = url or sqlite_url(directory)
    engine = engine_at(address)
    try:
        if version(engine) is not None:
            raise DataError(f"The database has Yingbin's tables already: choose an empty one. {JOIN}" if url else HAS_TABLES)
        migrate(engine)
        key = write_key(directory)
        data = Data(directory, address, engine, key)
        _agree_on_key(data)
        with changing(engine) as connection:  # an audit without a single row is one that was emptied
            Audit(key).note(connection, who="command line", act="founded")
    except (SQLAlchemyError, sqlite3.Error, OSError, Unavailable) as error:
        raise unusable(directory, error) from None
    return data


def keep_to_owner(directory: Path) -> None:
    """What older versions left readable for others."""
    for file in (*directory.glob("yingbin*.sqlite3*"), directory / "secret.key"):
        with suppress(OSError):  # another's file
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)


def write_key(directory: Path, key: bytes | None = None) -> bytes:
    """A new secret key, or a copy of another directory's, for its owner only; never in the place of one that is there."""
    key = key or secrets.token_bytes(32)
    with os.fdopen(os.open(directory / "secret.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    return key


HAS_TABLES = "The database has Yingbin's tables already; choose an empty one."
JOIN = "For another server on it, copy secret.key from the first server's data directory into a new one."


def engine_at(url: str, *, serving: bool = False, pool: int = POOL) -> Engine:
    """Raises DataError for a URL that is none."""
    try:
        return open_engine(url, serving=serving, pool=pool)
    except (ArgumentError, psycopg.ProgrammingError, ValueError):
        kind = url.partition(":")[0][:20]
        raise DataError(
            f"The database URL ({kind}:…) is not one that Yingbin knows:"
            " give postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE."
        ) from None


def open_data(directory: Path, url: str | None, *, upgrade: bool = False) -> Data:
    """Opens what `create_data` made. `upgrade`: an older schema is migrated, after a verified backup beside it."""
    data = reach(directory, url)
    try:
        check(data, upgrade=upgrade)
    except BaseException:
        data.engine.dispose()
        raise
    return data


def reach(directory: Path, url: str | None, *, serving: bool = False, pool: int = POOL) -> Data:
    """The directory and its database, which nobody has asked yet."""
    if not directory.is_dir() or not (directory / "secret.key").exists():
        raise DataError(f"{directory} is no data directory: make one with `yingbin init --data {directory} --hall FILE.yaml`.")
    try:
        key = (directory / "secret.key").read_bytes()
    except OSError as error:
        raise unusable(directory, error) from None
    if url is None and not os.access(directory, os.W_OK):
        raise DataError(f"{directory} can't be written: give this user the right to write there.")
    address = url or sqlite_url(directory)
    return Data(directory, address, engine_at(address, serving=serving, pool=pool), key)


def check(data: Data, *, upgrade: bool = False) -> None:
    """Raises DataError unless schema and key are this server's; `upgrade`: an older schema is brought up to date."""
    try:
        found = version(data.engine)
        if upgrade and found is not None and found < HEAD:
            if data.url == sqlite_url(data.directory):
                _backup_beside(data.directory, found)
            migrate(data.engine, data.key)
        else:
            check_schema(found)
        if _agree_on_key(data) != print_of(data.key):
            raise DataError(
                f"The secret.key in {data.directory} is not that of this database: copy the one of the server that made it."
            )
    except (SQLAlchemyError, sqlite3.Error, OSError, Unavailable) as error:
        raise unusable(data.directory, error) from None


def check_schema(found: str | None) -> None:
    """Raises DataError unless the schema that was found is the one that this version works with."""
    if found is None:
        raise DataError("The database has no Yingbin tables: restore a backup, or run `yingbin init`.")
    if found > HEAD:
        raise DataError(f"The data is of a newer version of Yingbin (schema {found}, this one knows {HEAD}): run that version.")
    if found < HEAD:
        raise DataError(f"The data is of an older version (schema {found}): start `yingbin serve` once to bring it up to date.")


def print_of(key: bytes) -> str:
    """Tells keys apart without giving anything away."""
    return hashlib.blake2b(key, digest_size=16, person=b"agreed-key").hexdigest()


def _agree_on_key(data: Data) -> str:
    """The print of the key of all servers on this database: the first one's."""
    log = Log(data.engine)
    found = log.agreed("key")
    if found is None:
        found = print_of(data.key)
        log.agree("key", found)
    return found


def version(engine: Engine) -> str | None:
    """The schema's revision; None: no tables yet."""
    with engine.connect() as connection:
        return _version(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine, key: bytes | None = None) -> None:
    """Up to the newest schema. Servers that start together wait for the first one. `key`: of the directory, if it has data: the
    audit begins here where there was none before."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('yingbin schema', 0))"))
            if _version(connection) == HEAD:
                return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        agreed_on = select(agreed.c.value).where(agreed.c.name == "key")
        if key is not None and connection.execute(agreed_on).scalar() in (None, print_of(key)):
            Audit(key).note(connection, who="server", act="upgraded", schema=HEAD)


def drop_tables(connection: Connection) -> None:
    """All that `migrate` made."""
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE alembic_version"))


def _backup_beside(directory: Path, found: str) -> None:
    """A copy of the database before it is changed, opened and checked; nothing personal is in it."""
    copy = directory / f"yingbin-schema-{found}.backup.sqlite3"
    with sqlite3.connect(directory / "yingbin.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
        if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise DataError(f"The backup {copy} is damaged; nothing was changed.")
    leave_out_personal(copy)
    os.chmod(copy, 0o600)


def unusable(directory: Path | None, error: BaseException) -> DataError:
    """Why a database can't be used, in a sentence; `directory`: where SQLite's file is."""
    if isinstance(error, Unavailable):
        error = error.__cause__ or error
    if isinstance(error, PoolTimeout):
        return Unreachable("The database is busy: every connection of this server waits for it.")
    if isinstance(error, SQLAlchemyError):
        error = getattr(error, "orig", None) or error
    if isinstance(error, psycopg.Error):
        return _unusable_server(error)
    reason = str(error).partition("\n")[0]
    if "disk is full" in reason or (directory and directory.exists() and shutil.disk_usage(directory).free < 1 << 20):
        return DataError(f"The disk of {directory} is full: make room, then start again.")
    if "readonly" in reason or isinstance(error, PermissionError):
        return DataError(f"{directory} can't be written: give this user the right to write there.")
    if "not a database" in reason or "malformed" in reason:
        return DataError(f"The database in {directory} is damaged ({reason}): restore a backup.")
    return DataError(f"The database can't be used: {reason}.")


def _unusable_server(error: psycopg.Error) -> DataError:
    reason = " ".join(str(error).split())[:300]
    if isinstance(error, psycopg.OperationalError):
        return Unreachable(f"The database can't be reached ({reason}): is it running, and is the URL right?")
    return DataError(f"The database can't be used: {reason}.")


@contextmanager
def locked(directory: Path, *, shared: bool = False) -> Iterator[None]:
    """Holds the directory for one server, or for all that use a database server. The operating system frees the lock when the
    process dies."""
    try:
        file = open(directory / "lock", "a")  # noqa: SIM115 - open as long as the lock is held
    except OSError as error:
        raise DataError(f"{directory} can't be written: {error.strerror}.") from None
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise DataError(f"{directory} is in use by another server: stop that one first.") from None
    try:
        yield
    finally:
        file.close()
