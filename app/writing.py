"""One transaction of the writer: the halls it holds, and what it adds to their logs."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Table, delete, insert

from app import codec, summaries, tables
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.state import Hall
from app.hall.summary import Summary


class Conflict(Exception):
    """Somebody else has appended to the hall's log in the meantime: catch up and decide again."""


class Occupied(Exception):
    """Another server has the hall in hand: ask again in a moment."""


@dataclass(frozen=True, slots=True)
class Recorded:
    seq: int
    fact: Fact


@dataclass(slots=True)
class Held:
    """`versions` and `epochs` of the halls that nobody else can append to now; and what others have appended to those that were
    asked for: facts, and the ids of commands with the seq beside which each answer stands. `unreadable`: halls with facts that
    this program can't read."""

    versions: dict[str, int] = field(default_factory=dict)
    epochs: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, Exception] = field(default_factory=dict)
    facts: dict[str, list[Recorded]] = field(default_factory=dict)
    commands: dict[str, dict[bytes, int]] = field(default_factory=dict)

    def take(self, rows: Iterable[tuple[str, int, str]]) -> None:
        for hall, version, epoch in rows:
            self.versions[hall], self.epochs[hall] = version, epoch

    def add(self, hall: str, seq: int, kind: str, format: int, data: str) -> None:
        try:
            fact = codec.decode(kind, format, data)
        except Exception as error:
            self.unreadable[hall] = error
        else:
            self.facts.setdefault(hall, []).append(Recorded(seq, fact))


def checkpoint_row(hall: Hall) -> dict[str, Any]:
    return {"hall": hall.plan.hall, "seq": hall.version, "day": hall.day, "state": codec.encode_checkpoint(hall.snapshot())}


_SIZES = (1, 2, 4, 8, 16, 32, 64)
"""Rows of one INSERT: executemany lets go of Python's lock at every row (measured at 8 connections: 8 % of a ticket's CPU)."""
_BEHIND = "FROM unnest(%s::text[], %s::int[]) AS known(hall, seq) CROSS JOIN LATERAL"
_NEWS = (
    f"SELECT known.hall, news.* {_BEHIND} (SELECT seq, type, format, data FROM facts"
    " WHERE facts.hall = known.hall AND facts.seq > known.seq ORDER BY seq) AS news ORDER BY known.hall, news.seq"
)
_ANSWERED = (
    f"SELECT known.hall, news.* {_BEHIND} (SELECT id, seq FROM commands"
    " WHERE commands.hall = known.hall AND commands.seq >= known.seq) AS news"
)
"""LATERAL, so that each hall is one look into the index whatever the planner believes of the tables' sizes."""


@cache
def _texts(dialect: Dialect) -> dict[tuple[str, int], str]:
    """What every batch says, by table and rows, with positional parameters, as the driver takes it.

    Measured for batches of 8: 25 µs a ticket less than through SQLAlchemy's `execute`.
    """
    mark = "%s" if dialect.name == "postgresql" else "?"
    texts = {("halls", 1): f"UPDATE halls SET version = {mark} WHERE id = {mark} AND version = {mark}"}
    if dialect.name == "postgresql":
        texts["halls", 1] += " RETURNING version"
    for table in (tables.facts, tables.commands, tables.personal):
        row = f"({', '.join([mark] * len(table.columns))})"
        for size in _SIZES:
            texts[table.name, size] = (
                f"INSERT INTO {table.name} ({', '.join(table.columns.keys())}) VALUES {', '.join([row] * size)}"
            )
    return texts


