"""The log of a hall, folded into days: page after page, or all of it again, of a long log by two processes with a share each."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, func, or_, select

from app import codec
from app.engine import open_engine, reading
from app.garbage import collect_rarely
from app.hall.events import DayBegan, Fact, StepDone
from app.ratings import BRAND_STEPS
from app.reports.daybook import COUNTED, SHARES, WHOLE, Share
from app.reports.figures import joined
from app.reports.reckoning import Reckoning, Row
from app.tables import facts

PAGE = 5000
"""Facts that are read at once."""
MANY = 200_000
"""Facts from which a second process is worth its start of a second."""


def rebuilt(engine: Engine, hall: str, url: str | None) -> list[Row]:
    """By this process and one beside it, which opens the database by its `url`; without one by this alone."""
    last = _last(engine, hall)
    if url is None or last < MANY:
        return _folded(engine, hall, last, WHOLE)
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=collect_rarely) as beside:
        others = beside.submit(_beside, url, hall, last)
        mine = _folded(engine, hall, last, SHARES[0])
        return [_together(one, other) for one, other in zip(mine, others.result(), strict=True)]


def _beside(url: str, hall: str, last: int) -> list[Row]:
    engine = open_engine(url)
    try:
        return _folded(engine, hall, last, SHARES[1])
    finally:
        engine.dispose()


def _together(one: Row, other: Row) -> Row:
    return Row(one.day, max(one.seq, other.seq), joined(one.data, other.data), one.carried)


def _folded(engine: Engine, hall: str, last: int, share: Share) -> list[Row]:
    reckoning, wanted = Reckoning.of(share), _wanted(share)
    while fold_page(engine, hall, reckoning, facts.c.seq <= last, wanted):
        pass
    return reckoning.rows()


def _wanted(share: Share) -> ColumnElement[bool]:
    """Of a share that needs no steps but those at which a brand is told, only these are read."""
    if share is not SHARES[0]:
        return of_kinds(*share, DayBegan)
    told = [facts.c.data.contains(codec.stored("step", step), autoescape=True) for step in BRAND_STEPS]
    others = [kind for kind in share if kind is not StepDone]
    return or_(of_kinds(*others, DayBegan), and_(of_kinds(StepDone), or_(*told)))


def _last(engine: Engine, hall: str) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.max(facts.c.seq)).where(facts.c.hall == hall)).scalar() or 0


# ------------------------------------------------------------ facts
def of_kinds(*kinds: type[Fact]) -> ColumnElement[bool]:
    return facts.c.type.in_([kind.__name__ for kind in kinds])


def facts_of(hall: str, after: int, *which: ColumnElement[bool]) -> Select[Any]:
    """Those that are counted, unless others are named."""
    row = facts.c
    mine = (row.hall == hall, row.seq > after, *(which or (of_kinds(*COUNTED),)))
    return select(row.seq, row.type, row.format, row.data).where(*mine).order_by(row.seq)


def decoded(engine: Engine, wanted: Select[Any]) -> Iterator[tuple[int, Fact]]:
    """One at a time: of facts that are kept Python would look for cycles again and again."""
    with reading(engine) as connection:
        found = connection.execute(wanted).all()
    return ((seq, codec.decode(kind, format, data)) for seq, kind, format, data in found)


def fold_page(engine: Engine, hall: str, reckoning: Reckoning, *which: ColumnElement[bool]) -> bool:
    """Whether there was something."""
    before = reckoning.seq
    for seq, fact in decoded(engine, facts_of(hall, before, *which).limit(PAGE)):
        reckoning.take(seq, fact)
    return reckoning.seq != before
