"""Whether the stored figures are those that a fresh fold of the log comes to."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from app.hall.events import DayBegan, Fact
from app.reports.daybook import COUNTED
from app.reports.figures import VERSION
from app.reports.reckoning import Reckoning, Row, version_of
from app.tables import figures

_COUNTED = frozenset(COUNTED)


class Proof:
    """Sees the facts go by. Each stored day is of the moment after some fact, and is compared there; all but the newest are
    whole. Those of another version are not looked at: they are made again."""

    def __init__(self, connection: Connection, hall: str) -> None:
        row = figures.c
        stored = connection.execute(select(row.day, row.seq, row.data, row.carried).where(row.hall == hall))
        rows = [Row(*found) for found in stored]
        self._stored = {row.seq: row for row in rows if all(version_of(one) == VERSION for one in rows)}
        self._last, self._compared = max(self._stored, default=0), 0
        self._fresh = Reckoning()
        self._found: list[tuple[int, str]] = []

    def take(self, seq: int, fact: Fact) -> None:
        if seq > self._last or type(fact) not in _COUNTED:
            return
        if isinstance(fact, DayBegan) and self._fresh.day and self._compared != self._fresh.seq:
            self._differ(self._fresh.seq, f"the day {self._fresh.day} is missing, or is not whole")
        self._fresh.take(seq, fact)
        self._fresh.ended = []
        if (stored := self._stored.pop(seq, None)) is not None:
            self._compared = seq
            if stored != self._fresh.row():
                self._differ(seq, f"the day {stored.day} doesn't tell what the log tells")

    def wrong(self) -> Iterator[tuple[int, str]]:
        for seq, stored in sorted(self._stored.items()):
            self._differ(seq, f"the day {stored.day} is as of a fact that they are not made of")
        yield from self._found

    def _differ(self, seq: int, what: str) -> None:
        self._found.append((seq, f"figures: {what}; make them again with `yingbin reports rebuild`"))
