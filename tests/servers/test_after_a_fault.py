"""What a fault leaves behind: nobody hangs, nobody is forgotten, nothing is told that should not be."""

import asyncio
import json
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from app.database import DataError, create_data
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.state import Hall
from app.main import create_app
from app.move.side import shown
from app.settings import Settings
from app.wishes import Answer, Unavailable, Wish
from tests import postgres
from tests.house import Home, Place, home, server
from tests.servers.desks import D, batches, in_touch, taking, two


async def _first_command_fails(place: Place, one: Home) -> None:
    """Somebody has the database in hand for longer than SQLite waits, when the first command of the hall comes."""
    stranger = sqlite3.connect(place.data.directory / "yingbin.sqlite3", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await one.house.desk.do(taking(D))
    stranger.execute("ROLLBACK")
    stranger.close()


@pytest.mark.timeout(60)
async def test_a_hall_whose_first_command_failed_tells_its_story_to_the_streams(place: Place):
    async with home(place.another()) as one:
        await _first_command_fails(place, one)
        version = await one.house.desk.read(D, lambda hall, now: hall.version)
        assert one.house.live.channel(D).head == version > 0


@pytest.mark.timeout(90)
def test_a_stream_of_a_hall_that_was_forgotten_hangs_nobody(own_cluster: postgres.Cluster, own_hall: Place):
    bearer = {"Authorization": f"Bearer {own_hall.tokens['integration']}"}

    def post(address: str, key: str) -> int:
        body, headers = {"service": "pay-bill"}, bearer | {"Idempotency-Key": key}
        return httpx.post(f"{address}/api/v1/halls/dongcheng/tickets", json=body, headers=headers, timeout=30).status_code

    with server(own_hall) as address, server(own_hall.another()) as other:
        assert post(address, "1") == 201
        own_cluster.stop()
        assert post(address, "2") == 503
        own_cluster.start()
        until = time.monotonic() + 10
        while post(other, "3") != 201:
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(1.5)
        assert httpx.get(f"{address}/healthz", timeout=3).status_code == 200
        stream = f"{address.replace('http', 'ws')}/api/v1/halls/dongcheng/stream"
        with connect(stream, additional_headers=bearer, close_timeout=1) as socket:
            socket.send(json.dumps({"hello": 1, "epoch": None, "since": None}))
            assert "reset" in json.loads(socket.recv(5))
            time.sleep(0.5)
            assert httpx.get(f"{address}/healthz", timeout=4).status_code == 200


async def _away_for_a_while(cluster: postgres.Cluster, one: Home, other: Home) -> None:
    """One of them has a command that fails meanwhile, and forgets its hall."""
    cluster.stop()
    with pytest.raises(Unavailable):
        await one.house.desk.do(taking(D))
    cluster.start()
    await in_touch(one, other)


@pytest.mark.timeout(60)
async def test_who_watches_a_hall_that_was_forgotten_after_a_fault_hears_what_the_other_server_does(
    own_cluster: postgres.Cluster, own_hall: Place
):
    """Whether or not anybody asks for the hall."""
    async with two(own_hall) as (one, other):
        with one.house.live.watching(D) as watcher:
            await _away_for_a_while(own_cluster, one, other)
            await asyncio.sleep(1.5)
            await watcher.wait(0.1)
            assert (await other.as_("integration").post("/tickets", service="pay-bill")).status_code == 201
            woken = await watcher.wait(5)
            assert one.house.desk.in_touch
            assert woken, f"5 s later nobody was told; in memory: {one.house.desk.halls}"


@pytest.mark.timeout(60)
async def test_a_hall_read_again_after_a_fault_is_told_of_up_to_its_newest_fact(own_cluster: postgres.Cluster, own_hall: Place):
    async with two(own_hall) as (one, other):
        await _away_for_a_while(own_cluster, one, other)
        assert (await other.as_("integration").post("/tickets", service="pay-bill")).status_code == 201
        version = await one.house.desk.read(D, lambda hall, now: hall.version)
        await asyncio.sleep(2.5)  # two looks
        assert one.house.live.channel(D).head == version


@pytest.mark.timeout(60)
async def test_a_desk_without_a_database_does_not_turn_in_circles(own_cluster: postgres.Cluster, own_hall: Place):
    """Whoever has asked for the newest state is told that it can't be had; then it is looked for once a second."""
    async with home(own_hall.another()) as one:
        desk = one.house.desk
        await desk.find(D)
        own_cluster.stop()
        with suppress(Unavailable):
            await desk.read(D, lambda hall, now: hall.version, newest=True)
        worked = batches(desk)
        await asyncio.sleep(3)
        desk.writer.behind.clear()
        assert len(worked) < 30, f"{len(worked)} batches in 3 s for nothing"


@pytest.mark.timeout(60)
def test_a_screen_is_told_that_it_is_lost_while_its_read_hangs(place: Place):
    """Its read waits behind a batch that the disk or the network keeps for long."""
    app = create_app(place.data, Settings())
    desk, stuck = app.state.house.desk, threading.Event()

    def hangs(hall: Hall, now: Instant) -> list[Fact]:
        stuck.set()
        time.sleep(6)
        return []

    bearer = {"Authorization": f"Bearer {place.tokens['display']}"}
    with server(place, app=app) as address:
        assert httpx.get(f"{address}/display/{D}", headers=bearer).status_code == 200
        waits = asyncio.run_coroutine_threadsafe(desk.do(Wish(D, hangs, lambda *_: Answer(204, b""))), desk._loop)
        assert stuck.wait(5)
        with connect(f"{address.replace('http', 'ws')}/display/{D}/live", additional_headers=bearer) as socket:
            frames = [json.loads(socket.recv(4.5)) for _ in range(2)]
            assert ["now" in frames[0], frames[1]] == [True, {"lost": True}]
            assert waits.result(10).status == 204
            later = [json.loads(socket.recv(5)) for _ in range(2)]
            assert any("html" in frame for frame in later), "and is itself again"


def test_a_password_with_an_at_sign_is_not_told(tmp_path: Path):
    url = "postgresql://hall:se@cret@localhost:1/x"
    with pytest.raises(DataError) as told:
        create_data(tmp_path / "var", url)
    assert "cret" not in f"{told.value} {shown(url)}"
