"""What a fault leaves behind: nobody hangs, nobody is forgotten, nothing is told that should not be."""

import asyncio
import json
import sqlite3
import time
from contextlib import suppress

import httpx
import pytest
from websockets.sync.client import connect

from app.wishes import Unavailable
from tests import postgres
from tests.house import HALL, Place, home, server
from tests.servers.test_two_desks_at_odds import D, taking


async def _first_command_fails(place: Place, one) -> None:
    """Somebody has the database in hand for longer than SQLite waits, when the first command of the hall comes."""
    stranger = sqlite3.connect(place.data.directory / "yingbin.sqlite3", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await one.house.desk.do(taking(D))
    stranger.execute("ROLLBACK")
    stranger.close()


@pytest.mark.timeout(60)
async def test_a_hall_whose_first_command_failed_tells_its_story_to_the_streams(place: Place):
    """The hall was `opened`, but its news went with the failed attempt: its channel's head stays 0."""
    async with home(place.another()) as one:
        await _first_command_fails(place, one)
        version = await one.house.desk.read(D, lambda hall, now: hall.version)
        assert one.house.live.channel(D).head == version > 0


@pytest.mark.timeout(90)
def test_a_stream_of_such_a_hall_does_not_hang_the_whole_server(tmp_path):
    """`_follow` never waits while the client is ahead of the channel: the event loop turns for ever, no request is answered."""
    cluster = postgres.Cluster.made(**postgres.FAST).start()
    place = Place.make(tmp_path / "var", (HALL,), cluster.url())
    bearer = {"Authorization": f"Bearer {place.tokens['integration']}"}

    def post(address: str, key: str) -> int:
        body, headers = {"service": "pay-bill"}, bearer | {"Idempotency-Key": key}
        return httpx.post(f"{address}/api/v1/halls/dongcheng/tickets", json=body, headers=headers, timeout=30).status_code

    try:
        with server(place) as address, server(place.another()) as other:
            assert post(address, "1") == 201
            cluster.stop()
            assert post(address, "2") == 503
            cluster.start()
            until = time.monotonic() + 10
            while post(other, "3") != 201:
                assert time.monotonic() < until
                time.sleep(0.1)
            time.sleep(1.5)
            assert httpx.get(f"{address}/healthz", timeout=3).status_code == 200
            hung: object = "no stream"
            ws = connect(
                f"{address.replace('http', 'ws')}/api/v1/halls/dongcheng/stream", additional_headers=bearer, close_timeout=1
            )
            ws.send(json.dumps({"hello": 1, "epoch": None, "since": None}))
            assert "reset" in json.loads(ws.recv(5))
            time.sleep(0.5)
            try:
                hung = httpx.get(f"{address}/healthz", timeout=4).status_code
            except httpx.TimeoutException:
                hung = "no answer in 4 s"
            assert hung == 200, hung
    finally:
        place.close()
        cluster.kill()


@pytest.mark.timeout(60)
async def test_who_watches_a_hall_that_was_forgotten_after_a_fault_hears_what_the_other_server_does(tmp_path):
    """The hall is folded again only when somebody asks; until then nobody looks what others append, and beats go on."""
    cluster = postgres.Cluster.made(**postgres.FAST).start()
    place = Place.make(tmp_path / "var", (HALL,), cluster.url())
    try:
        async with home(place.another()) as one, home(place.another()) as other:
            for each in (one, other):
                await each.house.desk.find(D)
            with one.house.live.watching(D) as watcher:
                cluster.stop()
                with pytest.raises(Unavailable):
                    await one.house.desk.do(taking(D))
                cluster.start()
                async with asyncio.timeout(10):
                    while not (one.house.desk.in_touch and other.house.desk.in_touch):
                        await asyncio.sleep(0.05)
                await asyncio.sleep(1.5)
                await watcher.wait(0.1)
                posted = await other.as_("integration").post("/tickets", service="pay-bill")
                assert posted.status_code == 201
                woken = await watcher.wait(5)
                assert one.house.desk.in_touch
                assert woken, f"5 s later nobody was told; in memory: {one.house.desk.halls}"
    finally:
        place.close()
        cluster.kill()


@pytest.mark.timeout(60)
async def test_a_hall_read_again_after_a_fault_is_told_of_up_to_its_newest_fact(tmp_path):
    """_open takes the hall out of `behind`, and _news looks only at touched and newly opened halls."""
    cluster = postgres.Cluster.made(**postgres.FAST).start()
    place = Place.make(tmp_path / "var", (HALL,), cluster.url())
    try:
        async with home(place.another()) as one, home(place.another()) as other:
            for each in (one, other):
                await each.house.desk.find(D)
            cluster.stop()
            with pytest.raises(Unavailable):
                await one.house.desk.do(taking(D))
            cluster.start()
            async with asyncio.timeout(10):
                while not (one.house.desk.in_touch and other.house.desk.in_touch):
                    await asyncio.sleep(0.05)
            assert (await other.as_("integration").post("/tickets", service="pay-bill")).status_code == 201
            version = await one.house.desk.read(D, lambda hall, now: hall.version)
            await asyncio.sleep(2.5)  # two looks
            assert one.house.live.channel(D).head == version  # else a stream's _follow turns for ever
    finally:
        place.close()
        cluster.kill()


@pytest.mark.timeout(60)
async def test_a_desk_without_a_database_does_not_turn_in_circles(tmp_path):
    """One `newest` read while the database is away leaves its hall in `behind`: batch after batch, without a pause."""
    cluster = postgres.Cluster.made(**postgres.FAST).start()
    place = Place.make(tmp_path / "var", (HALL,), cluster.url())
    try:
        async with home(place.another()) as one:
            desk = one.house.desk
            await desk.find(D)
            cluster.stop()
            with suppress(Unavailable):
                await desk.read(D, lambda hall, now: hall.version, newest=True)
            worked = 0
            work = desk.writer.work

            def counting(jobs, wanted):
                nonlocal worked
                worked += 1
                return work(jobs, wanted)

            desk.writer.work = counting
            began = time.process_time()
            await asyncio.sleep(3)
            cpu = time.process_time() - began
            desk.writer.behind.clear()
            assert worked < 30, f"{worked} batches in 3 s for nothing, {cpu:.1f} s of CPU, as many lines in the log"
    finally:
        place.close()
        cluster.kill()


def test_a_password_with_an_at_sign_is_not_told(tmp_path):
    from app.database import DataError, create_data
    from app.move.side import shown

    url = "postgresql://hall:se@cret@localhost:1/x"
    with pytest.raises(DataError) as told:
        create_data(tmp_path / "var", url)
    assert "cret" not in f"{told.value} {shown(url)}", (str(told.value), shown(url))
