"""Calling lamps: a real HTTP receiver and a real (pseudo) serial line. What matters is that no call ever waits for one."""

import asyncio
import json
import os
import pty
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.lamps import told
from app.lamps.sending import Serial, signature
from tests.house import HALL, Home, Place, home

SECRET = "a secret of the lamps"


class Receiver:
    """What a lamp heard; `answers`: the status of each answer, the last one for good; `delay`: before it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict, dict]] = []
        self.answers, self.delay, self.asked = [204], 0.0, 0

    def status(self) -> int:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def states(self) -> list[tuple[int, str, str | None]]:
        return [(body["counter"], body["state"], body["number"]) for body, _ in self.heard]

    async def until(self, *wanted: tuple[int, str, str | None], within: float = 5) -> None:
        last = time.monotonic() + within
        while not set(wanted) <= set(self.states):
            assert time.monotonic() < last, (wanted, self.states)
            await asyncio.sleep(0.02)


@contextmanager
def receiver() -> Iterator[tuple[Receiver, str]]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(made.delay)
            status = made.status()
            if status == 204:
                made.heard.append((json.loads(raw), {**dict(self.headers), "raw": raw}))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made, f"http://127.0.0.1:{server.server_port}/call"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def lamp(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Receiver, str]]:
    monkeypatch.setattr(told, "FIRST_WAIT", 0.05)
    with receiver() as found:
        yield found


def with_lamps(tmp_path: Path, lamps: str) -> Place:
    return Place.make(tmp_path / "lamps", (f"{HALL}\nzones: [{{id: east, counters: [1, 3]}}]\nlamps: {lamps}\n",))


def lamps_of(lines: list, event: str) -> set[str]:
    """Of which lamps the log says so."""
    return {line["lamp"] for line in lines if line["event"] == event}


async def serve(one: Home, counter: int) -> str:
    """Somebody takes a ticket and is called."""
    manager = one.as_("manager")
    await manager.post(f"/counters/{counter}/open")
    await manager.post("/tickets", service="pay-bill")
    return (await manager.post(f"/counters/{counter}/call-next", expected_current=None)).json()["number"]


async def test_a_lamp_is_told_what_its_counter_does(tmp_path: Path, lamp: tuple[Receiver, str]):
    heard, url = lamp
    place = with_lamps(tmp_path, f"[{{url: '{url}', counter: 1}}]")
    async with home(place, lamps_secret=SECRET) as one:
        number = await serve(one, 1)
        await heard.until((1, "called", number))
        call, headers = heard.heard[-1]
        assert (call["hall"], call["call"] is not None) == ("dongcheng", True)
        assert headers["Yingbin-Signature"] == signature(SECRET.encode(), headers["Yingbin-Timestamp"], headers["raw"])
        await one.as_("manager").post("/counters/1/start")
        await heard.until((1, "serving", number))
        await one.as_("manager").post("/counters/1/finish")
        await heard.until((1, "free", None))
        await one.as_("manager").post("/counters/1/pause")
        await heard.until((1, "paused", None))
        await serve(one, 3)
        await asyncio.sleep(0.1)
        assert {counter for counter, *_ in heard.states} == {1}, "another counter is not its affair"


async def test_a_recall_blinks_again(tmp_path: Path, lamp: tuple[Receiver, str]):
    heard, url = lamp
    async with home(with_lamps(tmp_path, f"[{{url: '{url}'}}]")) as one:
        number = await serve(one, 1)
        await heard.until((1, "called", number))
        await one.as_("manager").post("/counters/1/recall")
        last = time.monotonic() + 5
        while len({body["call"] for body, _ in heard.heard if body["state"] == "called"}) < 2:
            assert time.monotonic() < last
            await asyncio.sleep(0.02)


async def test_a_lamp_of_a_zone_tells_of_its_counters(tmp_path: Path, lamp: tuple[Receiver, str]):
    heard, url = lamp
    async with home(with_lamps(tmp_path, f"[{{url: '{url}', zone: east}}]")) as one:
        first, third = await serve(one, 1), await serve(one, 3)
        await heard.until((1, "called", first), (3, "called", third))
        assert {counter for counter, *_ in heard.states} == {1, 3}


async def test_what_did_not_arrive_is_sent_again_and_the_newest_state_wins(tmp_path: Path, lamp: tuple[Receiver, str]):
    heard, url = lamp
    heard.answers = [500, 500, 302, 404, 204]
    with capture_logs() as lines:
        async with home(with_lamps(tmp_path, f"[{{url: '{url}', counter: 1}}]")) as one:
            number = await serve(one, 1)
            await one.as_("manager").post("/counters/1/start")
            await heard.until((1, "serving", number))
            await asyncio.sleep(0.2)
            assert heard.states == [(1, "serving", number)], "what is no longer so is not told"
    assert lamps_of(lines, "lamp_reached") == {url}


async def test_no_call_waits_for_a_lamp_that_hangs(tmp_path: Path, lamp: tuple[Receiver, str]):
    heard, url = lamp
    heard.delay = 2.5
    async with home(with_lamps(tmp_path, f"[{{url: '{url}'}}]")) as one:
        await serve(one, 1)
        began = time.monotonic()
        for _ in range(20):
            await one.as_("manager").post("/counters/1/recall")
        assert time.monotonic() - began < 1.5
        heard.delay = 0


async def test_a_lamp_that_is_not_there_is_known_and_nothing_else_suffers(tmp_path: Path, lamp: tuple[Receiver, str]):
    heard, url = lamp
    place = with_lamps(tmp_path, f"[{{url: 'http://127.0.0.1:9/'}}, {{url: '{url}'}}, {{serial: /dev/no-such-line}}]")
    with capture_logs() as lines:
        async with home(place) as one:
            number = await serve(one, 1)
            await heard.until((1, "called", number))
            last = time.monotonic() + 5
            while len(lamps_of(lines, "lamp_not_reached")) < 2:
                assert time.monotonic() < last
                await asyncio.sleep(0.02)
    assert lamps_of(lines, "lamp_not_reached") == {"http://127.0.0.1:9/", "/dev/no-such-line"}


async def test_a_changed_hall_file_changes_the_lamps(tmp_path: Path, lamp: tuple[Receiver, str], monkeypatch: pytest.MonkeyPatch):
    from app.hall import decide
    from app.hall_file import read_hall_text
    from app.wishes import Answer, Wish

    heard, url = lamp
    monkeypatch.setattr(told, "LONGEST_WAIT", 0.05)
    with receiver() as (before, old_url):
        before.answers = [500]
        async with home(with_lamps(tmp_path, f"[{{url: '{old_url}'}}]")) as one:
            number = await serve(one, 1)
            changed = read_hall_text(f"{HALL}\nlamps: [{{url: '{url}'}}]\n")
            wish = Wish("dongcheng", lambda hall, now: decide.set_plan(hall, now, changed), lambda *_: Answer(204, b""))
            await one.house.desk.do(wish)
            await heard.until((1, "called", number))
            asked = before.asked
            await asyncio.sleep(0.3)
            assert before.asked == asked > 0, "the old one isn't tried any more"


# ------------------------------------------------------------ several servers
async def test_of_two_servers_one_has_the_lamps_and_the_other_takes_them_over(tmp_path: Path, lamp: tuple[Receiver, str]):
    from tests import postgres

    heard, url = lamp
    text = f"{HALL}\nlamps: [{{url: '{url}', counter: 1}}]\n"
    place = Place.on(postgres.shared(), tmp_path / "lamps", (text,))
    try:
        async with home(place) as one:
            number = await serve(one, 1)
            await heard.until((1, "called", number))
            async with home(place.another()) as two:
                await two.as_("manager").get()
                await two.as_("manager").post("/counters/1/start")
                await heard.until((1, "serving", number))
                await asyncio.sleep(0.3)
                assert heard.states.count((1, "serving", number)) == 1, "each change is told once"
                await one.house.lamps.close()
                await two.as_("manager").post("/counters/1/finish")
                await heard.until((1, "free", None), within=10)
    finally:
        place.close()


async def test_a_server_that_has_lost_its_claim_tells_the_lamps_no_more(
    tmp_path: Path, lamp: tuple[Receiver, str], monkeypatch: pytest.MonkeyPatch
):
    from app.lamps import hands
    from tests import postgres

    monkeypatch.setattr(hands, "EVERY", 0.3)
    heard, url = lamp
    text = f"{HALL}\nlamps: [{{url: '{url}', counter: 1}}]\n"
    place = Place.on(postgres.shared(), tmp_path / "lamps", (text,))
    try:
        async with home(place) as one, home(place.another()) as two:
            number = await serve(one, 1)
            await heard.until((1, "called", number))
            one.house.claims.close()  # as when the database was started anew
            assert await asyncio.to_thread(two.house.claims.take, "lamps dongcheng")
            await asyncio.sleep(1)
            await two.as_("manager").post("/counters/1/start")
            await heard.until((1, "serving", number))
            await asyncio.sleep(0.5)
            assert heard.states.count((1, "serving", number)) == 1
    finally:
        place.close()


# ------------------------------------------------------------ the serial line
@contextmanager
def serial_line() -> Iterator[tuple[str, Callable[[], str]]]:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    heard = bytearray()

    def read() -> str:
        try:
            heard.extend(os.read(ours, 65536))
        except BlockingIOError:
            pass
        return heard.decode("ascii")

    try:
        yield os.ttyname(theirs), read
    finally:
        os.close(ours)
        os.close(theirs)


def sum_of(line: str) -> int:
    return reduce(lambda sum, char: sum ^ ord(char), line, 0)


async def test_a_serial_line_gets_a_line_of_text_with_a_sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(told, "REFRESH", 0.3)
    with serial_line() as (device, read):
        async with home(with_lamps(tmp_path, f"[{{serial: {device}, baud: 115200, counter: 1}}]")) as one:
            number = await serve(one, 1)
            last = time.monotonic() + 5
            while (wanted := f"$1,called,{number}*") not in read():
                assert time.monotonic() < last, read()
                await asyncio.sleep(0.02)
            for line in read().split("\r\n")[:-1]:
                told_line, _, check = line.removeprefix("$").partition("*")
                assert int(check, 16) == sum_of(told_line)
            while read().count(wanted) < 3:
                assert time.monotonic() < last, "a controller that was off is told again"
                await asyncio.sleep(0.05)


def test_a_line_that_was_pulled_out_is_opened_again(tmp_path: Path):
    from app.hall.lamps import Light
    from app.lamps.sending import Unreached

    link = tmp_path / "line"
    serial = Serial(str(link), 9600)
    with pytest.raises(Unreached):
        serial.tell("dongcheng", Light(1, "free", None, None))
    with serial_line() as (device, read):
        link.symlink_to(device)
        serial.tell("dongcheng", Light(1, "called", "A001", "c1"))
        time.sleep(0.05)
        assert read() == f"$1,called,A001*{sum_of('1,called,A001'):02X}\r\n"
        serial.close()


def test_the_example_of_the_documentation_understands_the_lines():
    import re

    text = (Path(__file__).parents[2] / "docs" / "lamps.md").read_text("utf-8")
    [program] = re.findall(r"```python\n(.*?)```", text, re.S)
    names: dict = {"__name__": "example"}
    exec(compile(program, "docs/lamps.md", "exec"), names)
    from app.hall.lamps import Light
    from app.lamps.sending import line_of

    assert names["understood"](line_of(Light(3, "called", "A023", "c1"))) == ("3", "called", "A023")
    assert names["understood"](line_of(Light(12, "free", None, None))) == ("12", "free", "")
    assert names["understood"](b"$3,called,A023*00\r\n") is None
    assert names["understood"](b"noise\r\n") is None
