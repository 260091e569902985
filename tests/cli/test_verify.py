"""`yingbin verify`: whatever doesn't agree with the log is named; a log in order is said to be so."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Table

from app import tables
from app.database import open_data
from app.hall import decide
from app.hall.day import next_day_starts
from app.log import Log, checkpoint_row
from tests.cli.command import Server, yingbin


@pytest.fixture
def worked(data: Path) -> Path:
    """A hall with two tickets on the first day, one of them still served on the second."""
    found = open_data(data, None)
    log = Log(found.engine)
    hall = log.load("dongcheng")
    now, before, facts = hall.last_at + 1, hall.version, []
    wishes = (
        lambda: decide.take(hall, now, service="pay-bill", by="kiosk"),
        lambda: decide.take(hall, now, service="open-account", level="vip", by="greeter"),
        lambda: decide.open_counter(hall, now, counter=1),
        lambda: decide.call_next(hall, now, counter=1, expected_current=None),
        lambda: decide.pass_time(hall, next_day_starts(hall.plan, hall.day)),
    )
    for wish in wishes:
        facts += (made := wish())
        hall.apply_all(made)
    with log.write() as writing:
        writing.append("dongcheng", before, facts)
        writing.begin_day(checkpoint_row(hall))
    found.engine.dispose()
    return data


@contextmanager
def tampered(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / "yingbin.sqlite3")) as connection, connection:
        yield connection


def lines(data: Path) -> list[str]:
    said = yingbin("verify", "--data", data)
    assert (said.code, said.err) == (1, "")
    return said.out.splitlines()


def test_a_log_in_order_is_counted(worked: Path) -> None:
    assert yingbin("verify", "--data", worked).done() == "dongcheng: in order: 8 facts, 2 tickets, 2 days, 0 commands\n"


def test_a_checkpoint_that_tells_another_story_is_named_field_by_field(worked: Path) -> None:
    with tampered(worked) as connection:
        (stored,) = connection.execute("SELECT state FROM checkpoints WHERE seq = 8").fetchone()
        state = json.loads(stored)
        snapshot = state["snapshot"]
        snapshot["tickets"][0]["service"], snapshot["last_at"] = "pay-bill", snapshot["last_at"] + 1
        connection.execute("UPDATE checkpoints SET state = ? WHERE seq = 8", [json.dumps(state)])
    told = lines(worked)
    assert [line.split(" is ")[0] for line in told] == [
        "dongcheng: seq 8: checkpoint: last_at",
        f"dongcheng: seq 8: checkpoint: tickets: A001 of {snapshot['tickets'][0]['day']}",
    ]
    assert "open-account" in told[1]


def personal(hall: str) -> str:
    return inserted(tables.personal, hall=hall, day="2000-01-01", number="A001", secret=b"0", seq=4)


def command(body: str, seq: int = 3) -> str:
    return inserted(
        tables.commands, id=b"0", hall="dongcheng", seq=seq, day="2000-01-01", fingerprint=b"0", status=201, body=body.encode()
    )


def inserted(table: Table, **row: object) -> str:
    """A row with something in every column."""
    cells = {column.name: row.get(column.name, None if column.nullable else 0) for column in table.columns}
    shown = ["NULL" if cell is None else f"x'{cell.hex()}'" if isinstance(cell, bytes) else repr(cell) for cell in cells.values()]
    return f"INSERT INTO {table.name} ({', '.join(cells)}) VALUES ({', '.join(shown)})"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM facts WHERE seq = 4", "dongcheng: seq 4: this fact is missing; the next one is 5"),
        ("UPDATE halls SET version = 9", "dongcheng: seq 8: halls.version is 9, but the log ends here"),
        ("DELETE FROM checkpoints WHERE seq = 8", "dongcheng: seq 8: the day"),
        ("UPDATE checkpoints SET state = '{}' WHERE seq = 8", "dongcheng: seq 8: checkpoint: can't be read"),
        ("UPDATE checkpoints SET day = '2000-01-01' WHERE seq = 8", "dongcheng: seq 8: checkpoint: day is 2000-01-01"),
        ("UPDATE checkpoints SET seq = 99 WHERE seq = 8", "dongcheng: seq 8: the day"),
        ("UPDATE facts SET data = '{}' WHERE seq = 3", "dongcheng: seq 3: TicketTaken can't be applied"),
        ("UPDATE facts SET type = 'Nonsense' WHERE seq = 3", "dongcheng: seq 3: Nonsense can't be applied"),
        ("UPDATE facts SET data = replace(data, 'B001', 'B002') WHERE seq = 3", "dongcheng: seq 3: the ticket B002"),
        (personal("dongcheng"), "dongcheng: seq 4: personal: a row names"),
        (command('{"number": "A001", "day": "2000-01-01"}'), "dongcheng: seq 3: commands: an answer 201 names the ticket A001"),
        (command("{}", seq=77), "dongcheng: seq 77: commands: an answer 201 lies beside a fact that the log doesn't have"),
        (
            inserted(tables.media, hall="dongcheng", print="f" * 32),
            f"dongcheng: media: the file {'f' * 32} of 0 bytes is damaged",
        ),
        (personal("gone"), "gone: there are rows of this hall"),
    ],
)
def test_what_differs_is_named(worked: Path, change: str, told: str) -> None:
    with tampered(worked) as connection:
        connection.execute(change)
    assert any(line.startswith(told) for line in lines(worked)), lines(worked)


def test_it_reads_one_moment_while_a_server_writes(server: Server) -> None:
    token, stop = server.token("integration"), threading.Event()

    def taking() -> None:
        count = 0
        while not stop.is_set():
            server.take(token, f"meanwhile-{(count := count + 1)}")

    customers = threading.Thread(target=taking)
    customers.start()
    try:
        counted: set[str] = set()
        while len(counted) < 5:
            counted.add(yingbin("verify", "--data", server.data).done())
    finally:
        stop.set()
        customers.join()
