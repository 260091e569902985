"""Several servers behind a real proxy, as docs/operation.md sets them up: one hall at one server, and no call lost when one is
killed or all are restarted in turn."""

import asyncio
import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tests.house import Place, run
from tests.prove.proxies import PROXIES, Proxy, proxy
from tests.servers.day import Worked, worked
from tests.servers.fleet import NO_SCRIPTS, Server, fleet
from tests.servers.test_outages import screen

pytestmark = pytest.mark.proxy

CALLS = 60
AWAY = 5.0
BEHIND = {"YINGBIN_PROXIES": "127.0.0.1", "YINGBIN_DRAIN": "3", "YINGBIN_STRANGERS_A_MINUTE": "20"}
SETTLES = 3.0
"""Seconds after which a proxy believes again in a server that was away."""


@contextmanager
def two_behind(kind: str, place: Place, directory: Path) -> Iterator[tuple[Proxy, list[Server]]]:
    with fleet(place, directory, 2, NO_SCRIPTS, **BEHIND) as servers, proxy(kind, directory, servers) as before:
        time.sleep(1)
        yield before, servers


def halls_at(server: Server) -> int:
    return int(httpx.get(f"{server.address}/readyz").json()["halls"])


def sockets_at(server: Server) -> float:
    lines = httpx.get(f"{server.address}/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith('yingbin_live_sockets{hall="dongcheng"}'))


def disturbed(place: Place, before: Proxy, beside: Callable[[], None]) -> Worked:
    """8 clerks, 4 kiosks, 2 listeners and a lobby TV at work through the proxy while something happens."""

    def what_happens() -> None:
        time.sleep(2)
        beside()
        time.sleep(2)

    day = run(worked(place, [before.address], CALLS, meanwhile=asyncio.to_thread(what_happens)))
    streams, screens = ([round(away, 2) for one in each for away in one.back] for each in (day.listeners, day.tvs))
    print(f"\n{day.history}\nfaults {dict(day.told.faults)}, {day.seconds:.1f} s, away: streams {streams} s, screens {screens} s")
    return day


def nothing_lost(day: Worked) -> None:
    assert day.history.clean, day.history
    assert day.history.calls >= CALLS
    assert all(listener.gapless for listener in day.listeners)


def soon_back(day: Worked) -> None:
    for each in (day.listeners, day.tvs):
        assert all(one.back for one in each)
        assert max(away for one in each for away in one.back) < AWAY


@pytest.mark.parametrize("kind", PROXIES)
def test_one_hall_is_at_one_server_and_the_proxy_gives_nothing_away(kind: str, shared_hall: Place, tmp_path: Path):
    bearer = {"Authorization": f"Bearer {shared_hall.tokens['integration']}"}
    with two_behind(kind, shared_hall, tmp_path) as (before, servers), httpx.Client(base_url=before.address) as http:
        url = before.address.replace("http", "ws")
        with (
            connect(f"{url}/api/v1/halls/dongcheng/stream", additional_headers=bearer) as stream,
            screen(before, shared_hall.tokens["display"]) as seen,
        ):
            stream.send(json.dumps({"hello": 1, "epoch": None, "since": None}))
            assert "reset" in json.loads(stream.recv(timeout=5))
            path = "/api/v1/halls/dongcheng/tickets"
            taken = [
                http.post(path, json={"service": "pay-bill"}, headers=bearer | {"Idempotency-Key": str(n)}) for n in range(20)
            ]
            assert [json.loads(stream.recv(timeout=5))["event"]["data"]["number"] for _ in range(20)] == [
                f"B{n:03d}" for n in range(1, 21)
            ]
            assert {answer.status_code for answer in taken} == {201}
            assert sorted(halls_at(server) for server in servers) == [0, 1]
            assert sorted(sockets_at(server) for server in servers) == [0, 2]
            time.sleep(12)
            assert "html" in seen[0] + seen[1]
            assert "cut" not in seen
        http.get("/enter", params={"key": shared_hall.tokens["kiosk"]})
        named = {"Yingbin-Screen": "kiosk/dongcheng"}
        for origin, status in ((before.address, 201), ("http://elsewhere.example", 403)):
            headers = named | {"Origin": origin, "Idempotency-Key": origin}
            assert http.post(path, json={"service": "pay-bill"}, headers=headers).status_code == status
        phone = taken[0].json()["phone_url"]
        assert phone.startswith(before.address + "/t/dongcheng.")
        assert http.get(phone).status_code == 200
        assert sorted(halls_at(server) for server in servers) == [0, 1]
        assert {http.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")} == {404}
        assert http.post(path, content=b"x" * 70_000, headers=bearer | {"Idempotency-Key": "large"}).status_code == 413
        vips = b"phone,level\n" + b"".join(b"138%08d,vip\n" % n for n in range(20_000))
        manager = {"Authorization": f"Bearer {shared_hall.tokens['manager']}", "Idempotency-Key": "vips"}
        listed = http.post("/api/v1/halls/dongcheng/vip-check", content=vips, headers=manager)
        assert (listed.status_code, listed.json()["customers"]) == (200, 20_000), "larger than other bodies"
        strangers = [httpx.get(before.address + "/api/v1/me", headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(21)]
        assert [strangers[at].status_code for at in (0, 10, -1)] == [401, 401, 429]
        assert phone.rpartition("/")[2] not in "".join(file.read_text() for file in tmp_path.glob("*.log"))


@pytest.mark.parametrize("kind", PROXIES)
def test_a_server_that_is_killed_loses_nothing_and_streams_are_soon_live_again(kind: str, shared_hall: Place, tmp_path: Path):
    with two_behind(kind, shared_hall, tmp_path) as (before, servers):

        def kill_the_one_that_has_the_hall() -> None:
            max(servers, key=sockets_at).kill()

        day = disturbed(shared_hall, before, kill_the_one_that_has_the_hall)
    nothing_lost(day)
    soon_back(day)
    assert not day.told.faults


@pytest.mark.parametrize("kind", PROXIES)
def test_a_server_that_hangs_is_gone_round(kind: str, shared_hall: Place, tmp_path: Path):
    """It takes connections and says nothing. Another one answers its clerks; its screens look for one after 4.5 s of silence."""
    with two_behind(kind, shared_hall, tmp_path) as (before, servers):

        def hang_for_a_while() -> None:
            with max(servers, key=sockets_at).frozen():
                time.sleep(20)

        day = disturbed(shared_hall, before, hang_for_a_while)
    assert day.history.clean, day.history
    soon_back(day)


@pytest.mark.parametrize("kind", PROXIES)
def test_all_servers_restarted_in_turn_fail_no_request(kind: str, shared_hall: Place, tmp_path: Path):
    with two_behind(kind, shared_hall, tmp_path) as (before, servers):

        def restart_in_turn() -> None:
            for server in sorted(servers, key=sockets_at, reverse=True):
                server.stop()
                server.start()
                server.wait_for("/readyz")
                time.sleep(SETTLES)

        day = disturbed(shared_hall, before, restart_in_turn)
    nothing_lost(day)
    soon_back(day)
    assert not day.told.faults


@pytest.mark.parametrize("kind", PROXIES)
def test_a_servers_workers_restarted_in_turn_fail_no_request(kind: str, shared_hall: Place, tmp_path: Path):
    with fleet(shared_hall, tmp_path, 1, NO_SCRIPTS, **BEHIND | {"YINGBIN_DRAIN": "0", "YINGBIN_WORKERS": "2"}) as servers:
        servers[0].says("event=serving")
        with proxy(kind, tmp_path, servers) as before:
            time.sleep(1)

            def restart_workers() -> None:
                servers[0].signal(signal.SIGHUP)
                servers[0].says("event=restarted", within=60)

            day = disturbed(shared_hall, before, restart_workers)
    nothing_lost(day)
    soon_back(day)
    assert not day.told.faults
