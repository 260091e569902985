"""The faces of a ticket, and how its words are broken into lines."""

import re
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
Face = ImageFont.FreeTypeFont
_PIECE = re.compile(r"[!-⹿]+ *|.", re.DOTALL)
"""A word of letters with the blanks behind it, or a single character."""
_NEVER_FIRST = frozenset("，。、；：！？）》」』”’…％·,.;:!?)")
"""Never begins a line."""
ELLIPSIS = "…"


@lru_cache(64)
def face(size: int) -> Face:
    """For all words."""
    return ImageFont.truetype(FONTS / "words.otf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(64)
def number_face(size: int) -> Face:
    """For the number: digits and capitals only, as heavy as they come."""
    return ImageFont.truetype(FONTS / "number.otf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(8192)
def wide(text: str, size: int) -> float:
    """How wide a text is. The width of a line is that of its pieces: each is measured once, not once a line."""
    return face(size).getlength(text)


def lines(text: str, size: int, room: int, most: int) -> list[str]:
    """The text in lines no wider than the room, as even as they can be, so that no last character stands alone; what is beyond
    `most` lines ends with an ellipsis."""
    found = _broken(text, size, room, most)
    if len(found) == 1 or found[-1].endswith(ELLIPSIS):
        return found
    low, high = room // 2, room
    while high - low > size // 2:
        middle = (low + high) // 2
        tried = _broken(text, size, middle, most)
        fewer = len(tried) > len(found) or tried[-1].endswith(ELLIPSIS)
        low, high = (middle, high) if fewer else (low, middle)
    return _broken(text, size, high, most)


def _broken(text: str, size: int, room: int, most: int) -> list[str]:
    found, filled = [""], 0.0
    for piece in _pieces(text, size, room):
        if not found[-1] or filled + wide(piece.rstrip(), size) <= room or piece in _NEVER_FIRST:
            found[-1] += piece
            filled += wide(piece, size)
        else:
            piece = piece.lstrip()
            found.append(piece)
            filled = wide(piece, size)
        if len(found) > most:
            return [*(line.rstrip() for line in found[: most - 1]), _cut(found[most - 1], size, room)]
    return [line.rstrip() for line in found]


def _pieces(text: str, size: int, room: int) -> list[str]:
    """Words stay whole unless one is wider than the paper."""
    pieces = _PIECE.findall(text)
    return [part for piece in pieces for part in (piece if wide(piece.rstrip(), size) > room else (piece,))]


def _cut(line: str, size: int, room: int) -> str:
    while line and wide(line.rstrip() + ELLIPSIS, size) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def fitting(text: str, sizes: range, width: int) -> Face:
    """The largest face of the number in which the text is no wider."""
    return next((found for size in sizes if (found := number_face(size)).getlength(text) <= width), number_face(sizes[-1]))
