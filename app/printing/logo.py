"""The hall's logo for paper, as dots."""

from collections.abc import Callable
from io import BytesIO

import structlog
from PIL import Image, ImageOps

Fetch = Callable[[str, str], bytes | None]
"""(hall, media) → the uploaded picture; None: it has gone missing."""
logger = structlog.get_logger()

WIDE, HIGH = 360, 96
"""Dots at most: it fits on narrow paper too."""
KEPT = 200
PALE = 240
"""A lighter grey isn't seen on white paper: a logo of nothing else is left out, and so are the edges around another one."""


class Logos:
    """Used in threads. The address of an uploaded picture is its content, so what was read once is so for ever."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._read: dict[tuple[str, str], Image.Image] = {}

    def of(self, hall: str, media: str | None) -> Image.Image | None:
        """None: the hall has none, or it can't be read; a ticket is printed all the same."""
        if media is None:
            return None
        found = self._read.get((hall, media)) or self._look(hall, media)
        if found is not None:
            if len(self._read) >= KEPT:
                self._read.clear()
            self._read[hall, media] = found
        return found

    def _look(self, hall: str, media: str) -> Image.Image | None:
        try:
            content = self._fetch(hall, media)
            return dots(content) if content is not None else None
        except Exception as error:  # Pillow's decoders raise whatever they come upon, and the database may be away
            logger.warning("logo_not_printed", hall=hall, error=type(error).__name__)
            return None


def dots(content: bytes) -> Image.Image | None:
    """A picture in black and white dots, greys mixed of both; None: nothing of it would be seen on white."""
    with Image.open(BytesIO(content)) as picture:
        clear = picture.convert("RGBA")
    grey = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
    ink = grey.point([255 if value < PALE else 0 for value in range(256)]).getbbox()
    if ink is None:
        return None
    logo = grey.crop(ink)
    logo.thumbnail((WIDE, HIGH), Image.Resampling.LANCZOS)
    return ImageOps.autocontrast(logo, cutoff=1).convert("1")
