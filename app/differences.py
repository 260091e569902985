"""What differs between two snapshots of a hall, in words."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from app.hall.state import Snapshot


def differences(stored: Snapshot, folded: Snapshot) -> Iterator[str]:
    """Field by field; tickets, counters and the like one by one."""
    for one in fields(Snapshot):
        ours, theirs = _by_name(getattr(folded, one.name)), _by_name(getattr(stored, one.name))
        if ours == theirs:
            continue
        if not isinstance(ours, dict) or not isinstance(theirs, dict):
            yield f"{one.name} is not what the log says"
            continue
        for name in sorted(ours.keys() | theirs.keys(), key=str):
            if ours.get(name) != theirs.get(name):
                yield f"{one.name}: {name} is {_shown(theirs.get(name))}, by the log {_shown(ours.get(name))}"


def _by_name(value: Any) -> Any:
    """Tickets by day and number, counters by number, the rest by id; anything else as it is."""
    if not isinstance(value, tuple):
        return value
    return {
        (f"{one.number} of {one.day}" if hasattr(one, "day") else getattr(one, "id", None) or one.number): one for one in value
    }


def _shown(value: Any) -> str:
    return "missing" if value is None else str(value)
