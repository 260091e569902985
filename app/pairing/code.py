"""The code that a screen shows: eight letters that nobody misreads and that spell nothing."""

import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Those of RFC 8628: no vowels, no digits that look like letters."""
LENGTH = 8


def new_code() -> str:
    """34 bits: with ten minutes and a dozen guesses a minute, nobody hits one."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def as_typed(typed: str) -> str | None:
    """The code that somebody typed, in whichever case and grouping; None: it can't be one."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else None
