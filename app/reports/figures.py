"""The figures of a hall for one business day, or for many added up.

Figures are cells of counts and milliseconds, in tables, by what they are about: `waits` by hour, service and level, `served` by clerk,
counter and service … Days add up to weeks and months by adding the cells; a maximum stays one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

Key = tuple[str, ...]
Cell = list[int]
BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Table:
    """What its cells are about, and what stands in each. Of the measures in `greatest` the greatest is kept, others are added."""

    by: tuple[str, ...]
    measures: tuple[str, ...]
    greatest: tuple[str, ...] = ()


TABLES: dict[str, Table] = {
    "taken": Table(("hour", "service", "level"), ("tickets",)),
    "waits": Table(("hour", "service", "level"), ("calls", "waited", "longest", "promised"), ("longest",)),
    "wait_minutes": Table(("service", "level", "minutes"), ("calls",)),
    "served": Table(("who", "counter", "service"), ("services", "took", "longest"), ("longest",)),
    "service_minutes": Table(("service", "minutes"), ("services",)),
    "ends": Table(("service", "level", "outcome"), ("tickets",)),
    "missed": Table(("who", "counter", "service"), ("calls", "rejoined")),
    "steps": Table(("script", "step", "who"), ("times", "took", "late", "moments", "kept", "skipped")),
    "counters": Table(("counter", "who"), ("open", "paused", "serving", "calling")),
    "pauses": Table(("counter", "who", "reason"), ("times", "took")),
    "diverted": Table(("service", "channel"), ("customers",)),
    "guided": Table(("runner", "outcome"), ("walks",)),
    "offers": Table(("offer", "post", "outcome"), ("times",)),
    "jumps": Table(("counter", "reason"), ("calls", "passed")),
    "pages": Table(("reason",), ("times", "answered", "waited", "withdrawn")),
    "faults": Table(("counter",), ("times", "took")),
    "follow_ups": Table(("what",), ("set", "done", "late")),
    "days": Table((), ("days",)),
}


class Figures:
    """Cells by table and key."""

    def __init__(self, tables: Mapping[str, dict[Key, Cell]] | None = None) -> None:
        self.tables: dict[str, dict[Key, Cell]] = dict(tables or {})

    def add(self, table: str, key: Key, **measures: int) -> None:
        """Adds to the cell of the key; of a measure that keeps the greatest, this one if it is greater."""
        known = TABLES[table]
        cell = self.tables.setdefault(table, {}).setdefault(key, [0] * len(known.measures))
        for place, name in enumerate(known.measures):
            if name in measures:
                cell[place] = max(cell[place], measures[name]) if name in known.greatest else cell[place] + measures[name]

    def take(self, other: "Figures") -> None:
        """Adds another day's figures."""
        for table, cells in other.tables.items():
            known, mine = TABLES[table], self.tables.setdefault(table, {})
            greatest = [name in known.greatest for name in known.measures]
            for key, cell in cells.items():
                if (own := mine.get(key)) is None:
                    mine[key] = list(cell)
                    continue
                for place, value in enumerate(cell):
                    own[place] = max(own[place], value) if greatest[place] else own[place] + value

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Each cell with the names of what it is about and of its measures, in the order of the keys."""
        known = TABLES[table]
        for key, cell in sorted(self.tables.get(table, {}).items()):
            yield dict(zip(known.by, key, strict=True)) | dict(zip(known.measures, cell, strict=True))

    def sums(self, table: str, *by: str) -> dict[Key, dict[str, int]]:
        """The measures of a table by these of its dimensions only, in the order of the keys."""
        known, found = TABLES[table], Figures()
        places = [known.by.index(name) for name in by]
        gathered = found.tables.setdefault(table, {})
        for key, cell in self.tables.get(table, {}).items():
            short = tuple(key[place] for place in places)
            if (own := gathered.get(short)) is None:
                gathered[short] = list(cell)
                continue
            for place, name in enumerate(known.measures):
                own[place] = max(own[place], cell[place]) if name in known.greatest else own[place] + cell[place]
        return {key: dict(zip(known.measures, cell, strict=True)) for key, cell in sorted(gathered.items())}

    def encode(self) -> str:
        told = {table: {BETWEEN.join(key): cell for key, cell in sorted(cells.items())} for table, cells in self.tables.items()}
        return orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def decode(cls, told: str) -> "Figures":
        """A table that this version doesn't know is left out: it is made again by the next rebuilding."""
        found = orjson.loads(told)
        return cls({table: {_key(key, table): cell for key, cell in found[table].items()} for table in found if table in TABLES})


def _key(joined: str, table: str) -> Key:
    return tuple(joined.split(BETWEEN)) if TABLES[table].by else ()


def summed(days: Iterable[Figures]) -> Figures:
    whole = Figures()
    for day in days:
        whole.take(day)
    return whole
