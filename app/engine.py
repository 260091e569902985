"""How the database is reached: SQLite in a file, or PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from app.wishes import Unavailable

POOL = 10
"""Connections that a server opens at most; half of them stay open. The writer has one of them, the claims another."""
WAIT = 3
"""Seconds for a connection, from the pool or to a host."""
POSTGRES = {
    "connect_timeout": WAIT,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
    "application_name": "yingbin",
}
"""libpq's parameters where the URL says nothing else: a host that is gone without a word is given up after 5 s."""
SERVING = {"statement_timeout": 5000, "lock_timeout": 250, "idle_in_transaction_session_timeout": 2000}
"""Milliseconds. A server that hangs in the middle of a transaction loses its locks after 2 s, and whoever waits for one asks
again after 250 ms: the other halls go on meanwhile."""
LONGEST_WRITE = 3000
"""Milliseconds for the writer's whole transaction, from PostgreSQL 17 on: a session that waits for the rest of a pipeline isn't
idle in PostgreSQL's eyes, and a server that hangs there would keep its halls for good."""

LOCKED_FOR = 2000
"""Milliseconds that a server waits for a SQLite database that another process has locked. A kiosk waits 5 s for an answer: so it
hears of it, even behind somebody else who waited."""
FAULTS = (SQLAlchemyError, sqlite3.Error)
"""What a database that can't be used raises; SQLite's own where a connection or a transaction begins."""


def is_postgres(url: str) -> bool:
    return url.partition(":")[0].partition("+")[0] in ("postgresql", "postgres")


def conninfo(url: str) -> str:
    """A PostgreSQL URL as libpq wants it; of several hosts the one that takes writes is meant. Raises ProgrammingError."""
    if url.partition("://")[2].partition("/")[0].count("@") > 1:
        raise psycopg.ProgrammingError("a user's name or password in a URL writes @ as %40")
    given = conninfo_to_dict("postgresql:" + url.partition(":")[2])
    several = "," in str(given.get("host", "")) or "," in str(given.get("port", ""))
    wanted = {**POSTGRES, **({"target_session_attrs": "read-write"} if several else {}), **given}
    return make_conninfo(**wanted)  # type: ignore[arg-type]


def open_engine(url: str, *, serving: bool = False, pool: int = POOL) -> Engine:
    """SQLite is durable on every commit: WAL with synchronous=FULL; a write transaction takes the lock when it begins.

    `serving`: nothing may take long. Without, a command may read a whole log. Raises ArgumentError for a URL that is none.
    """
    if is_postgres(url):
        return _postgres(conninfo(url), SERVING if serving else {}, pool)
    engine = create_engine(url, connect_args={"check_same_thread": False} if url.startswith("sqlite") else {})
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        if serving:
            event.listen(engine, "connect", _sqlite_serving)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


def sqlite_url(directory: Path) -> str:
    return f"sqlite:///{directory / 'yingbin.sqlite3'}"


def _postgres(target: str, limits: dict[str, int], pool: int) -> Engine:
    def connect() -> "psycopg.Connection[Any]":
        connection = psycopg.connect(target)
        for name, value in limits.items():
            connection.execute(f"SET {name} = {value}")
        durable, *run = connection.execute(_WHO).fetchone() or ("on",)
        if durable == "off":
            connection.execute("SET synchronous_commit = on")  # what was answered must be on the disk
        connection.commit()
        runs.met(tuple(run))
        return connection

    kept, runs = pool // 2, Runs()
    engine = create_engine(
        "postgresql+psycopg://",
        creator=connect,
        pool_size=kept,
        max_overflow=pool - kept,
        pool_timeout=WAIT,
        pool_pre_ping=True,
        execution_options={"longest_write": LONGEST_WRITE} if limits else {},
    )
    _runs[engine] = runs
    return engine


_WHO = "SELECT current_setting('synchronous_commit'), pg_postmaster_start_time(), inet_server_addr(), inet_server_port()"


class Runs:
    """Counts which run of which PostgreSQL server the connections reach. After a fail-over to another one, what is in memory may
    tell of facts that it never got."""

    def __init__(self) -> None:
        self.count = 0
        self._last: tuple[Any, ...] = ()

    def met(self, run: tuple[Any, ...]) -> None:
        if run != self._last:
            self.count, self._last = self.count + 1, run


_runs: "WeakKeyDictionary[Engine, Runs]" = WeakKeyDictionary()


def run_of(engine: Engine) -> int:
    """Another number: the database may be another one than it was. Of SQLite always the same."""
    return _runs[engine].count if engine in _runs else 0


def _sqlite_connect(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    # secure_delete: what is erased, or moved within the file, is written over
    for pragma in ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_serving(connection: Any, _: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {LOCKED_FOR}")


def _sqlite_begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Raises Unavailable if the database can't be read at the moment."""
    try:
        with engine.connect() as connection:
            yield connection
    except FAULTS as error:
        raise Unavailable() from error


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes beside the log: tokens, lists, summaries. Raises Unavailable."""
    try:
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            yield connection
    except FAULTS as error:
        raise Unavailable() from error
