"""The facts behind a number: the day is folded once more, and each fact that adds to the row is remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.hall.events import Fact
from app.reports.daybook import Carried, Daybook
from app.reports.figures import BY_HOUR_TOO, TABLES, Cell, Figures, Key, by_hour


@dataclass(frozen=True, slots=True)
class Behind:
    """`cell`: what the fact adds."""

    seq: int
    fact: Fact
    cell: dict[str, int]

    ABOUT: ClassVar = ("seq", "at", "fact", "number", "counter", "who")

    @property
    def key(self) -> Key:
        told = (getattr(self.fact, name, None) for name in ("number", "counter"))
        who = getattr(self.fact, "who", None) or getattr(self.fact, "staff", None)
        named = ("" if one is None else str(one) for one in (*told, who))
        return (str(self.seq), str(self.fact.at), type(self.fact).__name__, *named)


class _Traced(Figures):
    """Figures that keep, of one table, what each fact adds to the cells that are about this."""

    def __init__(self, table: str, about: Mapping[str, str]) -> None:
        super().__init__()
        self.table = by_hour(table) if table in BY_HOUR_TOO else table
        self._places = [(TABLES[table].by.index(name), value) for name, value in about.items()]
        self.seq = 0
        self.told: dict[int, Figures] = {}

    def put(self, table: str, key: Key, measures: Mapping[str, int]) -> None:
        if table == self.table and self._asked(key):
            self._own().put(table, key, measures)

    def gather(self, table: str, cells: Iterable[tuple[Key, Cell]]) -> None:
        if table == self.table and (mine := [(key, cell) for key, cell in cells if self._asked(key)]):
            self._own().gather(table, mine)

    def _asked(self, key: Key) -> bool:
        return all(key[place] == value for place, value in self._places)

    def _own(self) -> Figures:
        """What the fact that goes by adds."""
        return self.told.setdefault(self.seq, Figures())


def behind(carried: Carried, facts: Iterable[tuple[int, Fact]], table: str, about: Mapping[str, str]) -> list[Behind]:
    """`carried`: what came over into the day from the one before."""
    traced = _Traced(table, about)
    carried.brands.clear()
    book, found = Daybook(carried, traced), []
    for seq, fact in facts:
        traced.seq = seq
        book.take(seq, fact)
        book.steps.into(traced)
        if (told := traced.told.pop(seq, None)) is not None:
            found.append(Behind(seq, fact, told.whole(traced.table)))
    return found
