"""A customer who exists nowhere else goes through every door of a real server; then everything is searched for them."""

import base64
import itertools
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.cli.command import Server, environment, yingbin

PROGRAM = """
import os
import structlog
from app.cli import main
from app.hall import duties
note = duties.note
def fails(hall, now, **given):
    raise RuntimeError(os.environ["CANARY"])
def leaks(hall, now, *, ticket, by):
    return note(hall, now, ticket=ticket, by=os.environ["CANARY"])
def tells(hall, now, **given):
    structlog.get_logger().info("noted", why=os.environ["CANARY"])
    return note(hall, now, **given)
duties.leave_lounge = fails
if leak := {"fact": leaks, "log": tells}.get(os.environ.get("CANARY_LEAK", "")):
    duties.note = leak
main()
"""
"""The command itself. One of its rules breaks with the customer's data in the error's message; as a control another one writes
them into a fact or a line of the log."""
SOCKETS = {
    "kiosk": ("/kiosk/dongcheng/live", "/api/v1/halls/dongcheng/stream"),
    "display": ("/display/dongcheng/live", "/display/dongcheng/window/3/live", "/api/v1/halls/dongcheng/stream"),
    "greeter": ("/greeter/dongcheng/live?ticket=B001", "/api/v1/halls/dongcheng/stream"),
    "counter": ("/counter/dongcheng/3/live", "/api/v1/halls/dongcheng/stream"),
    "manager": ("/manager/dongcheng/live", "/manager/dongcheng/signage/live", "/chain/dongcheng/live"),
    "integration": ("/api/v1/halls/dongcheng/stream",),
}
PUBLIC = ("/kiosk/", "/display/", "/stream", "/t/")


@dataclass(frozen=True)
class Canary:
    phone: str
    customer: str
    note: str

    @classmethod
    def of(cls, seed: int) -> "Canary":
        chance = random.Random(f"canary {seed}")
        word = "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=9))
        return cls(f"139{chance.randrange(10**8):08}", f"金{word}女士", f"请回电 {word[::-1]} 轮椅")

    @property
    def forms(self) -> dict[str, bytes]:
        """In which they might lie somewhere: as they are, escaped, encoded, grouped."""
        found = {}
        for name, text in (("phone", self.phone), ("customer", self.customer), ("note", self.note)):
            raw = text.encode()
            found |= {name: raw, f"{name} in hex": raw.hex().encode(), f"{name} in HEX": raw.hex().upper().encode()}
            found |= {f"{name} in JSON": json.dumps(text)[1:-1].encode(), f"{name} in a URL": quote(text).encode()}
            found |= {f"{name} in UTF-16": text.encode("utf-16-le")}
            for at in range(3):
                coded = base64.b64encode(b"\0" * at + raw)
                found[f"{name} in base64, {at}"] = coded[4 * (at > 0) + (at == 2) : -4]
        found["phone in groups"] = f"{self.phone[:3]} {self.phone[3:7]} {self.phone[7:]}".encode()
        found["phone with strokes"] = found["phone in groups"].replace(b" ", b"-")
        return found

    def seen_in(self, content: bytes | str, only: str = "") -> list[str]:
        given = content.encode() if isinstance(content, str) else content
        return [name for name, form in self.forms.items() if name.startswith(only) and form in given]


@dataclass
class Found:
    """Where something was searched, and in which of them the canary was."""

    seed: int
    places: int = 0
    size: int = 0
    seen: list[str] = field(default_factory=list)

    def search(self, canary: Canary, place: str, content: bytes | str, only: str = "") -> None:
        self.places += 1
        self.size += len(content)
        self.seen += [f"{place}: {form}" for form in canary.seen_in(content, only)]

    def __str__(self) -> str:
        return f"canary: searched {self.places} places, {self.size:,} bytes, seen {len(self.seen)} times (seed {self.seed})"


@contextmanager
def started(data: Path, canary: Canary, leak: str, log_format: str, log: Path) -> Iterator[Server]:
    """A server in a process of its own, whose log goes to a file."""
    more = {"CANARY": f"{canary.phone} {canary.customer} {canary.note}", "CANARY_LEAK": leak, "YINGBIN_LOG_FORMAT": log_format}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "serve", "--data", str(data), "--port", "0", "--open-link"],
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            env=environment(**more),
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"(http://[^/]+)/enter\?key=\S+", line)
        assert found is not None, log.read_text()
        yield Server(data, process, found[1], found[0])
    finally:
        process.terminate()
        process.wait(20)


