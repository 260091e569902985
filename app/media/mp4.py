"""An MP4 file's boxes, as far as they say what its tracks are coded with (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from app.media.refusals import BadVideo

PLAYED = {"vide": ("avc1", "avc3", "vp08", "vp09", "av01"), "soun": ("mp4a", "Opus", ".mp3", "fLaC")}
"""What Chromium plays without help of the hardware."""
LARGEST_INDEX = 32 << 20
"""Bytes of the index that are read into memory; that of an hour of video is 2 MB."""
MOST_BOXES = 100_000
"""Beside each other; an hour in fragments of a second has 7,200. Each costs time that the calls could use."""
Box = tuple[str, int, int]
"""Its type, and where its content begins and ends."""


def check(file: BinaryIO, size: int) -> str:
    """The type to serve it as. Raises BadVideo, with the codec that no screen plays if it is that."""
    index = next((box for box in _boxes(file, 0, size) if box[0] == "moov"), None)
    if index is None or index[2] - index[1] > LARGEST_INDEX:
        raise BadVideo(found="–")
    tracks = list(_tracks(file, index))
    for handler, codec in tracks:
        if handler in PLAYED and codec not in PLAYED[handler]:
            raise BadVideo(found=codec)
    if not any(handler == "vide" for handler, _ in tracks):
        raise BadVideo(found="–")
    return "video/mp4"


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[Box]:
    """Raises BadVideo for one that says that it goes further than the file, and for too many."""
    for _ in range(MOST_BOXES):
        if at + 8 > end:
            return
        file.seek(at)
        size, kind = struct.unpack(">I4s", _read(file, 8))
        head = 8
        if size == 1:
            (size,), head = struct.unpack(">Q", _read(file, 8)), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise BadVideo(found="–")
        yield kind.decode("latin-1"), at + head, at + size
        at += size
    raise BadVideo(found="–")


def _read(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise BadVideo(found="–")
    return found


def _inner(file: BinaryIO, box: Box | None, *path: str) -> Box | None:
    for name in path:
        box = next((one for one in _boxes(file, box[1], box[2]) if one[0] == name), None) if box else None
    return box


def _tracks(file: BinaryIO, index: Box) -> Iterator[tuple[str, str]]:
    """Of each track what it is (vide, soun), and its codec."""
    for track in (box for box in _boxes(file, index[1], index[2]) if box[0] == "trak"):
        handler = _inner(file, track, "mdia", "hdlr")
        samples = _inner(file, track, "mdia", "minf", "stbl", "stsd")
        if handler is None or samples is None:
            raise BadVideo(found="–")
        file.seek(handler[1] + 8)
        kind = _read(file, 4).decode("latin-1")
        file.seek(samples[1] + 12)
        yield kind, "".join(char if char.isalnum() or char == "." else "?" for char in _read(file, 4).decode("latin-1"))
