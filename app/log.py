"""The event log, as it is read. What is written with it stands in `writing.py`."""

import secrets
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from hmac import compare_digest
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, or_, select, text, update
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import codec, tables
from app.engine import changing, reading
from app.hall.events import (
    ComplaintClassified,
    ComplaintClosed,
    ComplaintJudged,
    ComplaintNoted,
    ComplaintRecorded,
    ComplaintReplied,
    ComplaintSolved,
    Fact,
    FollowUpDone,
    OfTicket,
    ScriptSet,
    StepDone,
    TicketNoted,
    TicketTaken,
    WorkOrderAnswered,
    WorkOrderRaised,
)
from app.hall.refusals import UnknownHall
from app.hall.state import Hall
from app.personal import Noted, Strongbox, Unopened
from app.wishes import Unavailable
from app.writing import Conflict, Occupied, Recorded, Writing, checkpoint_row

__all__ = ["Conflict", "Log", "Occupied", "Recorded", "Remembered", "Writing", "checkpoint_row"]


LIMITS_TRANSACTIONS = 170_000
"""The version of PostgreSQL from which it limits whole transactions."""
AWAY = ("08", "25", "53", "57")
"""Classes of PostgreSQL's errors that tell of the server and not of what was asked: connection, a session that was ended, no
resources, shutting down."""
NOTED = (
    *(TicketTaken, TicketNoted, StepDone),
    *(
        ComplaintRecorded,
        ComplaintNoted,
        ComplaintSolved,
        ComplaintReplied,
        ComplaintJudged,
        ComplaintClosed,
        ComplaintClassified,
    ),
    *(WorkOrderRaised, WorkOrderAnswered, FollowUpDone),
)
"""The facts beside which something personal may lie."""


_FACTS = select(tables.facts.c.seq, tables.facts.c.type, tables.facts.c.format, tables.facts.c.data)


@dataclass(frozen=True, slots=True)
class Remembered:
    """The first answer to a command."""

    fingerprint: bytes
    status: int
    body: bytes


def _read(connection: Connection, wanted: Select[Any]) -> Iterator[Recorded]:
    for seq, kind, format, data in connection.execute(wanted):
        yield Recorded(seq, codec.decode(kind, format, data))


def restored(connection: Connection, state: str) -> Hall:
    """The hall of a stored checkpoint. Raises KeyError if a script that it names is missing."""
    if wanted := codec.unmet(state):
        texts = connection.execute(select(tables.scripts.c.data).where(tables.scripts.c.print.in_(wanted)))
        codec.meet_scripts(texts.scalars().all())
    return Hall.restored(codec.decode_checkpoint(state))


