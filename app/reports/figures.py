"""The figures of a hall for one business day, or for many added up.

Figures are cells of counts and milliseconds, in tables, by what they are about: `hours` by the hour of the day, `served` by clerk
and service … Days add up to weeks and months by adding the cells; a maximum stays one. Most tables stand twice, the second time
with the hour of the day, so that only whoever asks by hours takes those apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import add
from types import MappingProxyType

import orjson

Key = tuple[str, ...]
Cell = list[int]
BETWEEN = "\x1f"
VERSION = 7
"""Of what is counted, and how. Days that were made by an earlier one are made again."""


@dataclass(frozen=True, slots=True)
class Table:
    """What its cells are about, and what stands in each. Of the measures in `greatest` the greatest is kept, others are added."""

    by: tuple[str, ...]
    measures: tuple[str, ...]
    greatest: tuple[str, ...] = ()

    @property
    def is_greatest(self) -> tuple[bool, ...]:
        return tuple(name in self.greatest for name in self.measures)


FULL = 4
"""Marks of the assessment are counted in quarters: none is finer."""
_QUEUE = ("taken", "calls", "waited", "longest", "promised", "again", "done", "left", "missed", "jumps")
_WORK = ("services", "took", "open", "paused", "serving", "calling", "steps", "late", "moments", "kept")
_AROUND = ("diverted", "guided", "offers", "accepted", "pages", "answered", "faults", "faulty", "promises", "fulfilled")
_SAID = ("ratings", "score", "satisfied", "complaints", "orders", "in_time")

BY_HOUR_TOO: dict[str, Table] = {
    "taken": Table(("service", "level"), ("tickets",)),
    "waits": Table(("service", "level"), ("calls", "waited", "longest", "promised"), ("longest",)),
    "waits_again": Table(("service", "level"), ("calls", "waited", "longest"), ("longest",)),
    "served": Table(("who", "service"), ("services", "took", "longest"), ("longest",)),
    "ends": Table(("service", "level", "outcome"), ("tickets", "done", "left")),
    "missed": Table(("service",), ("calls", "rejoined", "lost")),
    "missed_at": Table(("counter", "who"), ("calls",)),
    "steps": Table(("script", "step"), ("times", "took", "longest", "late", "skipped", "moments", "kept"), ("longest",)),
    "posts": Table(("who",), ("steps", "took", "longest", "late", "moments", "kept"), ("longest",)),
    "stood_in": Table(("post",), ("moments", "kept")),
    "counters": Table(("counter", "who"), ("open", "paused", "serving", "calling")),
    "pauses": Table(("counter", "who", "reason"), ("times", "took")),
    "diverted": Table(("service", "channel"), ("customers",)),
    "guided": Table(("runner", "outcome"), ("walks",)),
    "offers": Table(("offer", "post", "outcome"), ("times", "accepted")),
    "jumps": Table(("counter", "reason"), ("calls", "passed")),
    "pages": Table(("reason",), ("times", "answered", "waited", "longest", "withdrawn"), ("longest",)),
    "faults": Table(("kind", "place"), ("times", "took", "longest"), ("longest",)),
    "follow_ups": Table(("what",), ("set", "done", "late")),
    "ratings": Table(("service", "level"), ("ratings", "score", "satisfied")),
    "rated": Table(("who",), ("ratings", "score", "satisfied")),
    "scores": Table(("score",), ("ratings",)),
    "brands": Table(("brand",), ("ratings", "score", "satisfied")),
    "abouts": Table(("about",), ("ratings", "score", "satisfied")),
    "complaints": Table(("about", "severity"), ("complaints",)),
    "sources": Table(("source",), ("complaints",)),
    "complaint_ends": Table(("about", "ended"), ("complaints",)),
    "orders": Table(("department",), ("orders", "answered", "in_time", "took", "longest"), ("longest",)),
    "replies": Table(("about",), ("replies", "late")),
    "causes": Table(("about", "cause"), ("complaints",)),
    "traced": Table(("offer",), ("complaints",)),
    "survey": Table(("question", "value"), ("answers", "points")),
}


_WITH_HOURS = {name: f"{name} by hour" for name in BY_HOUR_TOO}


def by_hour(table: str) -> str:
    """The same table, with the hour of the day."""
    return _WITH_HOURS[table]


TABLES: dict[str, Table] = {
    "hours": Table(("hour",), _QUEUE + _WORK + _AROUND + _SAID, ("longest",)),
    "hour_minutes": Table(("hour", "minutes"), ("calls",)),
    "wait_minutes": Table(("service", "level", "minutes"), ("calls",)),
    "service_minutes": Table(("service", "minutes"), ("services",)),
    **BY_HOUR_TOO,
    **{by_hour(name): Table((*one.by, "hour"), one.measures, one.greatest) for name, one in BY_HOUR_TOO.items()},
    "post_steps": Table(("who", "script", "step"), ("times", "took", "longest", "late", "moments", "kept"), ("longest",)),
    "post_marks": Table(("post", "source"), ("marks", "quarters")),
    "person_marks": Table(("who", "source"), ("marks", "quarters")),
    "entered": Table(("visited", "seq"), ("times",)),
}
IN_HOURS: dict[str, dict[str, str]] = {
    "taken": {"tickets": "taken"},
    "waits": {name: name for name in ("calls", "waited", "longest", "promised")},
    "waits_again": {"calls": "again"},
    "ends": {"done": "done", "left": "left"},
    "missed_at": {"calls": "missed"},
    "jumps": {"calls": "jumps"},
    "served": {"services": "services", "took": "took"},
    "counters": {name: name for name in ("open", "paused", "serving", "calling")},
    "posts": {name: name for name in ("steps", "late", "moments", "kept")},
    "diverted": {"customers": "diverted"},
    "guided": {"walks": "guided"},
    "offers": {"times": "offers", "accepted": "accepted"},
    "pages": {"times": "pages", "answered": "answered"},
    "faults": {"times": "faults", "took": "faulty"},
    "follow_ups": {"set": "promises", "done": "fulfilled"},
    "ratings": {name: name for name in ("ratings", "score", "satisfied")},
    "complaints": {"complaints": "complaints"},
    "orders": {"orders": "orders", "in_time": "in_time"},
}
"""Which measures of which tables, all added up, are those of an hour as a whole, and under which name."""
KEPT = tuple(name for name in TABLES if name not in BY_HOUR_TOO and name != "hours")
"""What a fold goes on with: the others are added up of these."""
_PLACES = {
    name: {one: ~place if one in table.greatest else place for place, one in enumerate(table.measures)}
    for name, table in TABLES.items()
}
"""Where each measure stands; turned over (~) where the greatest is kept. Measured: half of a fold's time was spent looking."""


