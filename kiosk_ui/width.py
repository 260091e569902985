"""How wide a text is, in Chinese characters: type follows from it, so that a page fits its screen whatever a hall writes."""

WORDY = (40.0, 72.0)
"""A question or sentence wider than these is set in smaller type, in two steps."""
ROOM = 170.0
"""So much can be said on one page: the sentence of now and those before it."""
LINE = 15.0
"""A label wider than this needs a second line."""
LINES = 4
"""Answers that need more lines than this stand closer."""


def width(text: str) -> float:
    """Other letters are about half as wide."""
    return sum(1 if letter > "\u2e7f" else 0.55 for letter in text)


def wordy(text: str) -> int:
    """0 to 2."""
    return sum(width(text) > limit for limit in WORDY)


def close(labels: list[str]) -> bool:
    return sum(int(width(label) // LINE) + 1 for label in labels) > LINES
