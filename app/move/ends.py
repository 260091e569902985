"""The two ends of a move, opened: where the halls are, and where they go, which is made if it isn't there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import inspect, select, text

from app.audit import Audit
from app.database import DataError, check_schema, drop_tables, migrate, print_of, version, write_key
from app.engine import changing
from app.log import Log
from app.move.side import Side, side
from app.tables import halls


@contextmanager
def source_at(url: str) -> Iterator[Side]:
    """Raises DataError unless halls of this version are there."""
    found = side("--from", url)
    try:
        if found.file is not None and not found.file.exists():
            raise DataError(f"--from: There is no database {found.file}: check the name.")
        _check(found)
        yield found
    finally:
        found.engine.dispose()


@contextmanager
def target_at(url: str, source: Side) -> Iterator[Side]:
    """An empty one becomes a database of Yingbin; if then no hall arrives there, it is as it was. Raises DataError."""
    found = side("--to", url)
    if found.place == source.place:
        raise DataError("--from and --to are the same database: nothing was changed.")
    try:
        if not _is_empty(found):
            _check(found)
            _agree(found, source)
            yield found
        else:
            with _undone(found):
                _make(found, source)
                yield found
    finally:
        found.engine.dispose()


def _check(side: Side) -> None:
    _check_rights(side)
    with side.named():
        found = version(side.engine)
    try:
        check_schema(found)
    except DataError as error:
        raise DataError(f"{side.option}: {error}") from None


def _check_rights(side: Side) -> None:
    if side.directory is not None and side.directory.exists() and not os.access(side.directory, os.W_OK):
        raise DataError(f"{side.option}: {side.directory} can't be written: give this user the right to write there.")


# ------------------------------------------------------------ making
def _is_empty(side: Side) -> bool:
    """Raises DataError if it holds something else than halls."""
    if side.file is not None and not side.file.exists():
        return True
    with side.named():
        if version(side.engine) is not None:
            return False
        if inspect(side.engine).get_table_names():
            raise DataError(f"{side.option}: The database has tables that aren't Yingbin's: choose an empty one.")
    return True


def _make(side: Side, source: Side) -> None:
    """The key before the database: a directory with halls has a key at any moment."""
    _check_rights(side)
    with side.named():
        if side.file is not None and side.directory is not None:
            side.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if side.key is None:
                write_key(side.directory, source.key)
            os.close(os.open(side.file, os.O_WRONLY | os.O_CREAT, 0o600))
        migrate(side.engine)
    _agree(side, source)
    if (key := side.key or source.key) is not None:
        with side.named(), changing(side.engine) as connection:  # an audit without a single row is one that was emptied
            Audit(key).note(connection, who="command line", act="founded")


def _agree(side: Side, source: Side) -> None:
    """Where there is no hall yet, the key is that of the source, unless the directory has one."""
    if side.file is not None and side.key is None:
        raise DataError(f"{side.option}: {side.directory} has no secret.key: put back the one of this database.")
    with side.named():
        log = Log(side.engine)
        if log.agreed("key") is None and not log.halls(1):
            key = print_of(side.key) if side.key else source.key_print
            if key is not None:
                log.agree("key", key)


@contextmanager
def _undone(side: Side) -> Iterator[None]:
    """What is made here goes again, unless a hall has arrived."""
    new = _missing(side)
    try:
        yield
    except BaseException:
        with suppress(DataError, OSError):
            _take_back(side, new)
        raise


def _missing(side: Side) -> list[Path]:
    """The paths that making the database will make, without what lies in a folder that is made itself."""
    if side.file is None or side.directory is None:
        return []
    folders = [folder for folder in (side.directory, *side.directory.parents) if not folder.exists()]
    if folders:
        return folders[-1:]
    beside = [side.file.with_name(side.file.name + suffix) for suffix in ("-wal", "-shm")]
    return [path for path in (side.directory / "secret.key", side.file, *beside) if not path.exists()]


def _take_back(side: Side, new: list[Path]) -> None:
    """Only while nobody else can write there, and whoever waits to do so sees afterwards that the file is gone."""
    if side.file is not None and not side.file.exists():
        return _remove(new)
    with side.changing() as connection:
        if inspect(connection).has_table("halls"):
            if side.file is None:
                connection.execute(text("LOCK TABLE halls"))
            if connection.execute(select(halls.c.id).limit(1)).first() is not None:
                return None
            drop_tables(connection)
        _remove(new)
    return None


def _remove(paths: list[Path]) -> None:
    for path in paths:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
