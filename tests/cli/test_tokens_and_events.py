"""`yingbin token` and `yingbin events`, beside a running server."""

import json
import subprocess

import pytest

from tests.cli.command import YINGBIN, Server, environment, yingbin


def test_a_token_is_all_that_is_printed_and_counts_at_once(server: Server) -> None:
    said = yingbin("token", "--data", server.data, "--hall", "dongcheng", "--role", "counter", "--counter", 2).done()
    assert said == said.strip() + "\n"
    assert server.get(said.strip(), "me").json() == {"role": "counter", "hall": "dongcheng", "counter": 2}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--hall", "dongcheng", "--role", "boss"), 2, "choose one of kiosk, display"),
        (("--hall", "dongcheng", "--role", "all"), 2, "choose one of"),
        (("--hall", "dongcheng", "--role", "counter"), 2, "--counter N"),
        (("--hall", "dongcheng", "--role", "kiosk", "--counter", "1"), 2, "leave it out"),
        (("--hall", "dongcheng", "--role", "counter", "--counter", "77"), 1, "no counter 77"),
        (("--hall", "dongcheng", "--role", "counter", "--counter", "one"), 2, "--counter"),
        (("--hall", "nowhere", "--role", "kiosk"), 1, "no hall 'nowhere'"),
        (("--role", "kiosk"), 2, "--hall"),
    ],
)
def test_a_token_for_what_is_not_there_is_refused(server: Server, arguments: tuple[str, ...], code: int, words: str) -> None:
    yingbin("token", "--data", server.data, *arguments).refused_in_one_line(words, code=code)


def test_events_are_the_whole_log_one_object_a_line(server: Server) -> None:
    token = server.token("integration")
    server.take(token, "for-events")
    lines = yingbin("events", "--data", server.data, "--hall", "dongcheng").done().splitlines()
    told = server.get(token, "halls/dongcheng/log").json()["events"]
    assert [json.loads(line) for line in lines] == told
    behind = yingbin("events", "--data", server.data, "--hall", "dongcheng", "--after", len(lines) - 1).done()
    assert json.loads(behind) == told[-1]


def test_events_of_an_unknown_hall_are_refused(server: Server) -> None:
    yingbin("events", "--data", server.data, "--hall", "nowhere").refused_in_one_line("nowhere")


def test_a_reader_that_goes_away_is_no_error_to_speak_of(server: Server) -> None:
    command = f"{YINGBIN} events --data {server.data} --hall dongcheng | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment(), timeout=20)
    assert done.stderr == ""
