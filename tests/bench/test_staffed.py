"""A made-up day, a hundred times as fast, in a real server: clerks and customers on its interface and stream."""

from pathlib import Path

from app.accounts import Accounts
from bench.replay import through
from bench.replay_hall import HALL, OURS, hall_text
from tests.bench.test_replay import NINE, call, read
from tests.house import Place, run, server

SPEED = 100


def test_a_day_through_a_server_serves_who_stays_and_lets_go_who_hangs_up(tmp_path: Path) -> None:
    day = read(
        tmp_path,
        *(call(n, ends=NINE + 60 + n) for n in range(3)),
        call(10, 2, ends=NINE + 400, server="S09"),
        call(20, kind="NE", outcome="HANG", queued=30),
    )
    place = Place.make(tmp_path / "var", (hall_text(day, OURS, SPEED),))
    token = Accounts(place.data.engine, place.data.key).issue("integration", HALL)
    with server(place) as base:
        found, notes = run(through(day, base, token, SPEED))
    assert found.issued == 5
    assert dict(found.states) == {"done": 4, "cancelled": 1}
    assert (found.twice, found.beyond) == (0, 0)
    assert found.waits["vip"].count == 1
    assert notes.took.count >= 5 + 4
