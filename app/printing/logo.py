"""The hall's logo for paper, as a black picture that fits above the words. A ticket without it is a ticket all the same."""

import io
from collections.abc import Callable
from functools import lru_cache

import structlog
from PIL import Image

from app.hall.plan import Paper

logger = structlog.get_logger()

Logos = Callable[[str, str], bytes | None]
"""The file of a hall's logo, by its hall and its print; asked in a thread."""
ROOM: dict[Paper, tuple[int, int]] = {"58mm": (240, 60), "80mm": (360, 88)}
"""Dots, across and down."""


def logo_of(logos: Logos, hall: str, media: str | None, paper: Paper) -> Image.Image | None:
    """None: there is none, or it can't be had."""
    if media is None:
        return None
    try:
        content = _file(logos, hall, media)
        return _drawn(content, paper) if content is not None else None
    except Exception:  # whatever ails the picture, the ticket is printed
        logger.warning("logo_not_drawn", hall=hall, media=media)
        return None


@lru_cache(maxsize=64)
def _file(logos: Logos, hall: str, media: str) -> bytes | None:
    return logos(hall, media)


@lru_cache(maxsize=64)
def _drawn(content: bytes, paper: Paper) -> Image.Image:
    """On white, its greys as dots."""
    found = Image.open(io.BytesIO(content)).convert("RGBA")
    ground = Image.new("RGBA", found.size, "white")
    ground.alpha_composite(found)
    ground.thumbnail(ROOM[paper], Image.Resampling.LANCZOS)
    return ground.convert("L").convert("1").convert("L")
