"""How a clerk may look at the console: the keys of its address."""

import re
from collections.abc import Callable, Mapping

PANELS = ("transfer", "hold", "change", "cancel", "call", "pause", "missed")

_NUMBER = re.compile(r"[A-Z][0-9]{3,9}")
_PART = re.compile(r"[0-9A-Za-z]{1,10}")

LOOKS: Mapping[str, Callable[[str], bool]] = {
    "lang": ("zh", "en").__contains__,
    "slim": "1".__eq__,
    "panel": PANELS.__contains__,
    "for": lambda value: _NUMBER.fullmatch(value) is not None,
    "keep": "0".__eq__,
    "find": lambda value: _PART.fullmatch(value) is not None,
    "pick": lambda value: _NUMBER.fullmatch(value) is not None,
    "asked": ("1", "2").__contains__,
}
"""`for`: the ticket a panel was opened for, so that it never shows for the next one. `keep=0`: a transfer to the end of
the queue. `find`: part of a number looked for; `pick`: the number found. `asked` alternates whenever a call for the next
one was answered, so that each «nobody is waiting» is a picture of its own."""

LEAVE = "panel=&for=&keep=&find=&pick="
"""Back from any panel."""
