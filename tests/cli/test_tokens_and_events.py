"""`yingbin token` and `yingbin events`, beside a running server."""

import hashlib
import json
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.cli.places import opened
from app.engine import changing
from app.tables import tokens
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


def listed(server: Server, *more: object) -> dict[str, list[str]]:
    lines = yingbin("token", "--data", server.data, "--list", *more).done().splitlines()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines}


def test_tokens_are_listed_by_what_they_are_for_and_none_of_them_can_be_read(server: Server) -> None:
    before = listed(server)
    token = yingbin(
        *("token", "--data", server.data, "--hall", "dongcheng", "--role", "counter", "--counter", 3, "--name", "号票机")
    ).done()
    [(id, told)] = [(id, told) for id, told in listed(server, "--hall", "dongcheng").items() if id not in before]
    assert (id, told[:4]) == (hashlib.sha256(token.strip().encode()).hexdigest()[:12], ["dongcheng", "counter", "3", "号票机"])
    assert ["every hall", "all screens"] in [told[:2] for told in before.values()], "the link that the server printed"
    assert not any("yb_" in part for told in listed(server).values() for part in told)


def ended(live: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        while True:
            live.recv(5)
    return live.close_code


@pytest.mark.parametrize("by_itself", [False, True])
def test_a_token_that_was_revoked_is_refused_and_its_sockets_are_cut_within_a_second(server: Server, by_itself: bool) -> None:
    token, other = server.token("integration"), server.token("integration")
    named = token if by_itself else hashlib.sha256(token.encode()).hexdigest()[:12]
    streams = f"{server.url.replace('http', 'ws')}/api/v1/halls/dongcheng/stream"
    with (
        connect(streams, additional_headers={"Authorization": f"Bearer {token}"}) as gone,
        connect(streams, additional_headers={"Authorization": f"Bearer {other}"}) as stays,
    ):
        for live in (gone, stays):
            live.send('{"hello": 1, "epoch": null, "since": null}')
            live.recv()
        assert "is revoked" in yingbin("token", "--data", server.data, "--revoke", named).done()
        begun = time.monotonic()
        assert ended(gone) == 4401
        assert time.monotonic() - begun < 1
        assert server.get(token, "me").status_code == 401
        assert server.get(other, "me").status_code == 200
    assert hashlib.sha256(token.encode()).hexdigest()[:12] not in listed(server)
    yingbin("token", "--data", server.data, "--revoke", named).refused_in_one_line("no such token")
    yingbin("verify", "--data", server.data).done()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--list", "--role", "kiosk"), "--list goes without --role"),
        (("--revoke", "x", "--hall", "dongcheng"), "--revoke goes without --hall"),
        (("--revoke", "x", "--list"), "--list goes without --revoke"),
        (("--hall", "dongcheng"), "--role ROLE is missing"),
        (("--hall", "dongcheng", "--role", "kiosk", "--name", " "), "1 to 40 characters"),
    ],
)
def test_one_thing_is_asked_for_at_a_time(server: Server, arguments: tuple[str, ...], words: str) -> None:
    yingbin("token", "--data", server.data, *arguments).refused_in_one_line(words, code=2)


def test_no_screen_is_revoked_as_a_token(data: Path) -> None:
    with opened(data, None) as found, changing(found.engine) as connection:
        row = {"hash": bytes(32), "role": "display", "hall": "dongcheng", "created_at": 1, "kind": "device"}
        connection.execute(insert(tokens), row | {"device": bytes(16), "address": "10.0.0.7", "by": "x", "paired_at": 1})
    yingbin("token", "--data", data, "--revoke", "0" * 12).refused_in_one_line("yingbin devices")


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
