"""A WebM file's elements, as far as they say what its tracks are coded with (RFC 8794, RFC 9559)."""

from collections.abc import Iterator
from typing import BinaryIO

from app.media.refusals import BadVideo

PLAYED = ("V_VP8", "V_VP9", "V_AV1", "A_OPUS", "A_VORBIS")
EBML, DOCTYPE, SEGMENT, TRACKS, TRACK, CODEC = 0x1A45DFA3, 0x4282, 0x18538067, 0x1654AE6B, 0xAE, 0x86
LARGEST_TRACKS = 1 << 20
MOST_ELEMENTS = 100_000
"""Beside each other. Each costs time that the calls could use."""
Element = tuple[int, int, int]
"""Its id, and where its content begins and ends."""


def check(file: BinaryIO, size: int) -> str:
    """The type to serve it as. Raises BadVideo, with the codec that no screen plays if it is that."""
    head = next(_elements(file, 0, size), None)
    if head is None or head[0] != EBML or _text(file, _first(file, head, DOCTYPE)) != "webm":
        raise BadVideo(found="Matroska")
    segment = next((one for one in _elements(file, head[2], size) if one[0] == SEGMENT), None)
    tracks = _first(file, segment, TRACKS)
    if tracks is None or tracks[2] - tracks[1] > LARGEST_TRACKS:
        raise BadVideo(found="–")
    codecs = [_text(file, _first(file, one, CODEC)) for one in _elements(file, tracks[1], tracks[2]) if one[0] == TRACK]
    for codec in codecs:
        if codec not in PLAYED:
            raise BadVideo(found=codec or "–")
    if not any(codec.startswith("V_") for codec in codecs):
        raise BadVideo(found="–")
    return "video/webm"


def _first(file: BinaryIO, within: Element | None, id: int) -> Element | None:
    return next((one for one in _elements(file, within[1], within[2]) if one[0] == id), None) if within else None


def _text(file: BinaryIO, element: Element | None) -> str:
    if element is None or element[2] - element[1] > 64:
        return ""
    file.seek(element[1])
    found = file.read(element[2] - element[1]).rstrip(b"\0").decode("latin-1")
    return "".join(char if char.isalnum() or char in "_/." else "?" for char in found)


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[Element]:
    """One of unknown size, as a recorder writes it, goes to the end."""
    for _ in range(MOST_ELEMENTS):
        if at >= end:
            return
        file.seek(at)
        id, _ = _number(file, keep_mark=True)
        size, unknown = _number(file, keep_mark=False)
        begins = file.tell()
        ends = end if unknown else begins + size
        if ends > end:
            if id != SEGMENT:
                raise BadVideo(found="–")
            ends = end
        yield id, begins, ends
        at = ends
    raise BadVideo(found="–")


def _number(file: BinaryIO, keep_mark: bool) -> tuple[int, bool]:
    """A number of variable length; True: all its bits are set, which means «unknown»."""
    first = file.read(1)
    if not first or not first[0]:
        raise BadVideo(found="–")
    length = 9 - first[0].bit_length()
    rest = file.read(length - 1)
    if len(rest) != length - 1:
        raise BadVideo(found="–")
    whole = int.from_bytes(first + rest, "big")
    value = whole & ((1 << 7 * length) - 1)
    return whole if keep_mark else value, value == (1 << 7 * length) - 1