class Watchers:
    """Every screen and every stream, each with all that came over its socket."""

    def __init__(self, server: Server, tokens: dict[str, str], pages: list[str]) -> None:
        self.heard: dict[str, list[str]] = {}
        self._open: list[Any] = []
        self._threads: list[threading.Thread] = []
        for role, paths in SOCKETS.items():
            for path in paths:
                self._watch(server.url, f"{role} {path}", path, tokens[role])
        for page in pages:
            self._watch(server.url, f"customer {page[:3]}", f"{page}/live", None)

    def _watch(self, url: str, name: str, path: str, token: str | None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {"Origin": url}
        socket = connect(url.replace("http", "ws", 1) + path, additional_headers=headers, open_timeout=15, legacy=True)
        if path.endswith("/stream"):
            socket.send(json.dumps({"hello": 1, "epoch": None, "since": None}))
        heard = self.heard[name] = []
        thread = threading.Thread(target=self._listen, args=(socket, heard), daemon=True)
        thread.start()
        self._open.append(socket)
        self._threads.append(thread)

    @staticmethod
    def _listen(socket: Any, heard: list[str]) -> None:
        try:
            for frame in socket:
                heard.append(frame if isinstance(frame, str) else frame.decode())
        except WebSocketException:
            pass

    def close(self) -> None:
        for socket in self._open:
            socket.close()
        for thread in self._threads:
            thread.join(5)


class Hands:
    """Whoever acts: each POST with a key of its own. What is answered is kept, but for what is asked for in full."""

    def __init__(self, server: Server, tokens: dict[str, str]) -> None:
        self.server, self.tokens, self.answers = server, tokens, list[tuple[str, httpx.Response]]()
        self._keys = itertools.count()
        one_each = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(base_url=f"{server.url}/api/v1/halls/dongcheng", timeout=30, limits=one_each)

    def post(self, role: str, path: str, key: str | None = None, raw: bytes | None = None, **body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens.get(role, 'yb_none')}", "Content-Type": "application/json"}
        content = raw if raw is not None else json.dumps(body).encode()
        answer = self.http.post(path, content=content, headers=headers | {"Idempotency-Key": key or f"c{next(self._keys)}"})
        self.answers.append((f"{role} {path}", answer))
        return answer


def through_every_door(hands: Hands, canary: Canary) -> tuple[str, list[str]]:
    """A ticket's number, and the phone pages."""
    given = {"service": "pay-bill", "phone": canary.phone}
    pages, numbers = [], []
    for role, more in (("kiosk", {}), ("greeter", {"note": canary.note}), ("integration", {"note": canary.note, "level": "vip"})):
        answer = hands.post(role, "/tickets", **given, **more)
        assert answer.status_code == 201, answer.text
        pages.append(httpx.URL(answer.json()["phone_url"]).path)
        numbers.append(answer.json()["number"])
    number = numbers[0]
    hands.post("greeter", f"/tickets/{number}/note", note=canary.note, customer=canary.customer)
    hands.post("manager", "/tickets/B002/note", customer=canary.customer)
    _walk(hands, canary, "kiosk", {"script": "guidance", "kiosk": "1", "vip": True}, {"phone": canary.phone, "answer": "given"})
    _walk(hands, canary, "greeter", {"script": "inquiry"}, {"note": canary.note})
    hands.post("counter", "/counters/3/open")
    assert hands.post("counter", "/counters/3/call", number=number, reason="elderly").status_code == 200
    hands.post("counter", "/counters/3/start")
    _walk(hands, canary, "counter", {"script": "complaint", "counter": 3, "number": number}, {"note": canary.note})
    for role in ("greeter", "counter", "manager"):
        shown = hands.post(role, f"/tickets/{number}/reveal")
        assert shown.json()["phone"] == canary.phone, shown.text
        hands.answers.pop()
    assert canary.phone in hands.post("manager", "/personal-export", phone=canary.phone).text
    hands.answers.pop()
    return number, pages


def _walk(hands: Hands, canary: Canary, role: str, begin: dict[str, Any], enters: dict[str, Any]) -> None:
    """Through a script as far as it goes, with all that may be entered; it must take what is entered at least once."""
    walk, taken = hands.post(role, "/walks", **begin).json(), 0
    for _ in range(9):
        if not walk.get("step"):
            break
        at = f"/walks/{walk['walk']}/answer"
        answer = hands.post(role, at, step=walk["step"], customer=canary.customer, **enters)
        taken += answer.status_code == 200
        for other in ("calm", "yes", "clear", "later"):
            if answer.status_code == 200:
                break
            answer = hands.post(role, at, step=walk["step"], **({} if other == "calm" else {"answer": other}))
        if answer.status_code != 200:
            break
        walk = answer.json()
    assert taken, (begin, walk)


def refused_everywhere(hands: Hands, canary: Canary) -> None:
    """What is wrong with these is said without saying what they held."""
    phone, token = canary.phone, {"Authorization": f"Bearer {hands.tokens['kiosk']}"}
    whole = json.dumps({"service": "pay-bill", "phone": phone, "note": canary.note}).encode()
    for raw in (
        whole[:-4],
        whole + b"x",
        whole.replace(b'"phone"', b'"phones"'),
        json.dumps({"phone": int(phone)}).encode(),
        b"\xff" + whole,
    ):
        assert hands.post("greeter", "/tickets", raw=raw).status_code in (400, 422)
    assert hands.post("greeter", "/tickets", service="pay-bill", phone=f"{phone}x").status_code == 422
    assert hands.post("kiosk", "/tickets", service="pay-bill", level="vip", phone=phone).status_code == 403
    assert hands.post("nobody", "/tickets", service="pay-bill", phone=phone).status_code == 401
    assert hands.post("display", "/tickets", service="pay-bill", phone=phone).status_code == 403
    assert hands.post("greeter", "/tickets", key=phone, service="pay-bill").status_code == 201
    assert hands.post("greeter", "/tickets", key=phone, service="pay-bill", note=canary.note).status_code == 422
    assert hands.post("greeter", "/tickets", service="pay-bill", note=canary.note * 9_000).status_code in (413, 422)
    wrong_codes = {"call": {"number": "B002", "reason": phone}, "pause": {"reason": phone}, "finish": {"outcome": phone}}
    for verb, more in wrong_codes.items():
        assert hands.post("counter", f"/counters/3/{verb}", **more).status_code == 422, verb
    assert hands.post("greeter", "/personal-erase", phone=phone).status_code == 403
    assert hands.post("manager", "/lounge/B001/leave").status_code == 500
    before = len(hands.answers)
    assert hands.post("greeter", "/tickets", service=phone, phone=phone).status_code == 422
    for path in (f"/tickets/{phone}/cancel", f"/{phone}", f"/walks/{phone}/answer"):
        hands.post("greeter", path, note=canary.note)
    for path in (f"/t/{phone}", f"/kiosk/{phone}", f"/{phone}?{quote(canary.note)}", f"/api/v1/halls/dongcheng/tickets/{phone}"):
        httpx.get(hands.server.url + path, headers=token | {"User-Agent": phone, "Referer": f"http://x/{phone}"})
    del hands.answers[before:]  # an address or the id of a service is named to whoever asked for it


# ------------------------------------------------------------ searching
def search_it_all(found: Found, canary: Canary, hands: Hands, watchers: Watchers, pages: list[str], room: Path) -> None:
    data, url = hands.server.data, hands.server.url
    for name, frames in watchers.heard.items():
        assert frames, f"{name} has heard nothing"
        public = any(part in name for part in PUBLIC)
        found.search(canary, name, "\n".join(frames), "" if public else "phone")
    for what, answer in hands.answers:
        found.search(canary, what, answer.content + str(answer.headers).encode())
    for role, path in (
        ("kiosk", "/kiosk/dongcheng"),
        ("display", "/display/dongcheng"),
        ("display", "/display/dongcheng/window/3"),
    ):
        _search_page(found, canary, url + path, hands.tokens[role])
    for page in pages:
        _search_page(found, canary, url + page, None)
        _search_page(found, canary, f"{url}{page}/state", None)
    for path in ("log?after=0&limit=1000", "moments", "guidance", "devices"):
        _search_page(found, canary, f"{url}/api/v1/halls/dongcheng/{path}", hands.tokens["manager"])
    _search_page(found, canary, f"{url}/metrics", None)
    for path in ("/greeter/dongcheng?ticket=B001", "/counter/dongcheng/3", "/manager/dongcheng"):
        _search_page(found, canary, url + path, hands.tokens[path.split("/")[1]], "phone")
    search_files(found, canary, data)
    at = ("--data", data)
    found.search(canary, "yingbin events", yingbin("events", *at, "--hall", "dongcheng").out)
    found.search(canary, "yingbin verify", yingbin("verify", *at).out)
    for name, more in (("without", ()), ("with", ("--with-personal",))):
        yingbin("backup", *at, *more, room / name).done()
        found.search(canary, f"backup {name}", (room / name).read_bytes())
    found.search(canary, "audit", json.dumps(_rows(data, "SELECT who, act, about FROM audit"), ensure_ascii=False))


def search_files(found: Found, canary: Canary, data: Path) -> None:
    for file in sorted(data.iterdir()):
        if file.is_file():
            found.search(canary, file.name, file.read_bytes())


def _search_page(found: Found, canary: Canary, url: str, token: str | None, only: str = "") -> None:
    answer = httpx.get(url, headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=30)
    assert answer.status_code == 200, (url, answer.status_code)
    found.search(canary, url.partition("//")[2].partition("/")[2], answer.content, only)


def _rows(data: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / "yingbin.sqlite3", timeout=10)) as file:
        return file.execute(question).fetchall()


