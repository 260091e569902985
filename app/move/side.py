"""One side of a move: its database, and why that can't be used, in a sentence that names the side."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.database import DataError, engine_at, print_of, unusable
from app.engine import conninfo, is_postgres
from app.log import Log
from app.verify import one_moment
from app.wishes import Unavailable

Option = Literal["--from", "--to"]
PATIENT = ("statement_timeout = 0", "idle_in_transaction_session_timeout = 0", "lock_timeout = 10000")
"""PostgreSQL's limits, whatever its administrator has set: a big hall takes minutes; a hall in somebody's hand is waited for."""


@dataclass(frozen=True)
class Side:
    """`file`: SQLite's, or None on PostgreSQL. The folder of the file is a data directory."""

    option: Option
    url: str
    file: Path | None
    engine: Engine

    @property
    def directory(self) -> Path | None:
        return self.file and self.file.parent

    @property
    def place(self) -> object:
        """Equal for two sides that are one."""
        return self.file or conninfo_to_dict(conninfo(self.url))

    @property
    def key(self) -> bytes | None:
        """The secret key in the directory."""
        file = self.directory and self.directory / "secret.key"
        return file.read_bytes() if file and file.exists() else None

    @property
    def key_print(self) -> str | None:
        """Of the key with which the VIP lists were made; None: nobody can tell."""
        with self.named():
            return Log(self.engine).agreed("key") or (self.key and print_of(self.key)) or None

    @contextmanager
    def named(self) -> Iterator[None]:
        """Raises DataError for whatever goes wrong with this side."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, psycopg.Error, OSError, Unavailable) as error:
            raise DataError(f"{self.option}: {self._sentence(error)}") from error

    def _sentence(self, error: BaseException) -> str:
        error = error.__cause__ or error if isinstance(error, Unavailable) else error
        fault = getattr(error, "orig", None) or error
        if isinstance(fault, psycopg.errors.LockNotAvailable) or "database is locked" in str(fault):
            return "Another program has the hall in hand: try again in a moment."
        if isinstance(fault, psycopg.errors.DiskFull):
            return "The disk of the database is full: make room, then try again."
        return str(unusable(self.directory, fault))

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """One transaction, which may be long. It commits at the end, all or nothing."""
        with self.named(), self.engine.connect().execution_options(write=True) as connection, connection.begin():
            if self.file is None:
                _be_patient(connection)
            elif not self.file.exists():
                raise DataError(f"{self.option}: {self.file} was taken away meanwhile: try again.")
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """One moment, which may be looked at for long; others go on meanwhile."""
        with self.named(), one_moment(self.engine) as connection:
            if self.file is None:
                _be_patient(connection)
            yield connection


def _be_patient(connection: Connection) -> None:
    for limit in PATIENT:
        connection.execute(text(f"SET LOCAL {limit}"))


def side(option: Option, url: str) -> Side:
    """Nobody has asked the database yet. Raises DataError for a URL that is none."""
    try:
        file = file_of(url)
        return Side(option, url, file, engine_at(url if file is None else f"sqlite:///{file}"))
    except DataError as error:
        raise DataError(f"{option}: {error}") from None


def file_of(url: str) -> Path | None:
    """SQLite's file; None for PostgreSQL. Raises DataError for a URL that is none."""
    if is_postgres(url):
        return None
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise DataError(
            "This is no database URL: give postgresql://USER:PASSWORD@HOST/NAME or sqlite:////FOLDER/yingbin.sqlite3."
        )
    return Path(str(parsed.database)).resolve()


def shown(url: str) -> str:
    """The URL without its password."""
    return re.sub(r"(://[^:/@]*:).*(?=@)|(password=)[^&]*", r"\1\2***", url)