class Figures:
    """Cells by table and key."""

    def __init__(self, tables: Mapping[str, dict[Key, Cell]] | None = None) -> None:
        self.tables: dict[str, dict[Key, Cell]] = dict(tables or {})

    def add(self, table: str, key: Key, **measures: int) -> None:
        """Adds to the cell of the key; of a measure that keeps the greatest, this one if it is greater."""
        self.put(table, key, measures)

    def put(self, table: str, key: Key, measures: Mapping[str, int]) -> None:
        """The same, of measures in one piece."""
        if (cells := self.tables.get(table)) is None:
            cells = self.tables[table] = {}
        if (cell := cells.get(key)) is None:
            cell = cells[key] = [0] * len(TABLES[table].measures)
        places = _PLACES[table]
        for name, value in measures.items():
            place = places[name]
            if place >= 0:
                cell[place] += value
            elif value > cell[~place]:
                cell[~place] = value

    def added_up(self) -> "Figures":
        """With the tables without hours, and the hours as a whole, of those that are by hour."""
        whole = Figures({name: self.tables[name] for name in KEPT if name in self.tables})
        for name in BY_HOUR_TOO:
            if cells := self.tables.get(by_hour(name)):
                whole.gather(name, ((key[:-1], cell) for key, cell in cells.items()))
        for name, measures in IN_HOURS.items():
            for key, told in self.by(by_hour(name), "hour").items():
                whole.add("hours", key, **{measures[one]: value for one, value in told.items() if one in measures})
        return whole

    def take(self, other: "Figures") -> None:
        """Adds another day's figures."""
        for table, cells in other.tables.items():
            self.gather(table, cells.items())

    def gather(self, table: str, cells: Iterable[tuple[Key, Cell]]) -> None:
        """Adds these cells."""
        _gather(self.tables.setdefault(table, {}), table, cells)

    def by(self, table: str, *dimensions: str) -> dict[Key, dict[str, int]]:
        """The measures of a table by these of its dimensions only, in the order of the keys."""
        known, gathered = TABLES[table], dict[Key, Cell]()
        places = [known.by.index(name) for name in dimensions]
        cells = self.tables.get(table, {}).items()
        _gather(gathered, table, ((tuple(key[place] for place in places), cell) for key, cell in cells))
        return {key: dict(zip(known.measures, cell, strict=True)) for key, cell in sorted(gathered.items())}

    def whole(self, table: str) -> dict[str, int]:
        """The measures of a table over all its cells."""
        return self.by(table).get((), dict.fromkeys(TABLES[table].measures, 0))

    def encode(self) -> str:
        """A table a line, so that whoever wants one of them needn't read the others."""
        told = {name: {BETWEEN.join(key): cell for key, cell in cells.items()} for name, cells in self.tables.items() if cells}
        lines = (f"{name}\t{orjson.dumps(told[name], option=orjson.OPT_SORT_KEYS).decode()}" for name in sorted(told))
        return "\n".join(lines)

    @classmethod
    def decode(cls, told: str, tables: Iterable[str] = TABLES, about: Mapping[str, str] = MappingProxyType({})) -> "Figures":
        """Only these tables, as a year has millions of cells; and of those only the cells that are about this."""
        lines = _lines(told)
        places = {name: [(TABLES[name].by.index(one), value) for one, value in about.items()] for name in tables}
        return cls({name: _cells(lines.get(name, "{}"), wanted) for name, wanted in places.items()})


