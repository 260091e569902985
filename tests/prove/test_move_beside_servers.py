"""`yingbin move` while servers run: the one that had the hall has it no more, the other serves it at once, the rest goes on."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.accounts import Accounts
from app.move.carry import move as carry
from app.move.ends import source_at, target_at
from app.move.journey import Journey, Moved
from app.move.progress import Progress
from tests.cli.moving import PLAYED, REAL, folded, move, url_of
from tests.house import HALL, Place
from tests.servers.fleet import Server, fleet

OTHER = "nancheng"
NOTICED = 2.0
"""Seconds within which a server notices that a hall has gone."""


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path, chain: str) -> Iterator[Place]:
    """A place with another hall, on either kind of database."""
    url = chain if request.param == "postgresql" else None
    made = Place.make(tmp_path / "other", (HALL.replace(REAL, OTHER),), url)
    made.tokens[OTHER] = Accounts(made.data.engine, made.data.key).issue("integration", OTHER)
    yield made
    made.close()


@contextmanager
def served(place: Place, tmp_path: Path) -> Iterator[Server]:
    with fleet(place, tmp_path, count=1) as (server,):
        yield server


def as_(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def take(server: Server, token: str, hall: str, key: str) -> httpx.Response:
    headers = as_(token) | {"Idempotency-Key": key}
    body = {"service": "pay-bill"}
    return httpx.post(f"{server.address}/api/v1/halls/{hall}/tickets", json=body, headers=headers, timeout=15)


@contextmanager
def listening(server: Server, token: str, path: str) -> Iterator[ClientConnection]:
    """A socket that has had its first word."""
    address = server.address.replace("http", "ws") + path
    with connect(address, additional_headers=as_(token), proxy=None) as socket:
        if path.endswith("stream"):
            socket.send(json.dumps({"hello": 1, "epoch": None, "since": None}))
        assert socket.recv(timeout=5)
        yield socket


def closed_with(stream: ClientConnection, within: float) -> int | None:
    """The code with which it is closed; whatever is said before is passed over."""
    end = time.monotonic() + within
    try:
        while True:
            stream.recv(timeout=max(0.0, end - time.monotonic()))
    except ConnectionClosed as closed:
        return closed.rcvd and closed.rcvd.code


def arrived(once_worked: Place, worked_hall: Path, other: Place) -> Place:
    """The other place with the hall in it, as it is stored there."""
    move(url_of(worked_hall), other.data.url).done()
    other.tokens[REAL] = once_worked.tokens["integration"]
    return other


@pytest.mark.parametrize("asked_at_once", [False, True])
def test_the_server_that_had_the_hall_knows_it_no_more(
    once_worked: Place, worked_hall: Path, other: Place, tmp_path: Path, asked_at_once: bool
) -> None:
    place = arrived(once_worked, worked_hall, other)
    stream, screen = f"/api/v1/halls/{REAL}/stream", f"/display/{REAL}/live"
    with (
        served(place, tmp_path) as server,
        listening(server, place.tokens[REAL], stream) as client,
        listening(server, place.tokens["all"], screen) as lobby,
    ):
        assert take(server, place.tokens[REAL], REAL, "before").status_code == 201
        move(place.data.url, url_of(tmp_path / "away"), REAL).done()
        if asked_at_once:
            take(server, place.tokens[REAL], REAL, "at once")
        assert (closed_with(client, NOTICED), closed_with(lobby, NOTICED)) == (1012, 1012)
        answer = take(server, place.tokens["all"], REAL, "after")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_hall")
        assert take(server, place.tokens[OTHER], OTHER, "other").status_code == 201
        assert "Traceback" not in server.words()


def test_the_server_where_it_arrives_serves_it_at_the_first_request(
    once_worked: Place, worked_hall: Path, other: Place, tmp_path: Path
) -> None:
    """With the tokens that it had, though it was asked for in vain a moment before."""
    token = once_worked.tokens["integration"]
    with served(other, tmp_path) as server:
        assert take(server, other.tokens["all"], REAL, "before").status_code == 404
        assert take(server, token, REAL, "before").status_code == 401
        arrived(once_worked, worked_hall, other)
        answer = take(server, token, REAL, "after")
        assert (answer.status_code, answer.json()["service"]) == (201, "pay-bill")


# ------------------------------------------------------------ while it moves
@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, source: str, target: str) -> Iterator[None]:
    """A move of the hall that takes long."""
    comparing, go_on, compare = threading.Event(), threading.Event(), Journey._compare

    def slow(journey: Journey) -> None:
        comparing.set()
        assert go_on.wait(30)
        compare(journey)

    monkeypatch.setattr(Journey, "_compare", slow)
    with ThreadPoolExecutor(1) as thread:
        moving = thread.submit(carried, source, target)
        assert comparing.wait(20)
        try:
            yield
        finally:
            go_on.set()
        assert [moved.hall for moved in moving.result(20)] == [REAL, PLAYED]


def carried(source: str, target: str) -> list[Moved]:
    with source_at(source) as here, target_at(target, here) as there:
        return carry(here, there, REAL, Progress(lambda told: None))


def test_nothing_is_done_in_the_hall_while_it_moves_and_nothing_gets_lost(
    once_worked: Place, worked_hall: Path, other: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL the other halls go on; a SQLite file has one writer, so they wait too."""
    place = arrived(once_worked, worked_hall, other)
    before, away = folded(place.data.url), url_of(tmp_path / "away")
    with served(place, tmp_path) as server:
        with held(monkeypatch, place.data.url, away):
            asked = take(server, place.tokens[REAL], REAL, "meanwhile") if place.data.shared else None
            assert asked is None or (asked.status_code, asked.json()["code"]) == (503, "unavailable")
            asked = take(server, place.tokens[OTHER], OTHER, "meanwhile")
            assert asked.status_code == (201 if place.data.shared else 503)
            asked = httpx.get(f"{server.address}/api/v1/halls/{REAL}", headers=as_(place.tokens[REAL]), timeout=40)
            assert asked.status_code == 200, "it can still be looked at"
        assert take(server, place.tokens["all"], REAL, "after").status_code == 404
        assert take(server, place.tokens[OTHER], OTHER, "after").status_code == 201
    assert folded(away) == before


def test_nothing_is_held_up_at_the_target_on_postgresql(
    once_worked: Place, worked_hall: Path, chain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place.make(tmp_path / "other", (HALL.replace(REAL, OTHER),), chain)
    with served(place, tmp_path) as server, held(monkeypatch, url_of(worked_hall), chain):
        assert take(server, place.tokens["all"], OTHER, "meanwhile").status_code == 201
        assert take(server, place.tokens["all"], REAL, "meanwhile").status_code == 404
    place.close()
