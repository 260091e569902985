"""A disk that remembers: what SQLite wrote to its files and when it had them synced, through a VFS of apsw's SQLite.

The product runs on it as it is, through a driver that looks like Python's own `sqlite3`.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw


@dataclass(frozen=True, slots=True)
class Wrote:
    file: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """The file ends here now."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    file: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """`surely`: the directory was synced as well."""

    file: str
    surely: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told of this; not the disk's doing, but what it must keep."""

    what: str


Step = Wrote | Cut | Synced | Deleted | Told


@dataclass
class Recording:
    """All that happened, in the order in which it did."""

    steps: list[Step] = field(default_factory=list)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: Step) -> None:
        with self._one:
            self.steps.append(step)


class RecordedFile(apsw.VFSFile):
    """A database, its log or its journal. The index of the log lies in shared memory, which no power cut survives."""

    def __init__(self, filename: Any, flags: list[int], recording: Recording) -> None:
        super().__init__("", filename, flags)
        path = filename.filename() if isinstance(filename, apsw.URIFilename) else filename
        self._name, self._recording = Path(path).name, recording

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._recording.note(Wrote(self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self._recording.note(Cut(self._name, size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._recording.note(Synced(self._name))


class RecordingDisk(apsw.VFS):
    def __init__(self, recording: Recording) -> None:
        self.name = f"recording-{id(recording)}"
        self._recording = recording
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return RecordedFile(name, flags, self._recording) if name else super().xOpen(name, flags)  # without a name: for sorting

    def xDelete(self, name: str, syncdir: bool) -> None:
        super().xDelete(name, syncdir)
        self._recording.note(Deleted(Path(name).name, syncdir))


# ------------------------------------------------------------ a driver as Python's own
class Cursor:
    """What SQLAlchemy and the product use of a cursor of `sqlite3`."""

    arraysize = 1
    lastrowid = None

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: list[tuple[Any, ...]] = []
        self.description: tuple[Any, ...] | None = None
        self.rowcount = -1

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "Cursor":
        cursor, self.description = self._connection.cursor(), None
        cursor.exec_trace = self._see
        self._rows = list(cursor.execute(statement, tuple(values)))
        self.rowcount = self._connection.changes()
        return self

    def _see(self, cursor: apsw.Cursor, statement: str, values: Any) -> bool:
        self.description = tuple((name, *[None] * 6) for name, *_ in cursor.get_description()) or None
        return True

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> "Cursor":
        for row in rows:
            self.execute(statement, row)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.fetchmany(len(self._rows))

    def __iter__(self) -> "Cursor":
        return self

    def __next__(self) -> tuple[Any, ...]:
        if not self._rows:
            raise StopIteration
        return self._rows.pop(0)

    def close(self) -> None:
        self._rows = []


class Connection:
    """What they use of a connection of `sqlite3`. Transactions begin and end when they are told to."""

    isolation_level = None

    def __init__(self, file: Path, disk: RecordingDisk) -> None:
        self._connection = apsw.Connection(str(file), vfs=disk.name)

    def cursor(self) -> Cursor:
        return Cursor(self._connection)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def create_function(self, name: str, arguments: int, function: Any, *, deterministic: bool = False) -> None:
        self._connection.create_scalar_function(name, function, arguments, deterministic=deterministic)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()
