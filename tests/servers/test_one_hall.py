"""One hall at two servers: one order, whichever of them is asked."""

import asyncio
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.house import Place, run
from tests.servers.day import Worked, worked
from tests.servers.fleet import NO_SCRIPTS, Server, fleet

WRITERS, EACH = 8, 50
AWAY = 5.0
"""Seconds after which a screen must be live again, at the other server."""


async def kill_in_turn(servers: list[Server], times: int, every: float) -> None:
    """One after the other; it is back before the next one goes."""
    for n in range(times):
        await asyncio.sleep(every)
        server = servers[n % len(servers)]
        server.kill()
        await asyncio.to_thread(server.start)


def check_killed(day: Worked, kills: int) -> None:
    """Nothing acknowledged was lost or done twice, and everybody was back in time."""
    assert day.history.clean, day.history
    assert all(listener.gapless and listener.resets == 1 for listener in day.listeners)
    assert sum(len(tv.back) for tv in day.tvs) >= kills
    assert max(away for one in (*day.tvs, *day.listeners) for away in one.back) < AWAY


@pytest.mark.timeout(180)
def test_a_server_that_is_killed_loses_nothing_and_its_screens_go_on_at_the_other(shared_hall: Place, tmp_path: Path) -> None:
    with fleet(shared_hall, tmp_path, scripts=NO_SCRIPTS) as servers:
        addresses = [server.address for server in servers]
        day = run(worked(shared_hall, addresses, 100, meanwhile=kill_in_turn(servers, 2, 1.5)))
    check_killed(day, 2)
    assert day.told.again > 0


@pytest.mark.timeout(180)
def test_two_servers_keep_one_order(shared_hall: Place, tmp_path: Path) -> None:
    with fleet(shared_hall, tmp_path, scripts=NO_SCRIPTS) as servers:
        day = run(worked(shared_hall, [server.address for server in servers], 300))
    assert day.history.clean, day.history
    assert day.history.calls == day.history.tickets >= 300
    assert all(listener.gapless and listener.resets == 1 for listener in day.listeners)
    assert not day.told.faults


@pytest.mark.timeout(180)
def test_without_the_condition_of_an_append_the_proof_fails(shared_hall: Place, tmp_path: Path) -> None:
    """The control: the same servers, each deciding on what it knows."""
    with (
        fleet(shared_hall, tmp_path, scripts=NO_SCRIPTS, fault="append_without_its_condition") as servers,
        suppress(AssertionError, TimeoutError),  # a clerk may be told of a ticket that isn't there
    ):
        run(asyncio.wait_for(worked(shared_hall, [server.address for server in servers], 100), 20))
    with psycopg.connect(shared_hall.data.url) as connection:
        twice = "SELECT 1 FROM facts WHERE type = %s GROUP BY data::json->>'number' HAVING count(*) > 1"
        found = {kind: len(connection.execute(twice, (kind,)).fetchall()) for kind in ("TicketTaken", "TicketCalled")}
    assert found["TicketTaken"] > 0
    assert found["TicketCalled"] > 0


def test_a_reader_of_the_log_misses_nothing_while_eight_write(shared_hall: Place) -> None:
    assert _missed(shared_hall.data.url, "log") == 0


def test_a_reader_of_a_database_sequence_misses_events(shared_hall: Place) -> None:
    """The control: places in the order in which they were drawn, not in which they were committed."""
    assert _missed(shared_hall.data.url, "sequence") > 0


def _missed(url: str, how: str) -> int:
    """How many of the events a reader of «seq > last» never saw."""
    over = threading.Event()
    seen: list[int] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE events (seq bigint PRIMARY KEY)")
        connection.execute("CREATE SEQUENCE drawn")

    def write() -> None:
        with psycopg.connect(url) as connection:
            for _ in range(EACH):
                if how == "sequence":
                    connection.execute("INSERT INTO events VALUES (nextval('drawn'))")
                else:
                    (seq,) = connection.execute("SELECT version FROM halls WHERE id = 'dongcheng' FOR UPDATE").fetchone() or (0,)
                    connection.execute("UPDATE halls SET version = version + 1 WHERE id = 'dongcheng'")
                    connection.execute("INSERT INTO events VALUES (%s)", (seq + 1,))
                time.sleep(0.001)
                connection.commit()

    def read() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while True:
                last_look = over.is_set()
                news = connection.execute("SELECT seq FROM events WHERE seq > %s ORDER BY seq", (seen[-1] if seen else 0,))
                seen.extend(seq for (seq,) in news)
                if last_look:
                    return

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join()
    return WRITERS * EACH - len(seen)
