"""`yingbin key`: one command to a running server; it never waits, repeats or queues."""

import socket
import time
from pathlib import Path

from tests.cli.command import Said, Server, in_a_process, yingbin


def press(server: Server, *arguments: object, counter: int = 3) -> Said:
    return yingbin("key", "--url", server.url, "--data", server.data, "--hall", "dongcheng", "--counter", counter, *arguments)


def test_a_counter_is_worked_with_keys_alone(server: Server) -> None:
    token = server.token("integration")
    assert press(server, "open").done() == "counter 3 is open\n"
    server.take(token, "for-key-1")
    called = press(server, "call-next").done().strip()
    assert called[0] == "B"
    press(server, "call-next").refused_in_one_line(called, "start it or mark it as a no-show first")
    assert press(server, "recall").done().strip() == called
    assert press(server, "start").done().strip() == called
    while (said := press(server, "call-next").done().strip()) != "nobody is waiting":
        assert said != called
        assert press(server, "start").done().strip() == said
    press(server, "finish").refused_in_one_line("no ticket")
    assert press(server, "close").done() == "counter 3 is closed\n"
    press(server, "call-next").refused_in_one_line("Counter 3 is not open")


def test_the_key_ends_the_ticket_in_hand_and_calls_the_next(server: Server) -> None:
    token = server.token("integration")
    press(server, "open").done()
    first, second = server.take(token, "for-key-2"), server.take(token, "for-key-3")
    assert press(server, "call-next").done().strip() == first
    press(server, "start").done()
    assert press(server, "call-next").done().strip() == second
    assert server.get(token, f"halls/dongcheng/tickets/{first}").json()["state"] == "done"
    assert press(server, "no-show").done().strip() == second
    press(server, "close").done()


def test_its_own_token_is_kept_for_its_owner_only_and_used_again(server: Server) -> None:
    press(server, "open", counter=2).done()
    file = server.data / "key-dongcheng-2.token"
    kept = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    press(server, "pause", counter=2).done()
    assert file.read_text() == kept
    file.write_text("yb_revoked\n")
    assert press(server, "close", counter=2).done() == "counter 2 is closed\n"
    assert server.get(file.read_text().strip(), "me").json()["counter"] == 2


def test_a_token_from_elsewhere_is_enough(server: Server, tmp_path: Path) -> None:
    token = server.token("counter", counter=1)
    environment = {"YINGBIN_TOKEN": token, "YINGBIN_URL": server.url, "YINGBIN_DATA": str(tmp_path)}
    assert in_a_process("key", "--counter", 1, "open", env=environment).done() == "counter 1 is open\n"
    yingbin("key", "--counter", 2, "open", env=environment).refused_in_one_line("may not do that")
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_or_wrong_is_said(server: Server, tmp_path: Path) -> None:
    elsewhere = ("key", "--url", server.url, "--data", tmp_path / "none")
    yingbin(*elsewhere, "--counter", 1, "open").refused_in_one_line("There is no token")
    press(server, "open", counter=77).refused_in_one_line("no counter 77")
    press(server, "dance").refused_in_one_line("dance", code=2)
    token = server.token("manager")
    yingbin(*elsewhere, "--token", token, "--counter", 77, "call-next").refused_in_one_line("no counter 77")
    yingbin(*elsewhere, "--token", "nonsense", "--counter", 1, "open").refused_in_one_line("no valid token")
    yingbin(*elsewhere, "--token", token, "--hall", "nowhere", "--counter", 1, "open").refused_in_one_line("nowhere")


def test_a_server_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        said = yingbin("key", "--token", "t", "--counter", 1, "call-next", env={"YINGBIN_PORT": str(port)})
    said.refused_in_one_line(str(port), "can't be reached", "nothing was done")
    yingbin("key", "--url", "quatsch", "--token", "t", "--counter", 1, "open").refused_in_one_line("can't be reached")


def test_a_server_that_does_not_answer_is_given_up_after_three_seconds(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = time.monotonic()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        yingbin("key", "--url", url, "--token", "t", "--counter", 1, "open").refused_in_one_line("no answer within 3 s")
        assert time.monotonic() - asked < 4.5
