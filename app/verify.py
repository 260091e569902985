"""Whether all that is stored agrees with the log: a fold from the first fact, against checkpoints, figures, commands and personal
rows."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, select

from app import codec, tables
from app.audit import Audit
from app.differences import differences
from app.hall.events import (
    DayBegan,
    Fact,
    FollowUpSet,
    InspectionEntered,
    PatrolSeen,
    TicketTaken,
    VisitEntered,
    WorkOrderRaised,
)
from app.hall.state import Hall
from app.hall.ticket import number
from app.log import NOTED, restored
from app.prints import print_of
from app.reports.proof import Proof

VOICES = (PatrolSeen, VisitEntered, InspectionEntered)
"""Words may lie beside these under no name but their own."""
StoredFact = tuple[int, str, int, str]
Passing = Callable[[Iterator[StoredFact]], Iterator[StoredFact]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What doesn't agree, and where; seq 0: not at one fact."""

    hall: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.hall}: seq {self.seq}: {self.what}" if self.seq else f"{self.hall}: {self.what}"


@dataclass
class Verified:
    """What was counted and found in one hall."""

    hall: str
    facts: int = 0
    tickets: int = 0
    checkpoints: int = 0
    commands: int = 0
    differences: list[Difference] = field(default_factory=list)
    issued: dict[tuple[str, str], int] = field(default_factory=dict)
    """By day and letter, the count of the last number."""
    owed: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """By work order or follow-up, the day and the number of the ticket for which it stands."""

    def differ(self, seq: int, what: str) -> None:
        self.differences.append(Difference(self.hall, seq, what))

    def has(self, day: str, ticket: str) -> bool:
        """Whether the log has this ticket: numbers of a day and letter are 1..n."""
        count = int(ticket[1:]) if ticket[1:].isdecimal() else 0
        return 0 < count <= self.issued.get((day, ticket[:1]), 0) and number(ticket[0], count) == ticket


def verify_audit(engine: Engine, key: bytes) -> list[str]:
    """What is not as it was written in the audit."""
    with one_moment(engine) as connection:
        return Audit(key).verify(connection)


