"""A file comes in: looked at while it arrives, cut off where it is too large, checked, drawn anew, stored."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine

from app.hall.day import Instant
from app.media import mp4, webm
from app.media.formats import HEAD, PICTURES, Format, format_of
from app.media.pictures import drawn_anew
from app.media.refusals import MediaFull, MediaTooLarge, NoSvg, NotMedia
from app.media.store import PART, File, Store
from app.prints import print_of
from app.wishes import Unavailable

MEGABYTE = 1 << 20
LARGEST_PICTURE = 20
"""Megabytes."""
AT_ONCE = 1 << 20
"""Bytes that are in memory before they are written to the file."""
SILENCE = 30.0
"""Seconds without a byte after which nobody is believed to be sending any more."""
UNUSED = 3_600_000
"""Milliseconds for which a file may lie unused: whoever uploads one puts it into the playlist next."""
InUse = Callable[[], Awaitable[frozenset[str]]]


class Reception:
    """`largest_video` and `most` (of all files of a hall) in megabytes."""

    def __init__(self, engine: Engine, directory: Path, largest_video: int, most: int) -> None:
        self.store, self.largest_video, self.most = Store(engine), largest_video, most
        self._directory = directory
        self._one_checks = asyncio.Semaphore(1)
        """A picture of 49 million pixels with clear parts needs 440 MB while it is drawn anew (measured), a photograph 90 MB."""
        self._sweeping: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    def largest(self, format: Format) -> int:
        return LARGEST_PICTURE if format in PICTURES else self.largest_video

    @property
    def largest_of_all(self) -> int:
        return max(LARGEST_PICTURE, self.largest_video)

    def open(self, now: Instant) -> None:
        self._sweeping = asyncio.create_task(self._sweep(now))

    async def _sweep(self, now: Instant) -> None:
        try:
            await asyncio.to_thread(self.store.sweep, now)
        except Exception:  # it is tried again at the next start
            return

    async def close(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, *self._leaving, return_exceptions=True)

    def let_go(self, hall: str, prints: frozenset[str]) -> None:
        """Takes files away that nothing shows any more, while others go on."""
        task = asyncio.create_task(self._let_go(hall, prints))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _let_go(self, hall: str, prints: frozenset[str]) -> None:
        try:
            await asyncio.to_thread(self.store.remove, hall, prints)
        except Unavailable:  # they are in nobody's way, and go when room is needed
            return

    async def receive(self, hall: str, sent: AsyncIterator[bytes], in_use: InUse, now: Instant) -> File:
        """Raises a refusal of `app.media.refusals`, as early as it can be known; Unavailable; TimeoutError."""
        with tempfile.TemporaryFile(dir=self._directory) as content:
            format = await self._spool(sent, content)
            async with self._one_checks:
                file, checked = await asyncio.to_thread(_checked, content, format, now)
            await self._make_room(hall, file, in_use)
            await asyncio.to_thread(self.store.put, hall, checked, file)
        return file

    async def _spool(self, sent: AsyncIterator[bytes], content: BinaryIO) -> Format:
        """The whole file, in the folder of the data; never in memory."""
        head, kept, size = b"", bytearray(), 0
        format: Format | None = None
        async for data in _while_it_comes(sent):
            head += data[: HEAD - len(head)]
            kept += data
            size += len(data)
            if format is None and len(head) >= HEAD:
                format = _taken(head)
            if size > (self.largest(format) if format else self.largest_of_all) * MEGABYTE:
                raise MediaTooLarge(most=self.largest(format) if format else self.largest_of_all)
            if len(kept) >= AT_ONCE:
                await asyncio.to_thread(content.write, bytes(kept))
                kept.clear()
        await asyncio.to_thread(content.write, bytes(kept))
        return format or _taken(head)

    async def _make_room(self, hall: str, file: File, in_use: InUse) -> None:
        """Files that nobody uses go; while this one came, others may have been shown. Raises MediaFull."""
        there = [one for one in await asyncio.to_thread(self.store.of, hall) if one.print != file.print]
        shown = await in_use()
        idle = {one.print for one in there if one.print not in shown and one.at < file.at - UNUSED}
        if idle:
            await asyncio.to_thread(self.store.remove, hall, idle)
        if sum(one.bytes for one in there if one.print not in idle) + file.bytes > self.most * MEGABYTE:
            raise MediaFull(most=self.most)


async def _while_it_comes(sent: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(SILENCE):
                data = await anext(sent)
        except StopAsyncIteration:
            return
        yield data


def _taken(head: bytes) -> Format:
    format = format_of(head)
    if format == "svg":
        raise NoSvg()
    if format is None:
        raise NotMedia()
    return format


def _checked(content: BinaryIO, format: Format, now: Instant) -> tuple[File, BinaryIO]:
    """In a thread: what is stored, and its content."""
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if format in PICTURES:
        drawn = drawn_anew(content)
        content = io.BytesIO(drawn.content)
        file = File("", drawn.type, len(drawn.content), 0, now, drawn.width, drawn.height, drawn.dark)
    else:
        type = mp4.check(content, size) if format == "mp4" else webm.check(content, size)
        file = File("", type, size, 0, now)
    content.seek(0)
    print = print_of(iter(partial(content.read, PART), b""))
    return replace(file, print=print, parts=-(-file.bytes // PART)), content
