"""How a greeter may look at the hall: the keys of the tablet's address."""

import re
from collections.abc import Callable, Mapping

from shared_ui.sentences import LANGUAGES

_NUMBER = re.compile(r"[A-Z][0-9]{3,9}")
_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")


def _number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None


def _id(value: str) -> bool:
    return _ID.fullmatch(value) is not None


LOOKS: Mapping[str, Callable[[str], bool]] = {
    "lang": LANGUAGES.__contains__,
    "level": _id,
    "taken": _number,
    "list": "missed".__eq__,
    "open": _id,
    "ticket": _number,
    "act": ("change", "cancel").__contains__,
}
"""`level`: whose ticket is issued next, back to the default after each. `taken`: the number just issued. `open`: the
service whose queue is unfolded. `ticket`: the one that is looked at; `act`: what is being done with it."""
