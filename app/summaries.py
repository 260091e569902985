"""The summaries of a chain's halls, as they are stored: one row a hall, beside its log."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, and_, literal_column, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from app.codec import decode_summary, encode_summary
from app.hall.day import Instant
from app.hall.rehearsal import SUFFIX
from app.hall.summary import Summary
from app.tables import halls, summaries

T = TypeVar("T")
AT_ONCE = 500
"""Halls of one question."""


@dataclass(frozen=True, slots=True)
class Head:
    """A hall and the seq of its newest fact; the version of which its summary tells, None: there is none."""

    hall: str
    version: int
    told: int | None
    told_at: Instant | None

    @property
    def is_told(self) -> bool:
        """The summary tells of the newest fact: it is true, however long nothing has happened."""
        return self.told is not None and self.told >= self.version


def put(connection: Connection, told: Sequence[Summary], at: Instant) -> None:
    """What is older than what stands there changes nothing, unless that tells of more than the log has. In the order of their
    ids, so that two servers never wait for each other."""
    if not told:
        return
    row, insert = summaries.c, postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(summaries)
    head = select(halls.c.version).where(halls.c.id == literal_column("summaries.hall")).scalar_subquery()
    new = statement.excluded
    differs = and_(row.version == new.version, row.data != new.data)  # told by an older program
    newer = or_(row.version < new.version, differs, row.version > head)
    changed = {"version": new.version, "at": new.at, "data": new.data}
    rows = [
        {"hall": one.door.hall, "version": one.version, "at": at, "data": encode_summary(one)}
        for one in sorted(told, key=lambda one: one.door.hall)
    ]
    connection.execute(statement.on_conflict_do_update(index_elements=[row.hall], set_=changed, where=newer), rows)


def heads(connection: Connection, wanted: Collection[str] | None = None) -> Iterator[Head]:
    """Each hall of the chain, or those of these that there are. Rehearsals are none of it."""
    asked = select(halls.c.id, halls.c.version, summaries.c.version.label("told"), summaries.c.at)
    asked = asked.outerjoin_from(halls, summaries, summaries.c.hall == halls.c.id).where(halls.c.id.not_like(f"%{SUFFIX}"))
    for question in [asked] if wanted is None else (asked.where(halls.c.id.in_(some)) for some in slices(wanted)):
        yield from (Head(*found) for found in connection.execute(question))


def told_by(connection: Connection, wanted: Collection[str]) -> Iterator[tuple[Summary, Instant]]:
    """What these halls have told, and when; not what a newer program wrote in a form that is not known here."""
    question = select(summaries.c.data, summaries.c.at)
    for some in slices(wanted):
        for data, at in connection.execute(question.where(summaries.c.hall.in_(some))):
            with suppress(ValueError):
                yield decode_summary(data), at


def slices(all: Collection[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    left = iter(all)
    while some := list(islice(left, size)):
        yield some