class Writing:
    """What every batch does runs on the driver's cursor, within SQLAlchemy's transaction."""

    def __init__(self, connection: Connection, pipeline: Any = None, *, synced: bool = False) -> None:
        self._connection, self._pipeline, self._synced = connection, pipeline, synced
        self._cursor = connection.connection.cursor()
        self._texts = _texts(connection.dialect)
        self._postgres = connection.dialect.name == "postgresql"
        self._held: dict[str, int] = {}
        self.heads: dict[str, int] = {}
        """The halls that were appended to, each with the seq of its newest fact."""

    def hold(self, halls: Collection[str], known: Mapping[str, int]) -> Held:
        """Keeps others from appending to `halls` until the end of this transaction, and brings what they have appended to the
        halls of `known` (seq of the newest fact that is known). Of several halls those that another server has in hand
        are left out; a single one is waited for. Raises Occupied."""
        held = self._hold_postgres(sorted(halls), known) if self._postgres else self._hold_sqlite(known)
        self._held = held.versions
        return held

    def _hold_sqlite(self, known: Mapping[str, int]) -> Held:
        """Nobody else can write since BEGIN IMMEDIATE."""
        held, names = Held(), list(known)
        rows = self._cursor.execute(f"SELECT id, version, epoch FROM halls WHERE id IN ({', '.join('?' * len(names))})", names)
        held.take(rows.fetchall())
        for hall, version in held.versions.items():
            if version > known[hall]:
                news = self._cursor.execute(
                    "SELECT seq, type, format, data FROM facts WHERE hall = ? AND seq > ? ORDER BY seq", (hall, known[hall])
                )
                for seq, *fact in news.fetchall():
                    held.add(hall, seq, *fact)
                ids = self._cursor.execute("SELECT id, seq FROM commands WHERE hall = ? AND seq >= ?", (hall, known[hall]))
                held.commands[hall] = dict(ids)
        return held

    def _hold_postgres(self, halls: list[str], known: Mapping[str, int]) -> Held:
        """Three questions and one wait for the answers; each sees all that was committed before the locks were had."""
        held = Held()
        locks, news, answered = (self._connection.connection.cursor() for _ in range(3))
        one = "" if len(halls) == 1 else " SKIP LOCKED"
        locks.execute(f"SELECT id, version, epoch FROM halls WHERE id = ANY(%s) ORDER BY id FOR UPDATE{one}", (halls,))
        behind = list(known), list(known.values())
        news.execute(_NEWS, behind)
        answered.execute(_ANSWERED, behind)
        try:
            self._pipeline.sync()  # else the session isn't idle in PostgreSQL's eyes, and could hang with the locks for good
        except psycopg.errors.LockNotAvailable as error:
            raise Occupied from error
        held.take(locks.fetchall())
        for hall, seq, kind, format, data in news.fetchall():
            held.add(hall, seq, kind, format, data)
        for hall, id, seq in answered.fetchall():
            held.commands.setdefault(hall, {})[id] = seq
        return held

    def append(self, hall: str, after: int, facts: Sequence[Fact]) -> None:
        """Adds facts behind `after`. Raises Conflict if that is not the newest fact any more."""
        self._cursor.execute(self._texts["halls", 1], (after + len(facts), hall, after))
        if self._lost(hall, after):
            raise Conflict(hall)
        rows = [(hall, seq, type(fact).__name__, codec.FORMAT, codec.encode(fact)) for seq, fact in enumerate(facts, after + 1)]
        self._insert(tables.facts, rows)
        self.heads[hall] = after + len(facts)

    def _lost(self, hall: str, after: int) -> bool:
        """Of a hall that is held the version is known: PostgreSQL needn't be waited for."""
        if not self._postgres:
            return bool(self._cursor.rowcount != 1)
        return self._held[hall] != after if hall in self._held else self._cursor.fetchone() is None

    def _insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows in the order of the table's columns."""
        at = 0
        while at < len(rows):
            size = max(size for size in _SIZES if size <= len(rows) - at)
            self._cursor.execute(self._texts[table.name, size], list(chain.from_iterable(rows[at : at + size])))
            at += size
        if self._synced:
            self._pipeline.sync()  # for the same reason as in `hold`

    def create_hall(self, hall: str) -> None:
        self._connection.execute(insert(tables.halls), {"id": hall, "epoch": secrets.token_hex(8), "version": 0})

    def begin_day(self, row: Mapping[str, Any]) -> None:
        """Stores the state with which a business day begins; answers to commands before the last day are forgotten."""
        self._keep_scripts(codec.prints_in(row["state"]))
        self._connection.execute(insert(tables.checkpoints), row)
        kept = (date.fromisoformat(row["day"]) - timedelta(days=1)).isoformat()
        old = tables.commands
        self._connection.execute(delete(old).where(old.c.hall == row["hall"], old.c.day < kept))

    def _keep_scripts(self, prints: Collection[str]) -> None:
        """Scripts that no checkpoint has named before; another server may be about to keep the same."""
        if not prints:
            return
        mark = "%s" if self._postgres else "?"
        self._cursor.execute(f"SELECT print FROM scripts WHERE print IN ({', '.join([mark] * len(prints))})", list(prints))
        new = set(prints) - {one for (one,) in self._cursor.fetchall()}
        for one in sorted(new):
            row = (one, codec.script_text(one))
            self._cursor.execute(f"INSERT INTO scripts (print, data) VALUES ({mark}, {mark}) ON CONFLICT DO NOTHING", row)

    def tell(self, summary: Summary, at: Instant) -> None:
        """How the hall is doing, for the others of its chain."""
        summaries.put(self._connection, [summary], at)

    def remember(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows of (hall, seq, id, day, fingerprint, status, body)."""
        self._insert(tables.commands, rows)

    def keep_personal(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows of (hall, seq, day, number, note, secret, customer, box, phone)."""
        self._insert(tables.personal, rows)
