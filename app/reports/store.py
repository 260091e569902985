"""Where the figures of each day lie: rows that can be made again from the log at any time, and are then the same."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, Engine, delete, select, text

from app.engine import changing, reading
from app.reports.behind import Behind, behind
from app.reports.daybook import Carried
from app.reports.figures import TABLES, VERSION, Figures
from app.reports.folding import decoded, facts_of, fold_page, rebuilt
from app.reports.reckoning import Reckoning, Row, version_of
from app.tables import facts, figures
from app.wishes import Unavailable

_PUT = text(
    "INSERT INTO figures (hall, day, seq, data, carried) SELECT id, :day, :seq, :data, :carried FROM halls WHERE id = :hall"
    " ON CONFLICT (hall, day) DO UPDATE SET seq = excluded.seq, data = excluded.data, carried = excluded.carried"
    " WHERE figures.seq < excluded.seq"
)
"""A row that another server has taken further stays; a hall that has left gets none."""


class Store:
    """Figures are caught up with the log when they are asked for: what was folded stays, the rest is folded then. Whichever
    server folds, the same facts come to the same rows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_folds: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def between(
        self, hall: str, first: str, last: str, tables: Iterable[str] = TABLES, about: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, Figures]:
        """These tables of each business day from `first` to `last`, both included, as YYYY-MM-DD; with what they are about, only
        that of them. Raises Unavailable."""
        row, tables = figures.c, tuple(tables)
        wanted = select(row.day, row.data).where(row.hall == hall, row.day >= first, row.day <= last).order_by(row.day)
        with reading(self._engine) as connection:
            return {day: Figures.decode(data, tables, about) for day, data in connection.execute(wanted)}

    def last_day(self, hall: str) -> str | None:
        """The day up to which figures are folded; None: nothing is."""
        wanted = select(figures.c.day).where(figures.c.hall == hall).order_by(figures.c.day.desc()).limit(1)
        with reading(self._engine) as connection:
            return connection.execute(wanted).scalar()

    def behind(self, hall: str, day: str, table: str, about: Mapping[str, str]) -> list[Behind]:
        """The facts of a day that its figures about this are made of. Raises Unavailable."""
        row = figures.c
        wanted = select(row.day, row.seq, row.carried).where(row.hall == hall, row.day <= day).order_by(row.day.desc()).limit(2)
        with reading(self._engine) as connection:
            found = connection.execute(wanted).all()
        if not found or found[0].day != day:
            return []
        after, carried = (found[1].seq, Carried.decode(found[1].carried)) if len(found) == 2 else (0, Carried())
        return behind(carried, decoded(self._engine, facts_of(hall, after).where(facts.c.seq <= found[0].seq)), table, about)

    def under_way(self, hall: str) -> Carried:
        """What goes over from the newest day into the next."""
        newest = self._newest(hall)
        return Carried.decode(newest.carried) if newest else Carried()

    def catch_up(self, hall: str, pages: int | None = None) -> bool:
        """Folds what has come since, at most so many pages of it. Returns whether that was all. Raises Unavailable, also
        while a newer program than this one has made the figures."""
        with self._one_folds[hall]:
            newest = self._newest(hall)
            if newest is not None and (made_by := version_of(newest)) != VERSION:
                if made_by > VERSION:
                    raise Unavailable
                self._forget(hall)
                newest = None
            reckoning = Reckoning.after(newest) if newest else Reckoning()
            while pages is None or pages > 0:
                if not fold_page(self._engine, hall, reckoning):
                    return True
                self._keep(hall, reckoning.rows())
                pages = pages and pages - 1
        return False

    def rebuild(self, hall: str, url: str | None = None) -> int:
        """All of it, from the first fact; until it is whole the former figures are shown. `url`: of the database, where another
        process may help. Returns the days."""
        rows = rebuilt(self._engine, hall, url)
        with changing(self._engine) as connection:
            connection.execute(delete(figures).where(figures.c.hall == hall))
            _put(connection, hall, rows)
        return len(rows)

    def _newest(self, hall: str) -> Row | None:
        row = figures.c
        wanted = select(row.day, row.seq, row.data, row.carried).where(row.hall == hall).order_by(row.day.desc()).limit(1)
        with reading(self._engine) as connection:
            found = connection.execute(wanted).first()
        return None if found is None else Row(*found)

    def _forget(self, hall: str) -> None:
        """The days were made by an earlier version."""
        with changing(self._engine) as connection:
            connection.execute(delete(figures).where(figures.c.hall == hall))

    def _keep(self, hall: str, rows: list[Row]) -> None:
        with changing(self._engine) as connection:
            _put(connection, hall, rows)


def _put(connection: Connection, hall: str, rows: list[Row]) -> None:
    told = [{"hall": hall, "day": one.day, "seq": one.seq, "data": one.data, "carried": one.carried} for one in rows]
    if told:
        connection.execute(_PUT, told)