def verify_all(engine: Engine) -> list[Verified]:
    """Every hall, read in one transaction, so that it can run beside a server that writes."""
    with one_moment(engine) as connection:
        versions = {row.id: row.version for row in connection.execute(select(tables.halls).order_by(tables.halls.c.id))}
        halls = [verify_hall(connection, hall, version) for hall, version in versions.items()]
        return halls + [_without_hall(hall) for hall in _halls_named(connection) - versions.keys()]


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """All that is read here is of one moment, whoever writes meanwhile."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _halls_named(connection: Connection) -> set[str]:
    named = (tables.facts, tables.checkpoints, tables.commands, tables.personal, tables.figures)
    return {hall for table in named for hall in connection.execute(select(table.c.hall).distinct()).scalars()}


def _without_hall(hall: str) -> Verified:
    found = Verified(hall)
    found.differ(0, "there are rows of this hall, but there is no such hall")
    return found


def verify_hall(connection: Connection, hall: str, version: int, passing: Passing = iter) -> Verified:
    """`version`: the seq of its newest fact, as `halls` has it. `passing`: sees the facts go by."""
    found = Verified(hall)
    folded = _fold(connection, found, passing)
    if folded is None:
        return found
    if found.facts != version:
        found.differ(found.facts, f"halls.version is {version}, but the log ends here")
    _verify_commands(connection, found)
    _verify_personal(connection, found)
    found.differences += verify_media(connection, hall)
    _verify_devices(connection, found)
    return found


def _fold(connection: Connection, found: Verified, passing: Passing) -> Hall | None:
    """Applies every fact and compares at each checkpoint. None: the log itself is broken, so nothing else can be judged."""
    stored, state, resumed = _checkpoints(connection, found.hall), Hall(), None
    figures = Proof(connection, found.hall)
    for seq, kind, format, data in passing(_facts(connection, found.hall)):
        if seq != found.facts + 1:
            found.differ(found.facts + 1, f"this fact is missing; the next one is {seq}")
            return None
        try:
            fact = codec.decode(kind, format, data)
            state.apply(fact)
            if resumed is not None:
                resumed.apply(fact)
        except Exception as error:
            found.differ(seq, f"{kind} can't be applied ({type(error).__name__}: {str(error).partition(chr(10))[0]})")
            return None
        found.facts = seq
        _count(found, seq, fact)
        figures.take(seq, fact)
        if (row := stored.pop(seq, None)) is not None:
            resumed = _compare_checkpoint(connection, found, seq, row, state)
        elif isinstance(fact, DayBegan):
            found.differ(seq, f"the day {fact.day} began, but its checkpoint is missing")
    _compare_end(found, stored, state, resumed)
    for seq, what in figures.wrong():
        found.differ(seq, what)
    return state


def _facts(connection: Connection, hall: str) -> Iterator[StoredFact]:
    row = tables.facts.c
    wanted = select(row.seq, row.type, row.format, row.data).where(row.hall == hall).order_by(row.seq)
    yield from (tuple(one) for one in connection.execute(wanted, execution_options={"yield_per": 1000}))


def _checkpoints(connection: Connection, hall: str) -> dict[int, tuple[str, str]]:
    row = tables.checkpoints.c
    rows = connection.execute(select(row.seq, row.day, row.state).where(row.hall == hall))
    return {seq: (day, state) for seq, day, state in rows}


def _count(found: Verified, seq: int, fact: Fact) -> None:
    if isinstance(fact, WorkOrderRaised):
        found.owed[fact.work_order] = fact.day, fact.number
    elif isinstance(fact, FollowUpSet):
        found.owed[fact.follow_up] = fact.day, fact.number
    if not isinstance(fact, TicketTaken):
        return
    found.tickets += 1
    key = fact.day, fact.number[0]
    count = found.issued[key] = found.issued.get(key, 0) + 1
    if fact.number != number(fact.number[0], count):
        found.differ(seq, f"the ticket {fact.number} of {fact.day} stands where {number(fact.number[0], count)} is next")


def _compare_checkpoint(connection: Connection, found: Verified, seq: int, row: tuple[str, str], state: Hall) -> Hall | None:
    """What a start from this checkpoint would go on with."""
    found.checkpoints += 1
    day, stored = row
    if day != state.day:
        found.differ(seq, f"checkpoint: day is {day}, by the log {state.day}")
    try:
        resumed = restored(connection, stored)
    except Exception as error:
        found.differ(seq, f"checkpoint: can't be read ({type(error).__name__})")
        return None
    for what in differences(resumed.snapshot(), state.snapshot()):
        found.differ(seq, f"checkpoint: {what}")
    return resumed


def _compare_end(found: Verified, left: dict[int, Any], state: Hall, resumed: Hall | None) -> None:
    for seq in sorted(left):
        found.differ(seq, "checkpoint: the log has no such fact")
    if resumed is not None and not found.differences:
        for what in differences(resumed.snapshot(), state.snapshot()):
            found.differ(found.facts, f"a start from the newest checkpoint: {what}")


def _verify_commands(connection: Connection, found: Verified) -> None:
    """Each answer lies beside a fact, and if it shows a ticket, it shows one that the log has."""
    row = tables.commands.c
    for seq, status, body in connection.execute(select(row.seq, row.status, row.body).where(row.hall == found.hall)):
        found.commands += 1
        if not 0 < seq <= found.facts:
            found.differ(seq, f"commands: an answer {status} lies beside a fact that the log doesn't have")
        try:
            shape = json.loads(body)
        except ValueError:
            continue
        ticket, day = (shape.get("number"), shape.get("day")) if isinstance(shape, dict) else (None, None)
        if isinstance(ticket, str) and isinstance(day, str) and not found.has(day, ticket):
            found.differ(seq, f"commands: an answer {status} names the ticket {ticket} of {day}, which the log doesn't have")


def _verify_personal(connection: Connection, found: Verified) -> None:
    """Each row lies beside the fact that issued or noted its ticket, or in whose walk, case, order or voice it was noted."""
    row = tables.personal.c
    issued = tables.facts.c
    kinds = [kind.__name__ for kind in (*NOTED, *VOICES)]
    beside = (issued.hall == row.hall) & (issued.seq == row.seq) & issued.type.in_(kinds)
    rows = select(row.seq, row.day, row.number, issued.data).select_from(tables.personal.outerjoin(tables.facts, beside))
    for seq, day, id, data in connection.execute(rows.where(row.hall == found.hall)):
        fact = json.loads(data) if data is not None else {}
        order = fact.get("work_order") or fact.get("follow_up") or ""
        tickets = (fact.get("day"), fact.get("number")), found.owed.get(order)
        others = fact.get("walk"), fact.get("complaint"), order or None, fact.get("noted") and f"voice-{seq}"
        if (day, id) not in tickets and id not in others:
            found.differ(seq, f"personal: a row names {id} of {day}, which was neither issued nor noted here")


def verify_media(connection: Connection, hall: str) -> list[Difference]:
    """Each file is whole: its parts make up what its print names."""
    file, part = tables.media.c, tables.media_parts.c
    found = []
    for print, size in connection.execute(select(file.print, file.bytes).where(file.hall == hall)).all():
        rows = select(part.data).where(part.hall == hall, part.print == print).order_by(part.part)
        parts = connection.execute(rows, execution_options={"yield_per": 16}).scalars()
        if print_of(parts) != print:
            found.append(Difference(hall, 0, f"media: the file {print} of {size} bytes is damaged: upload it again"))
    return found


def _verify_devices(connection: Connection, found: Verified) -> None:
    """They are no part of the log, but must be readable."""
    row = tables.devices.c
    for id, data in connection.execute(select(row.id, row.data).where(row.hall == found.hall)):
        try:
            readable = isinstance(json.loads(data), dict)
        except ValueError:
            readable = False
        if not readable:
            found.differ(0, f"devices: what {id} told can't be read")
