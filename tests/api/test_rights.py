"""The table of rights is what the server does: every route, every principal, sockets too."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.routing import Mount

from app import tables
from app.accounts import digest
from app.api.commands import HANDLERS
from app.rights import TABLE, row
from tests.house import Home, Place, home

PRINCIPALS: tuple[Any, ...] = ("kiosk", "display", "greeter", ("counter", 1), ("counter", 2), "manager", "integration", "all")
STRANGERS: tuple[Any, ...] = (("xicheng", "manager"), ("xicheng", "integration"), ("xicheng", "kiosk"), ("xicheng", "greeter"))
"""Those of another hall."""
OF_EVERY_HALL = ("GET /me", "GET /", "GET /halls", "POST /pairing/renew")
"""Here each sees its own, or all; none is refused for being of another hall."""
FILLED = {"hall": "dongcheng", "n": "1", "number": "B001", "colour": "1a4fd0", "paper": "80", "which": "x"}


def declared(app: FastAPI) -> Iterator[str]:
    """All routes, as the table names them."""
    for route in routes(app.routes):
        if isinstance(route, Mount):
            yield "GET /static"
        elif getattr(route, "methods", None) is None:
            yield f"LIVE {route.path}"
        else:
            yield from (f"{method} {route.path.removeprefix('/api/v1')}" for method in route.methods if method != "HEAD")


def routes(those: Any) -> Iterator[Any]:
    for route in those:
        if hasattr(route, "original_router"):
            yield from routes(route.original_router.routes)
        else:
            yield route


def address(route: str) -> str:
    """With something in each place; below /api/v1 where it is the interface's."""
    path = re.sub(r"\{([a-z_]+)\}", lambda found: FILLED.get(found[1], "x"), route.partition(" ")[2])
    first = path.partition("/")[2].partition("/")[0]
    ours = first in ("halls", "me", "openapi.json", "staff", "pairing") or (
        route.startswith("POST") and first not in ("t", "manager")
    )
    return f"/api/v1{path}" if ours else path


def may(route: str, principal: Any) -> bool:
    role = principal[0] if isinstance(principal, tuple) else principal
    if role == "counter" and "{n}" in route and "/display/" not in route and principal[1] != 1:
        return False
    return role in row(route).roles or (role == "all" and bool(row(route).roles))


async def answer_of(one: Home, route: str, token: str | None) -> int:
    """As `answer_to`, of whoever comes with a token."""
    return await answer_to(one, route, {"Authorization": f"Bearer {token}"} if token else {})


async def answer_to(one: Home, route: str, headers: dict[str, str]) -> int:
    """The status, or for a socket the code with which it was closed; 101: it stays open."""
    one.http.cookies.clear()
    method, path = route.partition(" ")[0], address(route)
    if method == "LIVE":
        return await socket_of(one, path, headers)
    if method == "POST":
        headers = headers | {"Idempotency-Key": digest(f"{route} {sorted(headers.items())}").hex()}
        return (await one.http.post(path, json={}, headers=headers)).status_code
    return (await one.http.get(path, headers=headers)).status_code


async def socket_of(one: Home, path: str, headers: dict[str, str]) -> int:
    """Knocks as a socket, says hello, and hears what comes after the handshake."""
    words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for word in ({"type": "websocket.connect"}, {"type": "websocket.receive", "text": '{"hello":1,"epoch":null,"since":null}'}):
        words.put_nowait(word)
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "server": ("hall", 80),
        "subprotocols": [],
        "headers": [(b"host", b"hall"), *((name.lower().encode(), value.encode()) for name, value in headers.items())],
    }
    app: Any = one.http._transport.app  # type: ignore[attr-defined]
    task = asyncio.create_task(app(scope, words.get, told.put))
    try:
        async with asyncio.timeout(20):
            while (message := await told.get())["type"] == "websocket.accept" or "bye" in message.get("text", ""):
                pass
        return int(message["code"]) if message["type"] == "websocket.close" else 101
    finally:
        words.put_nowait({"type": "websocket.disconnect", "code": 1001})
        task.cancel()
        await asyncio.wait([task])


@pytest.fixture
def alone(tmp_path) -> Iterator[Place]:
    place = Place.make(tmp_path / "var")
    yield place
    place.close()


UNKNOWN, OUTSIDE = (401, 4401), (403, 4403)


async def test_every_route_has_a_row_and_every_row_a_route(alone: Place):
    async with home(alone) as one:
        app: Any = one.http._transport.app  # type: ignore[attr-defined]
        assert set(declared(app)) == set(TABLE)


def test_every_command_has_the_row_of_its_route():
    assert all(right.roles or right.duties for _, right in HANDLERS.values())


async def test_each_principal_may_what_its_cell_says_and_nothing_else(alone: Place):
    async with home(alone, strangers_a_minute=100_000) as one:
        await one.as_("manager").post("/tickets", service="pay-bill")
        for route, rights in TABLE.items():
            if route in ("GET /static", "GET /enter"):
                continue
            for principal in PRINCIPALS:
                found = await answer_of(one, route, alone.tokens[principal])
                assert (found == 401) == (not rights.open and not rights.roles), (route, principal, found)  # no token is a person
                assert rights.open or (found not in (*OUTSIDE, 401)) == may(route, principal), (route, principal, found)
            for stranger in STRANGERS if not rights.open and route not in OF_EVERY_HALL else ():
                found = await answer_of(one, route, alone.tokens[stranger])
                assert found in (OUTSIDE if rights.roles else UNKNOWN), (route, stranger, found)
            found = await answer_of(one, route, None)
            assert (found in UNKNOWN) == (not rights.open), (route, "nobody", found)


async def test_a_revoked_token_opens_nothing(alone: Place):
    async with home(alone, strangers_a_minute=100_000) as one:
        gone = alone.tokens["all"]
        with alone.data.engine.begin() as connection:
            connection.execute(update(tables.tokens).where(tables.tokens.c.hash == digest(gone)).values(revoked_at=1))
        for route, rights in TABLE.items():
            if not rights.open:
                assert await answer_of(one, route, gone) in UNKNOWN, route


async def test_a_row_too_much_is_found(alone: Place, monkeypatch: pytest.MonkeyPatch):
    """The control: with one right that nobody was given the cells don't agree any more."""
    async with home(alone) as one:
        monkeypatch.setitem(TABLE, "GET /halls/{hall}/log", TABLE["GET /halls/{hall}"])
        assert may("GET /halls/{hall}/log", "kiosk")
        assert await answer_of(one, "GET /halls/{hall}/log", alone.tokens["kiosk"]) == 200
