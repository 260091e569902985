"""The hall's colour: whether words can be read on it across the room, and whether it looks like a call."""

import colorsys
import re

CONTRAST = 7.0
"""To be read across the room (WCAG 2.2, enhanced)."""
WHITE = "#ffffff"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_CALL_HUES = (38 / 360, 62 / 360)
"""The yellow of a call, and what an eye takes for it in passing."""


def is_colour(word: str) -> bool:
    return _COLOUR.fullmatch(word) is not None


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def for_white_words(colour: str) -> str:
    """The colour itself if white words can be read on it, else the lightest shade of it on which they can."""
    hue, light, full = colorsys.rgb_to_hls(*_parts(colour))
    while contrast(shade := _written(colorsys.hls_to_rgb(hue, light, full)), WHITE) < CONTRAST:
        light -= 0.005
    return colour if contrast(colour, WHITE) >= CONTRAST else shade


def looks_like_a_call(colour: str) -> bool:
    """Yellow means «called now» and nothing else."""
    hue, light, full = colorsys.rgb_to_hls(*_parts(colour))
    return _CALL_HUES[0] <= hue <= _CALL_HUES[1] and full > 0.4 and 0.3 < light < 0.9
