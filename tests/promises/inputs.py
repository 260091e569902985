"""Whatever is sent to whichever address, by whomever, the server has an answer: never a 5xx, never a traceback.

Three ways: what the OpenAPI allows (schemathesis), anything at all on every declared route, and odd frames on every socket.
All of it in a hall that is in full swing, with tickets in every state; so the odd meets the real.
"""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from app.rights import row
from tests.api.test_rights import declared
from tests.promises.network import Reply
from tests.promises.stage import Stage, staged

ROOT = Path(__file__).parent.parent.parent
API = "/api/v1/halls/dongcheng"
ROLES = (None, "kiosk", "display", "greeter", "counter 1", "counter 2", "manager", "integration")

ODD_TEXTS = (
    *("", " ", "\0", "\ud800", "\u202e", "A" * 300, "1" * 400, "-1", "1e309", "NaN", "null", "../../etc", "%00", "²", "𝟙", "王"),
    *("'", '"><script>', "{{7*7}}", "A001\n", "c1", "w1", "true", "0x1", "٣", "\x7f", "\r\nX: y"),
)
ODD_JSON = (
    *("", "{", "[]", "null", "true", "0", '""', "NaN", "Infinity", "-0", "1e400", "9" * 400, '"\\ud800"'),
    *('{"a":1,"a":2}', "\ufeff{}", "{}{}", "[1,]"),
    *("[" * 5000, '{"a":' * 3000, '{"": {}}', '{"hello": 1e400, "epoch": null, "since": null}', "\0", '"\\u0000"'),
)
ODD_BYTES = (b"\xff\xfe", b"\x00" * 40, b"\xed\xa0\x80", b"{" * 100, b"")
numbers = st.sampled_from([0, -1, 1, 2, 3, 7, 999, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 0.5, 1e308])
values: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | st.sampled_from(ODD_TEXTS) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


# ---------------------------------------------------------------- a hall in full swing
def in_full_swing(stage: Stage) -> None:
    """Tickets in every state, walks, pages, a notice."""
    for n in range(14):
        body = {"service": ("open-account", "pay-bill")[n % 2], "level": ("ordinary", "vip")[n % 3 == 0]}
        stage.ask("integration", "POST", f"{API}/tickets", json.dumps(body).encode())
    for n, verbs in ((1, "start"), (2, "hold"), (3, "no-show"), (4, "start finish"), (5, "")):
        stage.ask("integration", "POST", f"{API}/counters/{n}/open")
        stage.ask("integration", "POST", f"{API}/counters/{n}/call-next", b'{"expected_current": null}')
        for verb in verbs.split():
            stage.ask("integration", "POST", f"{API}/counters/{n}/{verb}")
    waiting = next(ticket for ticket in stage.hall.everyone() if ticket.state == "waiting")
    stage.ask("integration", "POST", f"{API}/tickets/{waiting.number}/cancel")


@contextmanager
def hall_in_full_swing(more: str = "") -> Iterator[Stage]:
    """`more`: what its file says besides."""
    with staged((ROOT / "halls/dongcheng.yaml").read_text("utf-8") + more, ROOT / "service_scripts") as stage:
        in_full_swing(stage)
        yield stage


@dataclass
class Tried:
    """How often what was tried, by route or operation, and with which kind of answer."""

    count: int = 0
    by: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    broke: list[str] = field(default_factory=list)

    def note(self, what: str, reply: Reply, told: object) -> None:
        self.count += 1
        self.by[what] += 1
        self.statuses[reply.status] += 1
        if reply.status >= 500:
            self.broke.append(f"{what} {told!r:.400}: {reply.status} {reply.body[:200]!r}")

    @property
    def figure(self) -> str:
        worked = sum(count for status, count in self.statuses.items() if status < 300)
        return f"{self.count} on {len(self.by)} routes, {worked} of them took effect, answers of 5xx: {len(self.broke)}"


