"""Which values the keys of a look may have: what is not of this form never reaches a view."""

import re
from collections.abc import Callable, Mapping

from app.languages import LANGUAGES

Accepts = Callable[[str], bool]


def formed(pattern: str) -> Accepts:
    """The whole value has this form."""
    form = re.compile(pattern)
    return lambda value: form.fullmatch(value) is not None


language: Accepts = LANGUAGES.__contains__
number = formed("[A-Z][0-9]{3,9}")
ident = formed("[a-z][a-z0-9-]{0,39}")
"""The id of a level, a service or a group."""

WAYS: Mapping[str, Accepts] = {
    "lang": language,
    "large": "1".__eq__,
    "contrast": "high".__eq__,
    "theme": ("paper", "night").__contains__,
}
"""On every screen: how somebody needs to see it. `large`: type 1.35 times as large, without what is secondary."""