def joined(one: str, other: str) -> str:
    """Of two shares of a day's figures, as they are stored, the whole. Most tables are in one of them only."""
    lines, others = _lines(one), _lines(other)
    both = lines.keys() & others.keys()
    whole = Figures.decode(one, both)
    whole.take(Figures.decode(other, both))
    lines |= others | _lines(whole.encode())
    return "\n".join(f"{name}\t{lines[name]}" for name in sorted(lines))


def _lines(told: str) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in told.split("\n") if line)


def _cells(line: str, wanted: list[tuple[int, str]]) -> dict[Key, Cell]:
    found: dict[str, Cell] = orjson.loads(line)
    if not wanted:
        return {tuple(key.split(BETWEEN)): cell for key, cell in found.items()}
    near = ((tuple(key.split(BETWEEN)), cell) for key, cell in found.items() if all(value in key for _, value in wanted))
    return {key: cell for key, cell in near if all(key[place] == value for place, value in wanted)}


def _gather(into: dict[Key, Cell], table: str, cells: Iterable[tuple[Key, Cell]]) -> None:
    greatest = [place for place, most in enumerate(TABLES[table].is_greatest) if most]
    for key, cell in cells:
        if (own := into.get(key)) is None:
            into[key] = cell[:]
            continue
        most = [max(own[place], cell[place]) for place in greatest]
        own[:] = map(add, own, cell)
        for place, value in zip(greatest, most, strict=True):
            own[place] = value


def summed(days: Iterable[Figures]) -> Figures:
    whole = Figures()
    for day in days:
        whole.take(day)
    return whole
