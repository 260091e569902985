"""Backups of a SQLite database: one checked file, made beside a running server, and the way back from it."""

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, delete, insert, select, text, update
from sqlalchemy.engine import make_url

from app import tables
from app.audit import END as AUDIT_END
from app.audit import Audit
from app.database import DataError, migrate, version, write_key
from app.engine import open_engine, sqlite_url
from app.erasing import Erasing, leave_out_personal
from app.personal import Strongbox
from app.verify import verify_all


@dataclass(frozen=True)
class Restored:
    """What was done: where the earlier database lies now, and whether the VIP list and what lay closed had to be emptied."""

    aside: Path | None
    vips_emptied: bool


def database_file(directory: Path, url: str | None) -> Path:
    """The file of the database. Raises DataError if it isn't SQLite in a file."""
    parsed = make_url(url or sqlite_url(directory))
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise DataError("This database is not SQLite in a file.")
    return Path(parsed.database)


# ------------------------------------------------------------ backup
def back_up(database: Path, key: bytes, file: Path, *, personal: bool = False) -> None:
    """Writes the database, as it is at one moment, to a new file. The directory's key is not in it. What is personal is left out,
    or (`personal`) is in it closed, so that only that key opens it."""
    if file.exists():
        raise DataError(f"{file} is there already: choose another name.")
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(database, partial, _print_of(key))
        _without_what_lies_open(partial, key) if personal else leave_out_personal(partial)
        check(partial)
        _sync(partial)
        partial.rename(file)
        _sync(file.parent)
    except OSError as error:
        raise DataError(f"{file} can't be written: {error.strerror}.") from None
    except sqlite3.Error as error:
        raise DataError(f"{file} can't be written ({error}): is there room on its disk?") from None
    finally:
        partial.unlink(missing_ok=True)


def _copy(source: Path, target: Path, key_print: int) -> None:
    with closing(_read_only(source)) as ours, closing(sqlite3.connect(target)) as theirs:
        ours.backup(theirs)
        theirs.execute("PRAGMA journal_mode = DELETE")
        theirs.execute(f"PRAGMA user_version = {key_print}")


