"""Facts and snapshots as JSON and back. msgspec reads facts, pydantic what holds a plan; orjson writes dataclasses as they
are."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec
import orjson
from pydantic import TypeAdapter

from app.hall import events
from app.hall.plan import Text
from app.hall.script import Script
from app.hall.state import Snapshot
from app.hall.summary import Summary
from app.hall.walk import Edition

Kind = TypeVar("Kind")

FORMAT = 1
"""The version of the stored form of a fact, written beside each one."""

FACTS: dict[str, type[events.Fact]] = {
    name: kind
    for name, kind in vars(events).items()
    if isinstance(kind, type)
    and issubclass(kind, events.Fact)
    and kind.__name__ not in ("Fact", "OfTicket", "OfCounter", "OfWalk")
}


def encode(fact: events.Fact) -> str:
    return orjson.dumps(fact).decode()


def stored(field: str, value: str) -> str:
    """How this value of a field stands in a stored fact."""
    return f'"{field}":{orjson.dumps(value).decode()}'


_adapters: dict[type, TypeAdapter[Any]] = {}
_reads: dict[str, Callable[[str], events.Fact]] = {}
"""How a kind of fact is read."""


def _adapter(kind: type[Kind]) -> TypeAdapter[Kind]:
    """Made when the first of its kind is read or written: all hundred together would take a fifth of a server's start."""
    return _adapters.get(kind) or _adapters.setdefault(kind, TypeAdapter(kind))


def decode(kind: str, format: int, data: str) -> events.Fact:
    """The fact that was stored; a format newer than this code knows is refused."""
    if (read := _reads.get(kind)) is None or format > FORMAT:
        read = _reader(kind, format)
    return read(data)


def _reader(kind: str, format: int) -> Callable[[str], events.Fact]:
    """A year has millions of facts: msgspec reads one in half of pydantic's time, but can't tell the texts of a plan from its
    numbers."""
    if format > FORMAT or kind not in FACTS:
        raise ValueError(f"a newer version of Yingbin wrote a fact {kind} in format {format}; run that version")
    fact = FACTS[kind]
    if fact is events.HallSet:
        return _reads.setdefault(kind, _adapter(events.HallSet).validate_json)
    if fact is events.ScriptSet:
        return _reads.setdefault(kind, _script_set)
    return _reads.setdefault(kind, msgspec.json.Decoder(fact, dec_hook=_text).decode)


def _text(kind: type, told: dict[str, str]) -> Text:
    """The only type of a fact that msgspec doesn't know."""
    return Text(**told)


def _script_set(data: str) -> events.ScriptSet:
    fact = msgspec.json.decode(data, type=events.ScriptSet, dec_hook=_text)
    return replace(fact, script=_shared(fact.script))


def encode_snapshot(snapshot: Snapshot) -> str:
    return _adapter(Snapshot).dump_json(snapshot).decode()


def encode_summary(summary: Summary) -> str:
    """About 1.2 KB for a hall of twelve services."""
    return _adapter(Summary).dump_json(summary, exclude_defaults=True).decode()


def decode_summary(data: str) -> Summary:
    return _adapter(Summary).validate_json(data)


# ------------------------------------------------------------ checkpoints
@dataclass(frozen=True, slots=True)
class Kept:
    """An edition whose script lies in the table of scripts, by its print."""

    print: str
    version: int
    digest: str
    current: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is stored of a snapshot: all but the scripts themselves, which would be nine tenths of it and are the same in every
    hall of a chain and on every day."""

    snapshot: Snapshot
    editions: tuple[Kept, ...]


_scripts: dict[str, Script] = {}
"""Every script that this process has met, by its print: the halls of a server share them (measured: 140 KiB a hall less)."""


def _print_of(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def script_text(print: str) -> str:
    """The stored form of a script that this process has met."""
    return orjson.dumps(_scripts[print]).decode()


def _shared(script: Script) -> Script:
    return _scripts.setdefault(_print_of(orjson.dumps(script).decode()), script)


def meet_scripts(texts: Iterable[str]) -> None:
    """Takes up stored scripts, so that checkpoints that name them can be read."""
    for text in texts:
        _shared(_adapter(Script).validate_json(text))


def encode_checkpoint(snapshot: Snapshot) -> str:
    kept = []
    for edition in snapshot.editions:
        print = _print_of(orjson.dumps(edition.script).decode())
        _scripts.setdefault(print, edition.script)
        kept.append(Kept(print, edition.version, edition.digest, edition.current))
    return _adapter(Checkpoint).dump_json(Checkpoint(replace(snapshot, editions=()), tuple(kept))).decode()


def _names_scripts(data: str) -> bool:
    """Checkpoints of the second schema and before hold the scripts themselves."""
    return data.startswith('{"snapshot":')


def prints_in(data: str) -> set[str]:
    """The scripts that a checkpoint names."""
    return {kept["print"] for kept in orjson.loads(data)["editions"]} if _names_scripts(data) else set()


def unmet(data: str) -> set[str]:
    """The scripts that a checkpoint names and this process has not met."""
    return prints_in(data) - _scripts.keys()


def decode_checkpoint(data: str) -> Snapshot:
    """Raises KeyError if it names a script that is `unmet`."""
    if not _names_scripts(data):
        return _adapter(Snapshot).validate_json(data)
    found = _adapter(Checkpoint).validate_json(data)
    editions = (Edition(_scripts[kept.print], kept.version, kept.digest, kept.current) for kept in found.editions)
    return replace(found.snapshot, editions=tuple(editions))
