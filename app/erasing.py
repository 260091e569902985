"""How rows of the personal table are closed and erased: each page of them in one transaction, so that the desk waits for
milliseconds only; and how what is erased leaves SQLite's files."""

import sqlite3
import time
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, select, update

from app import codec, tables
from app.engine import changing, reading
from app.hall.day import Instant
from app.personal import Content, Strongbox, Unopened

PAGE = 500
"""Rows that go in one transaction."""
TRIES, PATIENCE = 40, 50
"""How often, and for how many milliseconds each time, the file is waited for: whoever writes waits meanwhile."""

PERSONAL = frozenset(("note", "customer", "box", "phone"))
"""The columns that a backup leaves empty unless it is told."""

About = tuple[str, str]
"""Day, and the number or the walk."""


@dataclass(frozen=True, slots=True)
class Given:
    """A phone number that is kept: beside which fact, of when."""

    row: Row[Any] = field(repr=False)
    at: Instant

    @property
    def about(self) -> About:
        return self.row.day, self.row.number


class Erasing:
    def __init__(self, engine: Engine, strongbox: Strongbox) -> None:
        self._engine, self._strongbox = engine, strongbox

    # ------------------------------------------------------------ by the server's days
    def due(self, hall: str, kept: str, after: int) -> list[Any]:
        """The oldest first; the first that is young enough ends it, for the days of a log follow each other."""
        row = tables.personal.c
        wanted = select(row.seq, row.day, row.number, row.secret, row.box, row.note, row.customer)
        with reading(self._engine) as connection:
            found = list(connection.execute(wanted.where(row.hall == hall, row.seq > after).order_by(row.seq).limit(PAGE)))
        return [one for one in found if one.day < kept]

    def erase(self, hall: str, rows: Collection[Any], owed: Collection[About]) -> int:
        """The rows go; of those that are owed only the secret."""
        row = tables.personal
        stay = [one.seq for one in rows if (one.day, one.number) in owed and one.secret is not None]
        leave = [one.seq for one in rows if (one.day, one.number) not in owed]
        with changing(self._engine) as connection:
            _hold(connection, hall)
            connection.execute(update(row).where(row.c.hall == hall, row.c.seq.in_(stay)).values(secret=None))
            connection.execute(delete(row).where(row.c.hall == hall, row.c.seq.in_(leave)))
        return len(leave) + len(stay)

    def erase_answers(self, hall: str, kept: str) -> int:
        """A day that begins takes those of the day before yesterday with it; a hall in which none begins would keep them."""
        row = tables.commands
        with reading(self._engine) as connection:
            oldest = connection.execute(select(row.c.day).where(row.c.hall == hall).order_by(row.c.seq).limit(1)).scalar()
        if oldest is None or oldest >= kept:
            return 0
        with changing(self._engine) as connection:
            _hold(connection, hall)
            return connection.execute(delete(row).where(row.c.hall == hall, row.c.day < kept)).rowcount

    # ------------------------------------------------------------ phone numbers, by the hall's retention
    def phones(self, hall: str, after: int) -> list[Given]:
        """The rows with a phone number, the oldest first."""
        row, fact = tables.personal, tables.facts.c
        beside = (fact.hall == row.c.hall) & (fact.seq == row.c.seq)
        wanted = select(row, fact.type, fact.format, fact.data).join(tables.facts, beside)
        wanted = wanted.where(row.c.hall == hall, row.c.seq > after, row.c.phone.is_not(None)).order_by(row.c.seq).limit(PAGE)
        with reading(self._engine) as connection:
            found = list(connection.execute(wanted))
        return [Given(one, codec.decode(one.type, one.format, one.data).at) for one in found]

    def erase_phones(self, hall: str, given: Collection[Given]) -> int:
        """What was noted beside a number stays closed in the same place; a row that has nothing else goes."""
        row = tables.personal
        leave, stay = [], []
        for one in given:
            box = self._without_phone(one.row)
            if box is None and one.row.secret is None:
                leave.append(one.row.seq)
            else:
                stay.append({"mine": one.row.seq, "box": box})
        with changing(self._engine) as connection:
            _hold(connection, hall)
            connection.execute(delete(row).where(row.c.hall == hall, row.c.seq.in_(leave)))
            same = update(row).where(row.c.hall == hall, row.c.seq == bindparam("mine"))
            if stay:
                connection.execute(same.values(box=bindparam("box"), phone=None), stay)
        return len(given)

    def _without_phone(self, row: Any) -> bytes | None:
        """A box that nobody can open goes as well."""
        try:
            told = self._strongbox.of_row(row)
        except Unopened:
            return None
        return self._strongbox.close(row.hall, row.seq, Content(told.note, told.customer))

    # ------------------------------------------------------------ what older versions kept open
    def close_open(self) -> int:
        """One page of the rows whose note or name lies open; 0: there are none."""
        row = tables.personal
        lies_open = row.c.note.is_not(None) | row.c.customer.is_not(None)
        with reading(self._engine) as connection:
            found = list(connection.execute(select(row).where(lies_open).limit(PAGE)))
        if not found:
            return 0
        with changing(self._engine) as connection:
            for hall in sorted({one.hall for one in found}):
                _hold(connection, hall)
            same = update(row).where(row.c.hall == bindparam("there"), row.c.seq == bindparam("mine"), lies_open)
            connection.execute(same.values(box=bindparam("box"), note=None, customer=None), self._closed(found))
        return len(found)

    def _closed(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        boxes = (self._strongbox.close(one.hall, one.seq, Content(one.note, one.customer)) for one in rows)
        return [{"there": one.hall, "mine": one.seq, "box": box} for one, box in zip(rows, boxes, strict=True)]

    # ------------------------------------------------------------ SQLite's files
    def leave_no_trace(self) -> bool:
        """Pages as they were before an erasure lie in the write-ahead log until it is emptied. False: somebody reads all the
        time; to be tried again. Of PostgreSQL's files its own vacuum takes care."""
        return self._engine.dialect.name != "sqlite" or any(self._emptied() for _ in range(TRIES))

    def _emptied(self) -> bool:
        with reading(self._engine) as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA busy_timeout = {PATIENCE}")
            try:
                busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                driver.execute("PRAGMA busy_timeout = 5000")
        if busy:
            time.sleep(PATIENCE / 1000)
        return not busy


def _hold(connection: Connection, hall: str) -> None:
    """Nobody moves the hall meanwhile."""
    connection.execute(select(tables.halls.c.id).where(tables.halls.c.id == hall).with_for_update())


def leave_out_personal(file: Path) -> None:
    """Of the personal table only the hashes stay by which phone pages are known: they live on. Of an open round of the staff
    survey nothing stays: the staff answer again. The file is written anew, so that not a byte of the rest is in it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as copy:
        there = {row[1] for row in copy.execute("PRAGMA table_info(personal)")}
        for column in sorted(there & PERSONAL):
            copy.execute(f"UPDATE personal SET {column} = NULL WHERE {column} IS NOT NULL")
        copy.execute("DELETE FROM personal WHERE secret IS NULL")
        for table in (tables.ballots, tables.voters):  # two copies of an open round would tell what was answered between them
            if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table.name,)).fetchone():
                copy.execute(f"DELETE FROM {table.name}")
        copy.execute("VACUUM")
