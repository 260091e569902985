"""The audit: who let whom in, and who looked at whose data.

A row is added in the transaction of the act itself. Each is sealed over the one before it with the directory's key, which isn't
in the database; the newest seal is kept apart, so that rows can neither be changed nor taken away unnoticed.
"""

import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.tables import agreed, audit

Row = Any
FIRST = bytes(32)
"""What the first row is sealed over."""
END = "audit"
"""The name under which the end of the audit is kept: the seq and the seal of its newest row, sealed once more."""


class Audit:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def note(self, connection: Connection, *, who: str, act: str, hall: str | None = None, **about: str | int | None) -> None:
        """Adds a row in the transaction of the act. `who`: a kind and a name, as in `staff:1007`. `about`: nothing that is
        personal or secret."""
        seq, seal = self._end(connection)
        told = json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        row = {"seq": seq + 1, "at": time.time_ns() // 1_000_000, "hall": hall, "who": who[:80], "act": act, "about": told}
        seal = self._seal(seal, row["seq"], row["at"], hall, row["who"], act, told)
        connection.execute(insert(audit), row | {"seal": seal})
        self._keep_end(connection, seq + 1, seal)

    def verify(self, connection: Connection) -> list[str]:
        """What was tampered with, row by row; empty: the audit is as it was written."""
        found, before, seq = [], FIRST, 0
        for row in self._rows(connection):
            if row.seq != seq + 1:
                found.append(f"audit: row {seq + 1} is missing; the next one is {row.seq}")
            elif row.seal != self._seal(before, row.seq, row.at, row.hall, row.who, row.act, row.about):
                found.append(f"audit: row {row.seq} ({row.act}) is not as it was written")
            before, seq = row.seal, row.seq
        if self._kept_end(connection) != [f"{seq}:{self._seal(before, seq).hex()}"]:
            found.append(f"audit: it ends with row {seq}, but that is not the end that was written")
        return found

    def seal_anew(self, connection: Connection) -> None:
        """For the rows of another directory, whose key nobody has any more."""
        before, seq = FIRST, 0
        for row in list(self._rows(connection)):
            before, seq = self._seal(before, row.seq, row.at, row.hall, row.who, row.act, row.about), row.seq
            connection.execute(update(audit).where(audit.c.seq == seq).values(seal=before))
        self._keep_end(connection, seq, before)

    def _rows(self, connection: Connection) -> Iterator[Row]:
        yield from connection.execute(select(audit).order_by(audit.c.seq), execution_options={"yield_per": 1000})

    def _seal(self, before: bytes, *told: object) -> bytes:
        words = json.dumps(told, ensure_ascii=False).encode()
        return hashlib.blake2b(before + words, digest_size=32, key=self._key, person=b"audit").digest()

    def _end(self, connection: Connection) -> tuple[int, bytes]:
        """The newest row. Nobody else adds one until the end of this transaction."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('yingbin audit', 0))")
        row = connection.execute(select(audit.c.seq, audit.c.seal).order_by(audit.c.seq.desc()).limit(1)).first()
        return (row.seq, row.seal) if row is not None else (0, FIRST)

    def _kept_end(self, connection: Connection) -> list[str]:
        return list(connection.execute(select(agreed.c.value).where(agreed.c.name == END)).scalars())

    def _keep_end(self, connection: Connection, seq: int, seal: bytes) -> None:
        connection.execute(delete(agreed).where(agreed.c.name == END))
        connection.execute(insert(agreed), {"name": END, "value": f"{seq}:{self._seal(seal, seq).hex()}"})
