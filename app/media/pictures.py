"""Pictures are drawn anew: what arrives on a screen is never the file that was sent, and has nothing of it but the picture."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, ImageStat

from app.media.formats import PICTURES
from app.media.refusals import BadPicture, TooManyPixels

LONGEST_SIDE = 1920
MOST_PIXELS = 50_000_000
"""Looked at before anything is decoded: a small file may say that it is a picture of a gigapixel."""
DARK = 90
"""Of 255: below this mean a logo can't be seen on a dark screen."""


@dataclass(frozen=True, slots=True)
class Drawn:
    content: bytes
    type: str
    width: int
    height: int
    dark: bool


def drawn_anew(file: BinaryIO) -> Drawn:
    """At most 1920 px a side, upright, without EXIF and whatever else the file held; of a moving one the first picture.
    Raises BadPicture, TooManyPixels."""
    try:
        with Image.open(file, formats=[name.upper() for name in PICTURES]) as found:
            width, height = found.size
            if width * height > MOST_PIXELS:
                raise TooManyPixels(width=width, height=height, most=MOST_PIXELS // 1_000_000)
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            found.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
            return _written(ImageOps.exif_transpose(found))  # turned when it is small: a copy of a large one is 200 MB
    except TooManyPixels:
        raise
    except Image.DecompressionBombError:
        raise TooManyPixels(width=0, height=0, most=MOST_PIXELS // 1_000_000) from None
    except Exception:  # Pillow's decoders raise whatever they come upon
        raise BadPicture() from None


def _written(picture: Image.Image) -> Drawn:
    clear = "A" in picture.getbands() or "transparency" in picture.info
    kept = picture.convert("RGBA" if clear else "RGB")
    kept.info.clear()
    file = io.BytesIO()
    if clear:
        kept.save(file, "PNG", optimize=True)
    else:
        kept.save(file, "JPEG", quality=86, optimize=True)
    return Drawn(file.getvalue(), "image/png" if clear else "image/jpeg", kept.width, kept.height, clear and _is_dark(kept))


def _is_dark(picture: Image.Image) -> bool:
    """Of what can be seen of it."""
    seen = ImageStat.Stat(picture.convert("L"), mask=picture.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0))
    return bool(seen.count[0]) and seen.mean[0] < DARK
