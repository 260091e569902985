"""The event log and what is written with it. All SQL of the write side is here."""

import secrets
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hmac import compare_digest
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Table, create_engine, delete, event, insert, select

from app import codec, tables
from app.hall.events import Fact, OfTicket
from app.hall.state import Hall


class Conflict(Exception):
    """Somebody else has appended to the hall's log in the meantime: catch up and decide again."""


class DatabaseError(Exception):
    """The database can't be used; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Recorded:
    seq: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class Remembered:
    """The first answer to a command."""

    fingerprint: bytes
    status: int
    body: bytes


def open_engine(url: str) -> Engine:
    """SQLite durable on every commit: WAL with synchronous=FULL; a write transaction takes the lock when it begins."""
    engine = create_engine(url, connect_args={"check_same_thread": False} if url.startswith("sqlite") else {})
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")


def sqlite_url(directory: Path) -> str:
    return f"sqlite:///{directory / 'yingbin.sqlite3'}"


def checkpoint_row(hall: Hall) -> dict[str, Any]:
    return {"hall": hall.plan.hall, "seq": hall.version, "day": hall.day, "state": codec.encode_snapshot(hall.snapshot())}


_SIZES = (1, 2, 4, 8, 16, 32, 64)
"""Rows of one INSERT: executemany lets go of Python's lock at every row (measured at 8 connections: 8 % of a ticket's CPU)."""


@cache
def _texts(dialect: Dialect) -> dict[tuple[str, int], str]:
    """What every batch says, by table and rows, with positional parameters, as the driver takes it.

    Measured for batches of 8: 25 µs a ticket less than through SQLAlchemy's `execute`.
    """
    mark = "%s" if dialect.paramstyle in ("format", "pyformat") else "?"
    texts = {("halls", 1): f"UPDATE halls SET version = {mark} WHERE id = {mark} AND version = {mark}"}
    for table in (tables.facts, tables.commands, tables.personal):
        row = f"({', '.join([mark] * len(table.columns))})"
        for size in _SIZES:
            texts[table.name, size] = (
                f"INSERT INTO {table.name} ({', '.join(table.columns.keys())}) VALUES {', '.join([row] * size)}"
            )
    return texts


class Writing:
    """One transaction of the writer. What every batch does runs on the driver's cursor, within SQLAlchemy's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor = connection.connection.cursor()
        self._texts = _texts(connection.dialect)

    def _insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows in the order of the table's columns."""
        at = 0
        while at < len(rows):
            size = max(size for size in _SIZES if size <= len(rows) - at)
            self._cursor.execute(self._texts[table.name, size], list(chain.from_iterable(rows[at : at + size])))
            at += size

    def append(self, hall: str, after: int, facts: Sequence[Fact]) -> None:
        """Adds facts behind `after`. Raises Conflict if that is not the newest fact any more."""
        self._cursor.execute(self._texts["halls", 1], (after + len(facts), hall, after))
        if self._cursor.rowcount != 1:
            raise Conflict(hall)
        rows = [(hall, seq, type(fact).__name__, codec.FORMAT, codec.encode(fact)) for seq, fact in enumerate(facts, after + 1)]
        self._insert(tables.facts, rows)

    def create_hall(self, hall: str) -> None:
        self._connection.execute(insert(tables.halls), {"id": hall, "epoch": secrets.token_hex(8), "version": 0})

    def begin_day(self, row: Mapping[str, Any]) -> None:
        """Stores the state with which a business day begins; answers to commands before the last day are forgotten."""
        self._connection.execute(insert(tables.checkpoints), row)
        kept = (date.fromisoformat(row["day"]) - timedelta(days=1)).isoformat()
        old = tables.commands
        self._connection.execute(delete(old).where(old.c.hall == row["hall"], old.c.day < kept))

    def remember(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows of (hall, seq, id, day, fingerprint, status, body)."""
        self._insert(tables.commands, rows)

    def keep_personal(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows of (hall, seq, day, number, note, secret, customer)."""
        self._insert(tables.personal, rows)


class Log:
    """The logs of all halls in one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._one_writes = threading.Lock()
        self._writer: Connection | None = None
        """Kept from one transaction to the next: taking it from the pool and back costs 80 µs of CPU."""

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Commits at the end, all or nothing."""
        with self._one_writes:
            connection = self._writer = self._writer or self.engine.connect().execution_options(write=True)
            try:
                with connection.begin():
                    yield Writing(connection)
            except BaseException as error:
                self._writer = None
                connection.close()
                if isinstance(error, self.engine.dialect.loaded_dbapi.IntegrityError):
                    raise Conflict(str(error)) from error
                raise

    def halls(self) -> dict[str, int]:
        """Each hall and the seq of its newest fact."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(tables.halls.c.id, tables.halls.c.version).order_by(tables.halls.c.id))
            return {row.id: row.version for row in rows}

    def epoch(self, hall: str) -> str:
        with self.engine.connect() as connection:
            return str(connection.execute(select(tables.halls.c.epoch).where(tables.halls.c.id == hall)).scalar_one())

    def since(self, hall: str, after: int, limit: int | None = None) -> Iterator[Recorded]:
        row = tables.facts
        wanted = select(row.c.seq, row.c.type, row.c.format, row.c.data).where(row.c.hall == hall, row.c.seq > after)
        with self.engine.connect() as connection:
            for seq, kind, format, data in connection.execute(wanted.order_by(row.c.seq).limit(limit)):
                yield Recorded(seq, codec.decode(kind, format, data))

    def of_day(self, hall: str, day: str, kinds: Collection[type[Fact]]) -> Iterator[Recorded]:
        """The facts of these kinds within a business day; none for a day that the hall doesn't have."""
        row, begins = tables.facts, tables.checkpoints
        days = (
            select(begins.c.day, begins.c.seq).where(begins.c.hall == hall, begins.c.day >= day).order_by(begins.c.seq).limit(2)
        )
        wanted = select(row.c.seq, row.c.type, row.c.format, row.c.data).where(
            row.c.hall == hall, row.c.type.in_([kind.__name__ for kind in kinds])
        )
        with self.engine.connect() as connection:
            found = list(connection.execute(days))
            if not found or found[0].day != day:
                return
            wanted = wanted.where(row.c.seq > found[0].seq)
            if len(found) == 2:
                wanted = wanted.where(row.c.seq <= found[1].seq)
            for seq, kind, format, data in connection.execute(wanted.order_by(row.c.seq)):
                yield Recorded(seq, codec.decode(kind, format, data))

    def commands(self, hall: str, after: int = 0) -> dict[bytes, int]:
        """The ids of the commands that are remembered, each with the seq of the fact beside which its answer stands."""
        row = tables.commands
        with self.engine.connect() as connection:
            rows = connection.execute(select(row.c.id, row.c.seq).where(row.c.hall == hall, row.c.seq >= after))
            return {found.id: found.seq for found in rows}

    def remembered(self, hall: str, seq: int, id: bytes) -> Remembered | None:
        row = tables.commands
        wanted = select(row.c.fingerprint, row.c.status, row.c.body).where(row.c.hall == hall, row.c.seq == seq, row.c.id == id)
        with self.engine.connect() as connection:
            found = connection.execute(wanted).first()
        return None if found is None else Remembered(found.fingerprint, found.status, found.body)

    def personal_of(self, hall: str, seq: int, secret: bytes) -> tuple[str, str] | None:
        """Day and number of the ticket that this fact issued, if its phone page has this secret, given its hash."""
        row = tables.personal
        wanted = select(row.c.day, row.c.number, row.c.secret).where(row.c.hall == hall, row.c.seq == seq)
        with self.engine.connect() as connection:
            found = connection.execute(wanted).first()
        if found is None or found.secret is None or not compare_digest(found.secret, secret):
            return None
        return found.day, found.number

    def load(self, hall: str) -> Hall:
        """The hall as it is now: the newest checkpoint and the facts since."""
        state = self._folded(hall, self._checkpoint(hall))
        self._know(hall, state, self._yesterday(hall))
        return state

    def catch_up(self, hall: Hall) -> list[Recorded]:
        """Applies what others have appended."""
        before = hall.version
        news = list(self.since(hall.plan.hall, before))
        hall.apply_all(recorded.fact for recorded in news)
        self._know(hall.plan.hall, hall, before)
        return news

    def _know(self, hall: str, state: Hall, after: int) -> None:
        """What staff noted about the customers who are in the hall."""
        row = tables.personal
        noted = row.c.note.is_not(None) | row.c.customer.is_not(None)
        wanted = select(row).where(row.c.hall == hall, row.c.seq > after, noted).order_by(row.c.seq)
        promised = [promise.number or promise.walk for promise in state.follow_ups.values()]
        older = select(row).where(row.c.hall == hall, row.c.seq <= after, noted, row.c.number.in_(promised)).order_by(row.c.seq)
        with self.engine.connect() as connection:
            for found in [*(connection.execute(older) if promised else ()), *connection.execute(wanted)]:
                state.know((found.day, found.number), found.note, found.customer)

    def _yesterday(self, hall: str) -> int:
        """The seq with which the day before this one began: a ticket at a counter may be as old."""
        row = tables.checkpoints
        wanted = select(row.c.seq).where(row.c.hall == hall).order_by(row.c.seq.desc()).limit(2)
        with self.engine.connect() as connection:
            return min((seq for (seq,) in connection.execute(wanted)), default=0)

    def load_day(self, hall: str, day: str) -> Hall | None:
        """The hall as it was when a past day ended, and what the next day made of its last tickets; None: it has no such day."""
        row = tables.checkpoints
        days = select(row.c.day, row.c.seq).where(row.c.hall == hall, row.c.day >= day).order_by(row.c.seq).limit(3)
        with self.engine.connect() as connection:
            found = [(on, seq) for on, seq in connection.execute(days)]
        if not found or found[0][0] != day:
            return None
        past = self._checkpoint(hall, found[0][1])
        assert past is not None
        ends = [seq for _, seq in found[1:]] or [None]
        for recorded in self.since(hall, past.version, ends[-1] and ends[-1] - past.version - 1):
            of_that_day = isinstance(recorded.fact, OfTicket) and recorded.fact.day == day
            if ends[0] is None or recorded.seq < ends[0] or of_that_day:
                past.apply(recorded.fact)
        return past

    def _folded(self, hall: str, state: Hall | None) -> Hall:
        state = state or Hall()
        state.apply_all(recorded.fact for recorded in self.since(hall, state.version))
        return state

    def _checkpoint(self, hall: str, seq: int | None = None) -> Hall | None:
        row = tables.checkpoints
        wanted = select(row.c.state).where(row.c.hall == hall).order_by(row.c.seq.desc()).limit(1)
        if seq is not None:
            wanted = wanted.where(row.c.seq == seq)
        with self.engine.connect() as connection:
            state = connection.execute(wanted).scalar_one_or_none()
        return None if state is None else Hall.restored(codec.decode_snapshot(state))

    def checkpoints(self, hall: str) -> Iterator[tuple[int, str]]:
        """Seq and stored state of each checkpoint, oldest first."""
        row = tables.checkpoints
        with self.engine.connect() as connection:
            rows = connection.execute(select(row.c.seq, row.c.state).where(row.c.hall == hall).order_by(row.c.seq))
            yield from ((seq, state) for seq, state in rows)
