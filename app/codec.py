"""Facts and snapshots as JSON and back. pydantic checks what comes in; orjson writes dataclasses as they are."""

from typing import Any

import orjson
from pydantic import TypeAdapter

from app.hall import events
from app.hall.state import Snapshot

FORMAT = 1
"""The version of the stored form of a fact, written beside each one."""

FACTS: dict[str, type[events.Fact]] = {
    name: kind
    for name, kind in vars(events).items()
    if isinstance(kind, type)
    and issubclass(kind, events.Fact)
    and kind.__name__ not in ("Fact", "OfTicket", "OfCounter", "OfWalk")
}


_ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in FACTS.items()}
_SNAPSHOT = TypeAdapter(Snapshot)


def encode(fact: events.Fact) -> str:
    return orjson.dumps(fact).decode()


def decode(kind: str, format: int, data: str) -> events.Fact:
    """The fact that was stored; a format newer than this code knows is refused."""
    if format > FORMAT or kind not in FACTS:
        raise ValueError(f"a newer version of Yingbin wrote a fact {kind} in format {format}; run that version")
    fact: events.Fact = _ADAPTERS[kind].validate_json(data)
    return fact


def encode_snapshot(snapshot: Snapshot) -> str:
    return _SNAPSHOT.dump_json(snapshot).decode()


def decode_snapshot(data: str) -> Snapshot:
    return _SNAPSHOT.validate_json(data)