def _without_what_lies_open(file: Path, key: bytes) -> None:
    """What an older version wrote and no server has closed yet is closed in the copy."""
    engine = open_engine(f"sqlite:///{file}")
    try:
        erasing = Erasing(engine, Strongbox(key))
        closed = sum(iter(erasing.close_open, 0))
    finally:
        engine.dispose()
    with closing(sqlite3.connect(file, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        if closed:
            copy.execute("VACUUM")


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=10)


def _print_of(key: bytes) -> int:
    """Tells keys apart without giving anything away: 30 bits of a hash, never 0."""
    return int.from_bytes(hashlib.blake2b(key, digest_size=4, person=b"key-print").digest()) >> 2 | 1


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ------------------------------------------------------------ check
def check(file: Path) -> None:
    """Raises DataError unless the file is a whole database of this version or an older one, and agrees with its own log."""
    try:
        with closing(_read_only(file)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()
        if found != ("ok",):
            raise DataError(f"{file} is damaged ({found[0]}): take another backup.")
        with _reading(file) as engine:
            _check_content(file, engine)
    except sqlite3.Error as error:
        raise DataError(f"{file} is no backup of Yingbin ({error}): choose another file.") from None


def _check_content(file: Path, engine: Engine) -> None:
    schema = version(engine)
    if schema is None:
        raise DataError(f"{file} is no backup of Yingbin: choose another file.")
    if schema > tables.HEAD:
        raise DataError(
            f"{file} is of a newer version of Yingbin (schema {schema}, this one knows {tables.HEAD}): use that version."
        )
    if schema == tables.HEAD and (wrong := [one for hall in verify_all(engine) for one in hall.differences]):
        raise DataError(f"{file} doesn't agree with its own log ({wrong[0]}): `yingbin verify` lists what differs.")


@contextmanager
def _reading(file: Path) -> Iterator[Engine]:
    engine = create_engine("sqlite://", creator=lambda: _read_only(file))
    try:
        yield engine
    finally:
        engine.dispose()


# ------------------------------------------------------------ restore
def restore(database: Path, directory: Path, file: Path) -> Restored:
    """Puts a checked backup in the place of the database, which is moved aside. The caller holds the directory's lock."""
    check(file)
    new = database.with_name(f".restored-{secrets.token_hex(4)}.sqlite3")
    try:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_read_only(file)) as ours, closing(sqlite3.connect(new)) as theirs:
            ours.backup(theirs)
        key_kept = _keeps_key(directory, file)
        if not (directory / "secret.key").exists():
            write_key(directory)
        _begin_anew(new, database, Audit((directory / "secret.key").read_bytes()), key_kept)
        _sync(new)
        aside = _set_aside(database)
        new.rename(database)
        _sync(database.parent)
    except sqlite3.Error as error:
        raise DataError(f"The database in {directory} can't be written ({error}): is there room on its disk?") from None
    finally:
        for suffix in ("", "-wal", "-shm"):
            new.with_name(new.name + suffix).unlink(missing_ok=True)
    return Restored(aside, vips_emptied=not key_kept)


def _keeps_key(directory: Path, file: Path) -> bool:
    """Whether the VIP list of the backup can be read with the directory's key."""
    key = directory / "secret.key"
    with closing(_read_only(file)) as connection:
        made_with = connection.execute("PRAGMA user_version").fetchone()[0]
    return key.exists() and made_with in (0, _print_of(key.read_bytes()))


def _begin_anew(new: Path, database: Path, audit: Audit, key_kept: bool) -> None:
    """A new epoch for each hall, so that no client takes this log for the one it knew; who may come in stays as it is today."""
    engine = open_engine(f"sqlite:///{new}")
    try:
        migrate(engine)
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            for hall in connection.execute(select(tables.halls.c.id)).scalars().all():
                row = update(tables.halls).where(tables.halls.c.id == hall)
                connection.execute(row.values(epoch=secrets.token_hex(8)))
            if not key_kept:
                for keyed in (tables.vips, tables.vip_lists, tables.ballots, tables.voters):
                    connection.execute(delete(keyed))
                connection.execute(update(tables.personal).values(box=None, phone=None))
                connection.execute(delete(tables.agreed).where(tables.agreed.c.name == "key"))
            kept = _keep_accounts(connection, database)
            if not key_kept and not kept:
                audit.seal_anew(connection)
            audit.note(connection, who="command line", act="restored")
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("PRAGMA user_version = 0"))
    finally:
        engine.dispose()


def _keep_accounts(connection: Connection, database: Path) -> bool:
    """Tokens and staff as they are today, and the whole audit; whoever was signed in signs in again. A database too damaged, or
    too old, to say is passed over: then False."""
    connection.execute(delete(tables.sessions))
    if not database.exists():
        return False
    with suppress(sqlite3.Error), closing(_read_only(database)) as old:
        rows = {table: _all_rows(old, table) for table in (tables.tokens, tables.staff, tables.audit)}
        end = old.execute("SELECT value FROM agreed WHERE name = ?", (AUDIT_END,)).fetchone()
        for table in (tables.staff, tables.audit):
            connection.execute(delete(table))
        for table, found in rows.items():
            marks = ", ".join("?" * len(table.columns))
            for row in found:
                connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table.name} ({_names(table)}) VALUES ({marks})", row)
        connection.execute(delete(tables.agreed).where(tables.agreed.c.name == AUDIT_END))
        if end is not None:
            connection.execute(insert(tables.agreed), {"name": AUDIT_END, "value": end[0]})
        return True
    return False


def _all_rows(old: sqlite3.Connection, table: Table) -> list[tuple[Any, ...]]:
    return old.execute(f"SELECT {_names(table)} FROM {table.name}").fetchall()


def _names(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.columns.keys())  # noqa: SIM118 - a collection of columns yields columns


def _set_aside(database: Path) -> Path | None:
    """The database and what belongs to it, under a name of their own; None: there was none."""
    if not database.exists():
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stem, moment, count = f"{database.stem}-before-restore", time.strftime("%Y%m%d-%H%M%S"), 0
    while (aside := database.with_name(f"{stem}-{moment}{f'-{count}' if count else ''}.sqlite3")).exists():
        count += 1
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            database.with_name(database.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside
