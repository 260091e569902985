"""Two servers, one hall: a long day, and a minute in which one of them is killed every three seconds."""

import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.house import Place, run
from tests.servers.conftest import HALL
from tests.servers.day import worked
from tests.servers.fleet import NO_SCRIPTS, fleet
from tests.servers.test_one_hall import check_killed, kill_in_turn

CALLS = 5000
KILLS, EVERY = 20, 3.0


@pytest.fixture(scope="module")
def durable() -> Iterator[postgres.Cluster]:
    """Unlike the one that tests share: every commit is on the disk."""
    cluster = postgres.Cluster.made().start()
    yield cluster
    cluster.kill()


@pytest.fixture
def hall(durable: postgres.Cluster, tmp_path: Path) -> Iterator[Place]:
    made = Place.make(tmp_path / "var", (HALL,), durable.database())
    yield made
    made.close()


def test_five_thousand_calls_at_two_servers_keep_one_order(
    hall: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with fleet(hall, tmp_path, scripts=NO_SCRIPTS) as servers:
        day = run(worked(hall, [server.address for server in servers], CALLS))
    with capsys.disabled():
        nobody = len(day.told.nobody)
        print(
            f"\n{day.history.calls} calls in {day.seconds:.0f} s, {nobody} times nobody waiting, {day.head} events: {day.history}"
        )
    assert day.history.clean, day.history
    assert day.history.calls >= CALLS
    assert all(listener.gapless and listener.resets == 1 for listener in day.listeners)
    assert not day.told.faults


def test_a_minute_of_kills_loses_nothing(hall: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with fleet(hall, tmp_path, scripts=NO_SCRIPTS) as servers:
        addresses = [server.address for server in servers]
        day = run(worked(hall, addresses, CALLS // 50, meanwhile=kill_in_turn(servers, KILLS, EVERY)))
    away = [seconds for tv in day.tvs for seconds in tv.back]
    streams = [seconds for listener in day.listeners for seconds in listener.back]
    with capsys.disabled():
        print(f"\n{KILLS} kills, {day.history.calls} calls, asked again {day.told.again} times: {day.history}")
        for name, seconds in (("screens", away), ("streams", streams)):
            longest = max(seconds)
            print(
                f"{name} were away {len(seconds)} times, {statistics.median(seconds):.2f} s at the median, {longest:.2f} at most"
            )
    check_killed(day, KILLS)