def example(number: int, of: int) -> Any:
    """How many examples, and which: the same seed tries the same."""
    kept = settings(
        max_examples=of,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: seed(number)(kept(test))


# ---------------------------------------------------------------- places in an address
Between = Callable[[int, int], int]
"""A number from the first to the last, by chance."""


def by(data: DataObject) -> Between:
    return lambda first, last: data.draw(st.integers(first, last))


def place(stage: Stage, name: str, folder: str, between: Between) -> str:
    """Mostly something that is there, in its place of an address."""
    hall = stage.hall
    there: dict[str, list[str]] = {
        "hall": ["dongcheng"] * 15 + ["xicheng"],
        "tickets": [ticket.number for ticket in hall.everyone()][-60:],
        "counters": [str(number) for number in hall.counters],
        "posts": [post.id for post in hall.plan.posts],
        "scripts": sorted(hall.scripts),
        "walks": list(hall.walks),
        "pages": list(hall.pages),
        "help": list(hall.helps),
        "attention": list(hall.attentions),
        "complaints": list(hall.complaints),
        "work-orders": list(hall.work_orders),
        "follow-ups": list(hall.follow_ups),
        "surveys": list(hall.surveys),
        "questionnaires": list(hall.questionnaires),
    }
    pool = there.get(name) or there.get(folder) or [*hall.walks, *hall.pages, *hall.helps, *hall.follow_ups, "x"]
    odd, which = between(0, 15), between(0, 999)  # drawn alike whatever is there
    return ODD_TEXTS[which % len(ODD_TEXTS)] if odd == 15 else pool[which % len(pool)]


def filled(stage: Stage, path: str, between: Between) -> str:
    parts = path.split("/")
    known = parts[:1]
    for folder, part in itertools.pairwise(parts):
        known.append(quote(_utf8(place(stage, part[1:-1], folder, between)), safe="") if part[:1] == "{" else part)
    return "/".join(known)


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def who_may(route: str) -> list[str | None]:
    """Mostly those who may, by the table of rights; and one who may not, most likely."""
    rightful = [role.replace("counter", "counter 1") for role in sorted(row(route).roles)]
    return [*(rightful or [None]) * 3, "display"]


# ---------------------------------------------------------------- what the OpenAPI allows
def by_schema(stage: Stage, number: int, each: int) -> Tried:
    tried = Tried()
    schema = schemathesis.openapi.from_dict(stage.server.app.openapi())
    for found in schema.get_all_operations():
        _operation(stage, tried, found.ok(), number, each)
    return tried


def _operation(stage: Stage, tried: Tried, operation: Any, number: int, each: int) -> None:
    method = operation.method.upper()
    rightful = who_may(f"{method} {operation.path.removeprefix('/api/v1')}")

    @example(number, each)
    @given(operation.as_strategy(), st.data())
    def attempt(case: Any, data: DataObject) -> None:
        body = b"" if case.body.__class__.__name__ == "NotSet" else as_bytes(case.body)
        path, query = filled(stage, operation.path, by(data)), _query(case.query or {})
        role = data.draw(st.sampled_from(rightful))
        tried.note(f"{method} {operation.path}", stage.ask(role, method, f"{path}{query}", body), (path, query, body))

    attempt()


def as_bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode("utf-8", "replace")


def _query(given: dict[str, Any]) -> str:
    def plain(one: object) -> str:
        return quote(str(one), errors="replace")

    return "?" + "&".join(f"{plain(name)}={plain(value)}" for name, value in given.items())


# ---------------------------------------------------------------- anything on every route
def on_every_route(stage: Stage, number: int, each: int) -> Tried:
    tried = Tried()
    for route in sorted(set(declared(stage.server.app))):
        if not route.startswith("LIVE"):
            _route(stage, tried, route, number, each)
    return tried


def template(route: str) -> str:
    """The address of a declared route."""
    path = route.partition(" ")[2]
    return f"/api/v1{path}" if path.startswith(("/halls", "/me", "/openapi.json")) else path


def _route(stage: Stage, tried: Tried, route: str, number: int, each: int) -> None:
    bodies = (
        st.sampled_from(ODD_JSON).map(lambda text: text.encode("utf-8", "replace"))
        | st.sampled_from(ODD_BYTES)
        | st.dictionaries(st.sampled_from(FIELDS), values, max_size=4).map(as_bytes)
    )

    @example(number, each)
    @given(
        st.data(), st.sampled_from(ODD_QUERIES), bodies, st.sampled_from(ODD_HEADERS), st.sampled_from([*ROLES, *who_may(route)])
    )
    def attempt(data: DataObject, query: str, body: bytes, more: dict[str, str], role: str | None) -> None:
        path = filled(stage, template(route), by(data))
        reply = stage.ask(role, route.partition(" ")[0], f"{path}?{query}", body, **more)
        tried.note(route, reply, (path, query, body, more, role))

    attempt()


ODD_QUERIES = ("", "", "lang=en", "after=-1", "limit=99999999999999999999", "%00=%ff", "page=\0&x=[", "day=2026-02-30")
FIELDS = (
    *("service", "level", "phone", "language", "note", "number", "reason", "minutes", "counter", "keep_place"),
    *("expected_current", "to_counter", "walk"),
    *("step", "answer", "customer", "staff", "outcome", "kiosk", "text", "post", "count", "printer", "name", "colour", "items"),
)
ODD_HEADERS: tuple[dict[str, str], ...] = (
    *({}, {}, {}, {"accept_language": "zh" * 200}, {"host": "a b"}, {"host": ""}, {"origin": "null"}, {"origin": "http://[::1"}),
    *({"content_type": "text/plain"}, {"content_type": "application/json; charset=utf-16"}, {"content_length": "-1"}),
    *({"cookie": "yingbin-all=\x01; yb-device=" + "a" * 300}, {"authorization": "Bearer "}, {"authorization": "Basic e30="}),
    *({"yingbin_screen": "counter/dongcheng/" + "9" * 50}, {"yingbin_deadline": "9" * 40}, {"if_none_match": "*"}),
    *({"range": "bytes=5-1"}, {"x_forwarded_for": "\xff"}, {"idempotency_key": "\xe9" * 255}, {"idempotency_key": ""}),
)


# ---------------------------------------------------------------- frames
def on_every_socket(stage: Stage, number: int, each: int) -> Tried:
    """A socket that is refused or closed was answered; one that raised was not."""
    tried = Tried()
    for route in sorted(set(declared(stage.server.app))):
        if route.startswith("LIVE"):
            _socket(stage, tried, route, number, each)
    return tried


def _socket(stage: Stage, tried: Tried, route: str, number: int, each: int) -> None:
    hellos = st.sampled_from([[], ['{"hello":1,"epoch":null,"since":null}']])

    @example(number, each)
    @given(st.data(), hellos, st.lists(frames, max_size=5), st.sampled_from(ROLES))
    def attempt(data: DataObject, hello: list[str], words: list[str | bytes], role: str | None) -> None:
        path, before = filled(stage, template(route), by(data)), len(stage.wrong)
        heard = stage.talk(role, path, [*hello, *words])
        closed = [message.get("code", 0) for message in heard if message["type"] == "websocket.close"]
        broke = len(stage.wrong) > before or 1011 in closed
        tried.note(route, Reply(500 if broke else 200, b""), (path, words, role, closed))

    attempt()


SAID = ("show", "device", "speaks", "spoken", "ack", "hello", "epoch", "since", "zone", "missing", "present", "clips")
frames: SearchStrategy[str | bytes] = (
    st.sampled_from(ODD_JSON)
    | st.sampled_from(ODD_BYTES)
    | st.dictionaries(st.sampled_from(SAID), values, max_size=3).map(json.dumps)
    | values.map(json.dumps)
)