def traces(data: Path) -> list[bytes]:
    """Of the closed rows themselves: part of each box, and the hash of the number."""
    rows = _rows(data, "SELECT box, phone FROM personal WHERE box IS NOT NULL")
    return [trace for box, phone in rows for trace in (box[13:45], phone) if trace is not None]


def left_of(data: Path, those: list[bytes]) -> int:
    content = b"".join(file.read_bytes() for file in data.glob("yingbin.sqlite3*"))
    return sum(trace in content for trace in those)


# ------------------------------------------------------------ the whole
def flown(data: Path, room: Path, seed: int, leak: str = "") -> Found:
    """`data`: of a founded hall. `leak`: `fact` or `log`, the control."""
    canary, found = Canary.of(seed), Found(seed)
    (room / "vips.csv").write_text(f"phone,level\n{canary.phone},vip\n")
    yingbin("vip", "--data", data, "--hall", "dongcheng", "import", room / "vips.csv").done()
    (room / "wrong.csv").write_text(f"phone,level\n{canary.phone},vip\n{canary.phone},no-level\n{canary.phone}x,vip\n")
    found.search(canary, "vip import", yingbin("vip", "--data", data, "--hall", "dongcheng", "import", room / "wrong.csv").err)
    with started(data, canary, leak, "text", room / "log.txt") as server:
        tokens = {role: server.token(role, counter=3 if role == "counter" else None) for role in SOCKETS}
        hands = Hands(server, tokens)
        first = hands.post("kiosk", "/tickets", service="open-account").json()
        watchers = Watchers(server, tokens, [httpx.URL(first["phone_url"]).path])
        number, pages = through_every_door(hands, canary)
        refused_everywhere(hands, canary)
        time.sleep(0.5)
        search_it_all(found, canary, hands, watchers, pages, room)
        watchers.close()
    found.search(canary, "log", (room / "log.txt").read_bytes())
    if not leak:
        _forgotten(found, canary, data, room, number)
    return found


