"""What differs between two snapshots of a hall, in words."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from app.hall.counter import Counter
from app.hall.matters import Away, Offered, Print, Trouble
from app.hall.state import Snapshot
from app.hall.ticket import Ticket
from app.hall.walk import Edition, Ended


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
    """What has a name by its name; anything else as it is."""
    return {_name(one): one for one in value} if isinstance(value, tuple) else value


def _name(value: Any) -> str:
    match value:
        case Ticket() | Print():
            return f"{value.number} of {value.day}"
        case Counter():
            return str(value.number)
        case Edition():
            return f"{value.script.id} {value.version}"
        case Ended():
            return value.walk
        case Away():
            return value.post
        case Trouble():
            return value.printer
        case (day, (Offered() as first, *_)):
            return f"{first.number} of {day}"
        case (int() as quarter, *_):
            return f"quarter {quarter}"
        case (str() as day, str() as number):
            return f"{number} of {day}"
        case _:
            return str(value.id)


def _shown(value: Any) -> str:
    return "missing" if value is None else str(value)
