"""Where the figures of each day lie: rows that can be made again from the log at any time, and are then the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from app import codec
from app.engine import changing, reading
from app.hall import events
from app.log import Log, Recorded
from app.reports.daybook import COUNTED, Carried, Daybook
from app.reports.figures import Figures, summed
from app.tables import facts, figures

PAGE = 20_000
"""Facts that are folded between two writes."""
KINDS = [kind.__name__ for kind in COUNTED]


@dataclass(slots=True)
class Open:
    """The newest day so far: up to the fact `seq`."""

    day: str
    seq: int
    book: Daybook


class Store:
    """Figures are caught up with the log when they are asked for: what has been folded stays, the rest is folded now."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def between(self, hall: str, first: str, last: str) -> dict[str, Figures]:
        """The figures of each business day from `first` to `last`, both included, as YYYY-MM-DD."""
        self.catch_up(hall)
        row = figures.c
        wanted = select(row.day, row.data).where(row.hall == hall, row.day >= first, row.day <= last).order_by(row.day)
        with reading(self._log.engine) as connection:
            return {day: Figures.decode(data) for day, data in connection.execute(wanted)}

    def sum(self, hall: str, first: str, last: str) -> Figures:
        return summed(self.between(hall, first, last).values())

    def catch_up(self, hall: str) -> int:
        """Folds what has come since. Returns how many facts were folded."""
        open, folded = self._newest(hall), 0
        while page := list(self._since(hall, open.seq)):
            done = list(_days(open, page))
            open = done[-1]
            folded += len(page)
            self._keep(hall, done)
        return folded

    def rebuild(self, hall: str) -> int:
        """All of it, from the first fact."""
        with changing(self._log.engine) as connection:
            connection.execute(delete(figures).where(figures.c.hall == hall))
        return self.catch_up(hall)

    def _newest(self, hall: str) -> Open:
        row = figures.c
        with reading(self._log.engine) as connection:
            found = connection.execute(select(figures).where(row.hall == hall).order_by(row.day.desc()).limit(1)).first()
        if found is None:
            return Open("", 0, Daybook())
        book = Daybook(Carried.decode(found.carried))
        book.figures = Figures.decode(found.data)
        return Open(found.day, found.seq, book)

    def _since(self, hall: str, after: int) -> Iterator[Recorded]:
        row = facts.c
        wanted = select(row.seq, row.type, row.format, row.data).where(row.hall == hall, row.seq > after, row.type.in_(KINDS))
        with reading(self._log.engine) as connection:
            for seq, kind, format, data in connection.execute(wanted.order_by(row.seq).limit(PAGE)):
                yield Recorded(seq, codec.decode(kind, format, data))

    def _keep(self, hall: str, days: list[Open]) -> None:
        """A row that another server has taken further stays."""
        with changing(self._log.engine) as connection:
            for one in days:
                if one.day and _seq(connection, hall, one.day) < one.seq:
                    connection.execute(delete(figures).where(figures.c.hall == hall, figures.c.day == one.day))
                    told = {"data": one.book.figures.encode(), "carried": one.book.carried.encode()}
                    connection.execute(insert(figures), {"hall": hall, "day": one.day, "seq": one.seq, **told})


def _days(open: Open, page: list[Recorded]) -> Iterator[Open]:
    """The page by days; the last one goes on. What comes before the first day begins counts to it."""
    for one in page:
        if isinstance(one.fact, events.DayBegan) and one.fact.day != open.day:
            if open.day:
                yield open
                carried = Carried.decode(open.book.carried.encode())
                open = Open(one.fact.day, one.seq, Daybook(carried))
            open.day = one.fact.day
        open.book.take(one.fact)
        open.seq = one.seq
    yield open


def _seq(connection: Connection, hall: str, day: str) -> int:
    found = connection.execute(select(figures.c.seq).where(figures.c.hall == hall, figures.c.day == day)).scalar()
    return 0 if found is None else int(found)
