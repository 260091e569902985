"""The rows of halls on one side, within one transaction: read one by one, written as fast as the database takes them."""

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select, text

from app import tables
from app.move.side import Side

PAGE = 1000
"""Rows that are in memory at a time."""
WITHIN = (tables.facts, tables.checkpoints, tables.commands, tables.personal)
"""What is written only while the hall's row is held."""
KEYED = (tables.vips, tables.vip_lists, tables.ballots, tables.voters)
"""Of these only what the directory's key can tell."""
BESIDE = (tables.tokens, *KEYED, tables.summaries, tables.devices, tables.staff)
"""What others may write at any moment."""
OVER = (tables.sessions, tables.pairings, tables.notices)
"""What is over with the move: whoever was signed in signs in again, and nobody is told what was on its way."""
FILES = (tables.media_parts, tables.media)
"""As well; but it may be a gigabyte, and is copied before the last moment."""
AGAIN = (tables.figures,)
"""As well; all rows or none: those of a hall that has gone on at the target are its own."""
FEW = 16
"""Parts of files that are in memory at a time: 4 MB."""

Cells = tuple[Any, ...]


@dataclass(frozen=True)
class Ledger:
    side: Side
    connection: Connection

    def hold(self, names: Collection[str]) -> dict[str, Row[Any]]:
        """The rows of those of these halls that there are: nobody appends to them until the end of the transaction."""
        wanted = select(tables.halls).where(tables.halls.c.id.in_(names)).order_by(tables.halls.c.id).with_for_update()
        with self.side.named():
            return {row.id: row for row in self.connection.execute(wanted)}

    def hold_beside(self) -> None:
        """For the last moment: it stops those who write tokens of other halls too."""
        if self.side.file is None:
            names = ", ".join(table.name for table in (*BESIDE, *AGAIN, *FILES))
            with self.side.named():
                self.connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))

    def rows(self, table: Table, hall: str) -> Iterator[Cells]:
        """In the order of the primary key, with the cells in the order of the columns."""
        wanted = select(table).where(table.c.hall == hall).order_by(*table.primary_key)
        with self.side.named():
            page = FEW if table is tables.media_parts else PAGE
            for row in self.connection.execute(wanted, execution_options={"yield_per": page}):
                yield tuple(row)

    def keys(self, table: Table, hall: str) -> set[Cells]:
        wanted = select(*table.primary_key).where(table.c.hall == hall)
        with self.side.named():
            return {tuple(row) for row in self.connection.execute(wanted)}

    def row(self, table: Table, key: Cells) -> Cells:
        same = (column == value for column, value in zip(table.primary_key, key, strict=True))
        with self.side.named():
            return tuple(self.connection.execute(select(table).where(*same)).one())

    def elsewhere(self, number: str, hall: str) -> bool:
        """Whether somebody of another hall, or of all, has this staff number."""
        row = tables.staff.c
        wanted = select(row.number).where(row.number == number, row.hall.is_distinct_from(hall))
        with self.side.named():
            return self.connection.execute(wanted).first() is not None

    def put(self, table: Table, rows: Iterable[Cells]) -> None:
        with self.side.named(), self._cursor() as cursor:
            names = ", ".join(table.columns.keys())
            if self.side.file is None:
                with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(table.columns))
                cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        cursor = self.connection.connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def put_missing(self, table: Table, hall: str, rows: Iterable[Cells]) -> None:
        """Those whose key isn't there."""
        there = {_key(table, row) for row in self.rows(table, hall)}
        self.put(table, (row for row in rows if _key(table, row) not in there))

    def put_hall(self, hall: str, version: int) -> None:
        """Its epoch is a new one: clients begin anew."""
        with self.side.named():
            self.connection.execute(insert(tables.halls), {"id": hall, "epoch": secrets.token_hex(8), "version": version})

    def scripts(self, prints: Collection[str]) -> dict[str, str]:
        wanted = select(tables.scripts.c.print, tables.scripts.c.data).where(tables.scripts.c.print.in_(prints))
        with self.side.named():
            return {row.print: row.data for row in self.connection.execute(wanted)}

    def put_scripts(self, texts: dict[str, str]) -> None:
        """A server may be about to keep the same: it waits until this transaction ends."""
        statement = text("INSERT INTO scripts (print, data) VALUES (:print, :data) ON CONFLICT DO NOTHING")
        with self.side.named():
            for print in sorted(texts):
                self.connection.execute(statement, {"print": print, "data": texts[print]})

    def delete(self, hall: str, among: Sequence[Table]) -> None:
        with self.side.named():
            for table in among:
                self.connection.execute(delete(table).where(table.c.hall == hall))

    def delete_hall(self, hall: str) -> None:
        with self.side.named():
            self.connection.execute(delete(tables.halls).where(tables.halls.c.id == hall))


def _key(table: Table, row: Cells) -> Cells:
    return tuple(row[at] for at, column in enumerate(table.columns) if column.primary_key)