class Log:
    """The logs of all halls in one database."""

    def __init__(self, engine: Engine, strongbox: Strongbox | None = None) -> None:
        self.engine, self._strongbox = engine, strongbox
        self.shared = engine.dialect.name == "postgresql"
        """Other servers may be writing too."""
        self._one_writes = threading.Lock()
        self._writer: Connection | None = None
        """Kept from one transaction to the next: taking it from the pool and back costs 80 µs of CPU."""
        self._synced = False

    def close(self) -> None:
        with self._one_writes:
            if self._writer is not None:
                self._writer.close()
            self._writer = None

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Commits at the end, all or nothing. Raises Conflict, Occupied."""
        with self._one_writes:
            connection = self._writer = self._writer or self._connected()
            try:
                with self._piped(connection) as pipeline, connection.begin():
                    yield Writing(connection, pipeline, synced=self._synced)
            except BaseException as error:
                self._writer = None
                connection.invalidate()
                connection.close()
                named = self._named(error)
                if named is error:
                    raise
                raise named from error

    def _connected(self) -> Connection:
        """A connection whose transactions don't hang for long; if PostgreSQL can't see to that, `Writing` says after each step
        that this was all."""
        connection = self.engine.connect().execution_options(write=True)
        longest = self.engine.get_execution_options().get("longest_write")
        if longest:
            driver: Any = connection.connection.driver_connection
            self._synced = driver.info.server_version < LIMITS_TRANSACTIONS
            if not self._synced:
                connection.exec_driver_sql(f"SET transaction_timeout = {longest}")
                connection.commit()
        return connection

    def _piped(self, connection: Connection) -> Any:
        """PostgreSQL gets what needn't be waited for at once: a batch is two waits for the network, not nine."""
        driver: Any = connection.connection.driver_connection
        return driver.pipeline() if self.shared else nullcontext()

    def _named(self, error: BaseException) -> BaseException:
        """What a fault of the database means to the writer."""
        fault = getattr(error, "orig", None) or error
        driver = self.engine.dialect.loaded_dbapi
        if isinstance(fault, driver.IntegrityError):
            return Conflict(str(fault))
        return error

    def lost_touch(self, error: Exception) -> bool:
        """Whether the database could not be reached or written, or went away."""
        fault = self._fault_of(error)
        if isinstance(fault, PoolTimeout):
            return True
        state = getattr(fault, "sqlstate", None)
        return isinstance(fault, self.engine.dialect.loaded_dbapi.OperationalError) and (state is None or state[:2] in AWAY)

    def try_to_write(self) -> None:
        """Whether SQLite's disk takes a commit. Raises Unavailable: it is full, read-only or broken, or another process has the
        database locked."""
        with changing(self.engine) as connection:
            connection.execute(text("UPDATE agreed SET value = value"))

    def refused(self, error: Exception) -> bool:
        """Whether the database took something for what it can't be, as a NUL in a text."""
        return isinstance(self._fault_of(error), self.engine.dialect.loaded_dbapi.DataError)

    @staticmethod
    def _fault_of(error: BaseException) -> BaseException:
        cause = (error.__cause__ or error) if isinstance(error, Unavailable) else error
        return getattr(cause, "orig", None) or cause

    def heads(self, halls: Collection[str]) -> dict[str, tuple[int, str]]:
        """The seq of the newest fact of each of these halls that there is, and the epoch of its log."""
        row = tables.halls.c
        with reading(self.engine) as connection:
            found = connection.execute(select(row.id, row.version, row.epoch).where(row.id.in_(halls)))
            return {row.id: (row.version, row.epoch) for row in found}

    def versions(self, halls: Collection[str]) -> dict[str, int]:
        return {hall: version for hall, (version, _) in self.heads(halls).items()}

    def halls(self, limit: int | None = None) -> dict[str, int]:
        """Each hall and the seq of its newest fact."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(tables.halls.c.id, tables.halls.c.version).order_by(tables.halls.c.id).limit(limit))
            return {row.id: row.version for row in rows}

    def has(self, hall: str) -> bool:
        return hall in self.versions([hall])

    def agreed(self, name: str) -> str | None:
        """What all servers of this database agree on under this name."""
        row = tables.agreed.c
        with reading(self.engine) as connection:
            return connection.execute(select(row.value).where(row.name == name)).scalar_one_or_none()

    def agree(self, name: str, value: str) -> None:
        """From now on, for all servers."""
        told = text(
            "INSERT INTO agreed (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        )
        with changing(self.engine) as connection:
            connection.execute(told, {"name": name, "value": value})

    def new_epoch(self, hall: str) -> str:
        """The log is not the one that clients knew: it is shorter than it was."""
        row, epoch = tables.halls, secrets.token_hex(8)
        with changing(self.engine) as connection:
            connection.execute(update(row).where(row.c.id == hall).values(epoch=epoch))
        return epoch

    def epoch(self, hall: str) -> str:
        """Raises UnknownHall."""
        found = self.heads([hall]).get(hall)
        if found is None:
            raise UnknownHall(hall=hall[:40])
        return found[1]

    def since(self, hall: str, after: int, limit: int | None = None) -> Iterator[Recorded]:
        row = tables.facts.c
        with reading(self.engine) as connection:
            yield from _read(connection, _FACTS.where(row.hall == hall, row.seq > after).order_by(row.seq).limit(limit))

    def at(self, hall: str, seqs: Collection[int]) -> list[Recorded]:
        """Single facts, in their order."""
        row = tables.facts.c
        with reading(self.engine) as connection:
            return list(_read(connection, _FACTS.where(row.hall == hall, row.seq.in_(seqs)).order_by(row.seq))) if seqs else []

    def of_day(self, hall: str, day: str, kinds: Collection[type[Fact]], holding: Collection[str] = ()) -> Iterator[Recorded]:
        """The facts of these kinds within a business day; none for a day that the hall doesn't have. `holding`: those in which
        one of these stands, as they are stored; a fact needn't be read to know."""
        row, begins = tables.facts.c, tables.checkpoints.c
        days = select(begins.day, begins.seq).where(begins.hall == hall, begins.day >= day).order_by(begins.seq).limit(2)
        wanted = _FACTS.where(row.hall == hall, row.type.in_([kind.__name__ for kind in kinds]))
        if holding:
            wanted = wanted.where(or_(*(row.data.contains(one, autoescape=True) for one in holding)))
        with reading(self.engine) as connection:
            found = list(connection.execute(days))
            if not found or found[0].day != day:
                return
            wanted = wanted.where(row.seq > found[0].seq)
            if len(found) == 2:
                wanted = wanted.where(row.seq <= found[1].seq)
            yield from _read(connection, wanted.order_by(row.seq))

    def of_complaints(self, hall: str, first: str, last: str) -> Iterator[Recorded]:
        """What is counted of complaints, from the first business day to the last, both included."""
        row, begins = tables.facts.c, tables.checkpoints.c
        begin, end = (
            select(func.min(begins.seq)).where(begins.hall == hall, of_days).scalar_subquery()
            for of_days in (begins.day >= first, begins.day > last)
        )
        wanted = _FACTS.where(row.hall == hall, tables.OF_COMPLAINTS, row.seq > begin, or_(end.is_(None), row.seq <= end))
        with reading(self.engine) as connection:
            yield from _read(connection, wanted.order_by(row.seq))

    def of_kind(self, hall: str, kind: type[Fact]) -> Iterator[Recorded]:
        """All facts of a kind that is seldom, from the first on."""
        row = tables.facts.c
        with reading(self.engine) as connection:
            yield from _read(connection, _FACTS.where(row.hall == hall, row.type == kind.__name__).order_by(row.seq))

    def settings(self, hall: str, kind: type[Fact], most: int, script: str | None = None) -> list[Recorded]:
        """The newest facts of a kind of settings, the newest first; `script`: those of one script among its newest 2,000."""
        row = tables.facts.c
        wanted = _FACTS.where(row.hall == hall, tables.OF_SETTINGS, row.type == kind.__name__).order_by(row.seq.desc())
        with reading(self.engine) as connection:
            found = list(_read(connection, wanted.limit(most if script is None else 2_000)))
        mine = (one for one in found if script is None or (isinstance(one.fact, ScriptSet) and one.fact.script.id == script))
        return list(islice(mine, most))

    def commands(self, hall: str, after: int = 0) -> dict[bytes, int]:
        """The ids of the commands that are remembered, each with the seq of the fact beside which its answer stands."""
        row = tables.commands
        with reading(self.engine) as connection:
            rows = connection.execute(select(row.c.id, row.c.seq).where(row.c.hall == hall, row.c.seq >= after))
            return {found.id: found.seq for found in rows}

    def remembered(self, hall: str, seq: int, id: bytes) -> Remembered | None:
        row = tables.commands
        wanted = select(row.c.fingerprint, row.c.status, row.c.body).where(row.c.hall == hall, row.c.seq == seq, row.c.id == id)
        with reading(self.engine) as connection:
            found = connection.execute(wanted).first()
        return None if found is None else Remembered(found.fingerprint, found.status, found.body)

    def personal_of(self, hall: str, seq: int, secret: bytes) -> tuple[str, str] | None:
        """Day and number of the ticket that this fact issued, if its phone page has this secret, given its hash."""
        row = tables.personal
        wanted = select(row.c.day, row.c.number, row.c.secret).where(row.c.hall == hall, row.c.seq == seq)
        with reading(self.engine) as connection:
            found = connection.execute(wanted).first()
        if found is None or found.secret is None or not compare_digest(found.secret, secret):
            return None
        return found.day, found.number

    def issued_by(self, hall: str, day: str, number: str) -> tuple[int, bytes] | None:
        """The seq of the fact that issued a ticket and what is stored of its link's secret; None: nothing is, any more."""
        row = tables.personal.c
        mine = (row.hall == hall, row.day == day, row.number == number, row.secret.is_not(None))
        wanted = select(row.seq, row.secret).where(*mine).order_by(row.seq.desc()).limit(1)
        with reading(self.engine) as connection:
            found = connection.execute(wanted).first()
        return (found.seq, bytes(found.secret)) if found is not None else None

    def load(self, hall: str) -> Hall:
        """The hall as it is now: the newest checkpoint and the facts since. Raises UnknownHall."""
        state = self._folded(hall, self._checkpoint(hall))
        if not state.version:
            raise UnknownHall(hall=hall[:40])
        self.know(hall, state, self._yesterday(hall))
        return state

    def know_news(self, hall: str, state: Hall, after: int, news: Collection[Recorded]) -> None:
        """What was noted beside facts that others have appended."""
        if any(isinstance(recorded.fact, NOTED) for recorded in news):
            self.know(hall, state, after)

    def know(self, hall: str, state: Hall, after: int) -> None:
        """What staff noted about the customers who are in the hall."""
        row = tables.personal
        if self._strongbox is None:  # whoever opened this log asks nothing about customers
            return
        noted = row.c.box.is_not(None) | row.c.note.is_not(None) | row.c.customer.is_not(None)
        wanted = select(row).where(row.c.hall == hall, row.c.seq > after, noted).order_by(row.c.seq)
        promised = {promise.number or promise.walk for promise in state.follow_ups.values()}
        for case in [case for case in state.complaints.values() if case.open]:
            promised |= {case.id, case.number or case.walk}
        older = (
            select(row)
            .where(row.c.hall == hall, row.c.seq <= after, noted, row.c.number.in_(promised - {None}))
            .order_by(row.c.seq)
        )
        with reading(self.engine) as connection:
            for found in [*(connection.execute(older) if promised else ()), *connection.execute(wanted)]:
                with suppress(Unopened):
                    state.know((found.day, found.number), *self._strongbox.of_row(found).told, seq=found.seq)

    def notes(self, hall: str, seqs: Collection[int]) -> dict[int, str]:
        """The words beside these facts, by seq; what was erased is not among them."""
        row, found = tables.personal, {}
        assert self._strongbox is not None
        with reading(self.engine) as connection:
            for one in connection.execute(select(row).where(row.c.hall == hall, row.c.seq.in_(seqs))) if seqs else ():
                with suppress(Unopened):
                    found[one.seq] = self._strongbox.of_row(one).note
        return {seq: note for seq, note in found.items() if note}

    def closed(self, noted: Iterable[Noted]) -> list[tuple[Any, ...]]:
        """Rows of `personal`."""
        assert self._strongbox is not None
        return [self._strongbox.row(one) for one in noted]

    def _yesterday(self, hall: str) -> int:
        """The seq with which the day before this one began: a ticket at a counter may be as old."""
        row = tables.checkpoints
        wanted = select(row.c.seq).where(row.c.hall == hall).order_by(row.c.seq.desc()).limit(2)
        with reading(self.engine) as connection:
            return min((seq for (seq,) in connection.execute(wanted)), default=0)

    def load_day(self, hall: str, day: str) -> Hall | None:
        """The hall as it was when a past day ended, and what the next day made of its last tickets; None: it has no such day."""
        row = tables.checkpoints
        days = select(row.c.day, row.c.seq).where(row.c.hall == hall, row.c.day >= day).order_by(row.c.seq).limit(3)
        with reading(self.engine) as connection:
            found = [(on, seq) for on, seq in connection.execute(days)]
        if not found or found[0][0] != day:
            return None
        past = self._checkpoint(hall, found[0][1])
        assert past is not None
        ends = [seq for _, seq in found[1:]] or [None]
        for recorded in self.since(hall, past.version, ends[-1] and ends[-1] - past.version - 1):
            of_that_day = isinstance(recorded.fact, OfTicket) and recorded.fact.day == day
            if ends[0] is None or recorded.seq < ends[0] or of_that_day:
                past.apply(recorded.fact)
        return past

    def _folded(self, hall: str, state: Hall | None) -> Hall:
        state = state or Hall()
        state.apply_all(recorded.fact for recorded in self.since(hall, state.version))
        return state

    def _checkpoint(self, hall: str, seq: int | None = None) -> Hall | None:
        row = tables.checkpoints
        wanted = select(row.c.state).where(row.c.hall == hall).order_by(row.c.seq.desc()).limit(1)
        if seq is not None:
            wanted = wanted.where(row.c.seq == seq)
        with reading(self.engine) as connection:
            state = connection.execute(wanted).scalar_one_or_none()
            return None if state is None else restored(connection, state)

    def checkpoints(self, hall: str) -> Iterator[tuple[int, str]]:
        """Seq and stored state of each checkpoint, oldest first."""
        row = tables.checkpoints
        with reading(self.engine) as connection:
            rows = connection.execute(select(row.c.seq, row.c.state).where(row.c.hall == hall).order_by(row.c.seq))
            yield from ((seq, state) for seq, state in rows)