def _forgotten(found: Found, canary: Canary, data: Path, room: Path, number: str) -> None:
    """After the retention, and after an erasure by number, not even the closed rows are in the files."""
    closed = traces(data)
    assert left_of(data, closed) == len(closed) > 4, "the search finds what is there"
    hall = (room / "hall.yaml").read_text() + "retention: 1s\n"
    (room / "short.yaml").write_text(hall)
    yingbin("hall", "--data", data, "apply", room / "short.yaml").done()
    with started(data, canary, "", "json", room / "log.json") as server:
        _until(lambda: not _rows(data, "SELECT 1 FROM personal WHERE phone IS NOT NULL"))
        hands = Hands(server, {role: server.token(role) for role in ("manager", "greeter")})
        assert hands.post("manager", f"/tickets/{number}/reveal").json()["code"] == "no_phone"
        assert hands.post("greeter", "/tickets", service="pay-bill", phone=canary.phone, note=canary.note).status_code == 201
        later = traces(data)
        assert "1 tickets" in yingbin("personal", "--data", data, "erase", canary.phone).done()
        assert hands.post("manager", "/lounge/B001/leave").status_code == 500
        kept = traces(data)
        for when, those in (("retention", closed), ("erasure by number", later)):
            gone = [one for one in those if one not in kept]
            assert gone, when
            found.places += 1
            found.seen += [f"a closed row after the {when}"] * left_of(data, gone)
    found.search(canary, "log as JSON", (room / "log.json").read_bytes())
    search_files(found, canary, data)


def _until(so: Any) -> None:
    ends = time.monotonic() + 40
    while not so():
        assert time.monotonic() < ends, "it was to be erased by now"
        time.sleep(0.2)
    time.sleep(0.5)


def seed_of_today() -> int:
    return int(os.environ.get("YINGBIN_SEED", "7"))
