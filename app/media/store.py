"""Where files lie: in parts, each written in a short transaction of its own, so that no call waits for a video."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

import orjson
from sqlalchemy import Engine, delete, func, select, text

from app import tables
from app.engine import changing, reading
from app.hall.day import Instant

PART = 256 << 10
"""Bytes of a part: 2 to 5 ms of SQLite's write lock, durable."""
PAUSE = 0.01
"""Seconds between two parts, in which others have the lock."""
LEFT_BEHIND = 3_600_000
"""Milliseconds after which parts without their file are what a server left that died."""

_PART = text(
    "INSERT INTO media_parts (hall, print, part, at, data) VALUES (:hall, :print, :part, :at, :data) ON CONFLICT DO NOTHING"
)
_FILE = text(
    "INSERT INTO media (hall, print, type, bytes, parts, at, about)"
    " VALUES (:hall, :print, :type, :bytes, :parts, :at, :about) ON CONFLICT (hall, print) DO UPDATE SET at = excluded.at"
)
"""One that is uploaded again is as new as any other: it isn't let go before it can be shown."""


@dataclass(frozen=True, slots=True)
class File:
    """`print` is that of the content, and its address. `dark`: a picture with clear parts that can't be seen on a dark screen."""

    print: str
    type: str
    bytes: int
    parts: int
    at: Instant
    width: int = 0
    height: int = 0
    dark: bool = False

    @property
    def kind(self) -> str:
        return "picture" if self.type.startswith("image/") else "video"


class Store:
    """Used in threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, hall: str, content: BinaryIO, file: File) -> None:
        """The file is there when all its parts are. Raises Unavailable; then it is not, and what was written is swept away."""
        content.seek(0)
        for part in range(file.parts):
            row = {"hall": hall, "print": file.print, "part": part, "at": file.at, "data": content.read(PART)}
            with changing(self._engine) as connection:
                connection.execute(_PART, row)
            time.sleep(PAUSE)
        about = orjson.dumps({"width": file.width, "height": file.height, "dark": file.dark}).decode()
        row = {"hall": hall, "print": file.print, "type": file.type, "bytes": file.bytes, "parts": file.parts, "at": file.at}
        with changing(self._engine) as connection:
            connection.execute(_FILE, {**row, "about": about})

    def find(self, hall: str, print: str) -> File | None:
        return next(iter(self._select(hall, print)), None)

    def of(self, hall: str) -> list[File]:
        return self._select(hall)

    def _select(self, hall: str, print: str | None = None) -> list[File]:
        row = tables.media.c
        wanted = select(tables.media).where(row.hall == hall, *([row.print == print] if print is not None else []))
        with reading(self._engine) as connection:
            found = connection.execute(wanted.order_by(row.at)).all()
        return [File(one.print, one.type, one.bytes, one.parts, one.at, **orjson.loads(one.about)) for one in found]

    def part(self, hall: str, print: str, part: int) -> bytes | None:
        row = tables.media_parts.c
        wanted = select(row.data).where(row.hall == hall, row.print == print, row.part == part)
        with reading(self._engine) as connection:
            data = connection.execute(wanted).scalar()
            return None if data is None else bytes(data)

    def whole(self, hall: str, print: str) -> bytes | None:
        """For what is small: a logo."""
        file = self.find(hall, print)
        parts = [self.part(hall, print, part) for part in range(file.parts)] if file else []
        return b"".join(part for part in parts if part is not None) if parts and None not in parts else None

    def remove(self, hall: str, prints: Collection[str]) -> None:
        """The files first, then their parts, some at a time."""
        with changing(self._engine) as connection:
            connection.execute(delete(tables.media).where(tables.media.c.hall == hall, tables.media.c.print.in_(prints)))
        for print in prints:
            self._remove_parts(hall, print)

    def _remove_parts(self, hall: str, print: str) -> None:
        row = tables.media_parts.c
        with reading(self._engine) as connection:
            wanted = select(func.max(row.part)).where(row.hall == hall, row.print == print)
            last = connection.execute(wanted).scalar()
        for first in range(0, (last if last is not None else -1) + 1, 16):
            these = (row.hall == hall, row.print == print, row.part >= first, row.part < first + 16)
            with changing(self._engine) as connection:
                connection.execute(delete(tables.media_parts).where(*these))
            time.sleep(PAUSE)

    def sweep(self, now: Instant) -> None:
        """Takes away parts whose file never came to be."""
        part, file = tables.media_parts.c, tables.media.c
        whole = select(file.print).where(file.hall == part.hall, file.print == part.print).exists()
        with reading(self._engine) as connection:
            wanted = select(part.hall, part.print).distinct().where(~whole, part.at < now - LEFT_BEHIND)
            left = connection.execute(wanted).all()
        for one in left:
            self._remove_parts(one.hall, one.print)
