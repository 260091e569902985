"""`yingbin serve --workers N`: several processes on one socket, kept alive, restarted in turn, and ended together."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.cli.command import yingbin
from tests.house import Place
from tests.servers.fleet import NO_SCRIPTS, Server
from tests.servers.test_outages import Asker

SOON = 5.0


@contextmanager
def workers(place: Place, directory: Path, count: int = 2, **environ: str) -> Iterator[Server]:
    environ = {"YINGBIN_WORKERS": str(count), **environ}
    server = Server(place, directory / "log", scripts=NO_SCRIPTS, environ=environ, options=("--open-link",))
    server.launch()
    try:
        server.says("event=serving")
        yield server
    finally:
        server.stop()


def alive(pid: int) -> bool:
    """Whether it runs; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids: list[int], within: float = SOON) -> bool:
    until = time.monotonic() + within
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(alive(pid) for pid in pids)


def rest(socket: ClientConnection) -> list[str]:
    """What it is sent until it is closed."""
    frames = []
    with suppress(ConnectionClosed):
        while True:
            frames.append(str(socket.recv(timeout=10)))
    return frames


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_on_sqlite_several_workers_are_refused_with_the_reason(tmp_path: Path):
    place = Place.make(tmp_path / "var")
    place.close()
    said = yingbin("serve", "--data", place.data.directory, "--port", 0, "--workers", 2)
    said.refused_in_one_line("PostgreSQL", "SQLite", "--database-url")
    yingbin("serve", "--data", tmp_path, env={"YINGBIN_WORKERS": "0"}).refused_in_one_line("YINGBIN_WORKERS")
    yingbin("serve", "--data", tmp_path, env={"YINGBIN_PROXIES": "lobby"}).refused_in_one_line("YINGBIN_PROXIES")


def test_a_worker_that_is_killed_is_replaced_and_sigterm_ends_all(shared_hall: Place, tmp_path: Path):
    with workers(shared_hall, tmp_path) as server:
        first = server.children()
        assert len(first) == 2
        asker = Asker(server.address, shared_hall.tokens["integration"])
        with asker.asking():
            os.kill(first[0], signal.SIGKILL)
            server.says("event=worker_ready", 3)
            assert asker.well_again(time.monotonic()) < SOON
        assert asker.statuses == {201}
        assert sorted(set(first) & set(server.children())) == first[1:]
        assert "event=worker_died worker=1" in server.words() or "event=worker_died worker=2" in server.words()
        pids = server.children()
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < SOON
        assert not any(alive(pid) for pid in pids)
        assert is_free(server.port)
    assert "Traceback" not in server.words()
    assert server.words().count("All screens: ") == 1
    assert {"event=stopped worker=1", "event=stopped worker=2"} <= {
        line.partition("level=info ")[2] for line in server.words().splitlines()
    }


def test_a_restart_in_turn_fails_no_request_and_tells_each_watcher(shared_hall: Place, tmp_path: Path):
    token = shared_hall.tokens["integration"]
    with workers(shared_hall, tmp_path) as server, ExitStack() as asking:
        url = server.address.replace("http", "ws") + "/api/v1/halls/dongcheng/stream"
        stream = asking.enter_context(connect(url, additional_headers={"Authorization": f"Bearer {token}"}))
        stream.send(json.dumps({"hello": 1, "epoch": None, "since": None}))
        first = server.children()
        askers = [Asker(server.address, token, each=f"asker-{n}") for n in range(6)]
        for asker in askers:
            asking.enter_context(asker.asking())
        server.signal(signal.SIGHUP)
        server.says("event=restarted")
        assert not set(first) & set(server.children())
        assert len(server.children()) == 2
        assert json.loads(rest(stream)[-1]) == {"bye": {"code": 1012, "retry_ms": 1000}}
    assert [asker.faults for asker in askers] == [[]] * 6
    assert {status for asker in askers for status in asker.statuses} == {201}
    assert min(len(asker.issued) for asker in askers) > 10
    assert len({number for asker in askers for number in asker.issued}) == sum(len(asker.issued) for asker in askers)


def test_who_waits_in_the_queue_when_the_workers_die_is_served_by_the_next_and_those_end_with_their_parent(
    shared_hall: Place, tmp_path: Path
):
    with workers(shared_hall, tmp_path) as server, socket.socket() as waiting:
        for pid in server.children():
            os.kill(pid, signal.SIGSTOP)
        waiting.settimeout(20)
        waiting.connect(("127.0.0.1", server.port))
        waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: hall\r\n\r\n")
        for pid in server.children():
            os.kill(pid, signal.SIGKILL)
        assert waiting.recv(100).startswith(b"HTTP/1.1 200")
        server.says("event=worker_ready", 4)
        pids = server.children()
        server.kill()
        assert gone(pids)
        assert is_free(server.port)
    assert server.words().count("event=parent_has_gone") == 2


def test_a_worker_that_can_not_serve_is_tried_more_and_more_seldom_and_replaces_none_that_does(
    shared_hall: Place, tmp_path: Path
):
    """The database is of a newer version: what is started now refuses to serve."""
    with workers(shared_hall, tmp_path) as server:
        first = server.children()
        with psycopg.connect(shared_hall.data.url) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        server.signal(signal.SIGHUP)
        server.says("event=restart_given_up")
        assert set(first) <= set(server.children())
        assert "newer version" in server.words()
        os.kill(first[0], signal.SIGKILL)
        server.says("event=worker_died", 2)
        pauses = [float(line.rpartition("again_in=")[2]) for line in server.words().splitlines() if "event=worker_died" in line]
        assert pauses[:2] == [0.5, 1.0]
        with psycopg.connect(shared_hall.data.url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", found)
        server.says("event=worker_ready", 3)
        server.wait_for("/readyz")


def test_during_its_drain_a_server_serves_those_who_come_and_takes_on_no_sockets(shared_hall: Place, tmp_path: Path):
    token = shared_hall.tokens["display"]
    with workers(shared_hall, tmp_path, 1, YINGBIN_DRAIN="2") as server:
        url = server.address.replace("http", "ws") + "/display/dongcheng/live"
        headers = {"Authorization": f"Bearer {token}"}
        with connect(url, additional_headers=headers) as before:
            server.signal(signal.SIGTERM)
            assert server.wait_for("/readyz", 503) < 1
            with pytest.raises(InvalidStatus) as refused:
                connect(url, additional_headers=headers)
            assert refused.value.response.status_code == 503
            answer = httpx.get(f"{server.address}/api/v1/halls/dongcheng", headers=headers)
            assert (answer.status_code, answer.headers["connection"]) == (200, "close")
            assert "html" in "".join(before.recv(timeout=3) for _ in range(2))
            drained = time.monotonic()
            rest(before)
            assert 0.5 < time.monotonic() - drained < 4
        assert server.ended() == 0
