"""`yingbin serve`: it starts or says why not, and whatever was answered is still there afterwards."""

import json
import signal
import socket
import sqlite3
import time
from pathlib import Path

import httpx
from websockets.sync.client import connect

from tests.cli.command import Server, in_a_process, serving, yingbin
from tests.cli.rights import without_rights
from tests.house import HALL


def test_a_missing_directory_is_told_with_the_way_out(tmp_path: Path) -> None:
    yingbin("serve", "--data", tmp_path / "none").refused_in_one_line("no data directory", "yingbin init")
    assert not (tmp_path / "none").exists()


def test_a_directory_without_the_right_to_write_is_refused(data: Path) -> None:
    data.chmod(0o555)
    try:
        for command in (("serve", "--port", 0), ("token", "--hall", "dongcheng", "--role", "kiosk")):
            in_a_process(*command, "--data", data, preexec_fn=without_rights).refused_in_one_line("can't be written")
    finally:
        data.chmod(0o755)


def test_data_of_a_newer_version_is_refused_and_stays_untouched(data: Path) -> None:
    with sqlite3.connect(data / "yingbin.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("serve", "--port", 0), ("verify",)):
        yingbin(*command, "--data", data).refused_in_one_line("newer version", "9999")


def test_a_damaged_database_is_refused(data: Path) -> None:
    (data / "yingbin.sqlite3").write_bytes(b"not a database" * 1000)
    yingbin("serve", "--data", data, "--port", 0).refused_in_one_line("damaged")


def test_a_hall_that_cannot_be_read_is_told_of_and_the_others_are_served(data: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(HALL.replace("dongcheng", "other"))
    yingbin("hall", "--data", data, "apply", tmp_path / "other.yaml").done()
    with sqlite3.connect(data / "yingbin.sqlite3") as connection:
        connection.execute("UPDATE checkpoints SET state = '{}' WHERE hall = 'dongcheng'")
    with serving(data) as server:
        found = [server.get(server.token("kiosk", hall), f"halls/{hall}") for hall in ("dongcheng", "other")]
        _, log = server.end()
    assert [answer.status_code for answer in found] == [503, 200]
    assert "hall_unreadable hall=dongcheng" in log
    assert "Traceback" not in log


def test_a_second_server_on_the_directory_is_refused(server: Server) -> None:
    yingbin("serve", "--data", server.data, "--port", 0).refused_in_one_line("in use by another server")


def test_a_port_in_use_is_refused(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        yingbin("serve", "--data", data, "--port", port).refused_in_one_line(f"Port {port}", "in use", "--port")
        yingbin("serve", "--data", data, env={"YINGBIN_PORT": str(port)}).refused_in_one_line(f"Port {port}", "in use")


def test_an_address_of_another_machine_is_refused(data: Path) -> None:
    yingbin("serve", "--data", data, "--host", "192.0.2.1", "--port", 0).refused_in_one_line("192.0.2.1")
    yingbin("serve", "--data", data, "--host", "no such name", "--port", 0).refused_in_one_line("no such name")


def test_a_setting_that_is_not_right_is_named(data: Path) -> None:
    yingbin("serve", "--data", data, env={"YINGBIN_PORT": "many"}).refused_in_one_line("YINGBIN_PORT")
    nowhere = {"YINGBIN_PUBLIC_URL": "queue.example.cn"}
    yingbin("serve", "--data", data, env=nowhere).refused_in_one_line("YINGBIN_PUBLIC_URL", "https://")
    yingbin("serve", "--data", data, "--port", 70000).refused_in_one_line("70000")


def test_what_was_answered_survives_kill_9_and_the_directory_is_free_again(data: Path) -> None:
    with serving(data) as first:
        token = first.token("integration")
        taken = [first.take(token, f"before-{i}") for i in range(5)]
        first.end(signal.SIGKILL)
    with serving(data) as second:
        assert second.take(token, "before-4") == taken[4]
        assert second.take(token, "after") == "B006"
        assert second.get(token, "halls/dongcheng/tickets/B003").json()["state"] == "waiting"
        code, _ = second.end()
        assert code == 0
    assert "6 tickets" in yingbin("verify", "--data", data).done()


def test_sigterm_ends_it_cleanly_with_sockets_open_and_those_are_told(data: Path) -> None:
    with serving(data) as running:
        token = running.token("integration")
        address = running.url.replace("http", "ws") + "/api/v1/halls/dongcheng/stream"
        with connect(address, additional_headers={"Authorization": f"Bearer {token}"}) as stream, httpx.Client() as idle:
            stream.send(json.dumps({"hello": 1, "epoch": None, "since": None}))
            assert "reset" in json.loads(stream.recv(timeout=5))
            idle.get(running.url)
            asked = time.monotonic()
            code, log = running.end(signal.SIGTERM)
            assert code == 0
            assert time.monotonic() - asked < 5
            assert json.loads(stream.recv(timeout=1)) == {"bye": {"code": 1012, "retry_ms": 1000}}
        assert "Traceback" not in log
        assert "stopped" in log


def test_ctrl_c_or_a_terminal_that_goes_ends_it_cleanly(data: Path) -> None:
    for wish in (signal.SIGINT, signal.SIGHUP):
        with serving(data) as running:
            code, log = running.end(wish)
            assert code == 0
            assert "stopped" in log


def test_its_link_opens_all_screens_and_a_restart_signs_none_out(data: Path) -> None:
    with serving(data) as running:
        first = running.link.partition("key=")[2]
        running.end()
    with serving(data) as running:
        assert running.link.partition("key=")[2] != first
        assert running.get(first, "me").status_code == 200
        entered = httpx.get(running.link)
        assert entered.status_code == 303
        assert entered.headers["location"] == "/"


def test_the_log_tells_nothing_of_customers(server: Server, data: Path) -> None:
    with serving(data) as running:
        token = running.token("greeter")
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "secret-key"}
        body = {"service": "pay-bill", "phone": "13800138000", "note": "red hat"}
        taken = httpx.post(f"{running.url}/api/v1/halls/dongcheng/tickets", json=body, headers=headers)
        assert taken.status_code == 201
        page = running.url + httpx.URL(taken.json()["phone_url"]).path
        assert [httpx.get(page + more).status_code for more in ("", "/state", "/nothing", "x")] == [200, 200, 405, 404]
        with connect(page.replace("http", "ws") + "/live", proxy=None) as socket:
            assert "B001" in socket.recv(5)
        assert httpx.post(f"{page}/cancel", json={}, headers=headers).status_code == 200
        _, log = running.end()
    secrets = ("13800138000", "red hat", token, "secret-key", "B001", running.link, page.rpartition(".")[2])
    assert [word for word in secrets if word in log] == []
