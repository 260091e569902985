"""A screen that asks to be let in, from an address of its own."""

from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.house import Home


@asynccontextmanager
async def screen(home: Home, address: str = "10.0.0.7"):
    """A browser of its own, with its own cookies."""
    app: Any = home.http._transport.app
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1234))
    origin = {"Origin": "http://hall", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36"}
    async with httpx.AsyncClient(transport=transport, base_url="http://hall", headers=origin) as browser:
        yield browser


async def shows_code(browser: httpx.AsyncClient, wish: str = "/display/dongcheng") -> dict[str, Any]:
    answer = await browser.post("/api/v1/pairing", json={"screen": wish})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def asks(browser: httpx.AsyncClient, shown: dict[str, Any]) -> httpx.Response:
    return await browser.post("/api/v1/pairing/ask", json={"secret": shown["secret"]})


async def let_in(
    home: Home, browser: httpx.AsyncClient, role: str = "display", wish: str = "/display/dongcheng", **place: Any
) -> str:
    """A manager lets it in. Its id."""
    shown = await shows_code(browser, wish)
    answer = await home.as_("manager").post("/screens", code=shown["code"], role=role, **place)
    assert answer.status_code == 201, answer.text
    answer = await asks(browser, shown)
    assert answer.json()["state"] == "in", answer.text
    return (await listed(home))[-1]["id"]


async def listed(home: Home, hall: str = "dongcheng") -> list[dict[str, Any]]:
    manager = "manager" if hall == "dongcheng" else (hall, "manager")
    return (await home.as_(manager, hall).get("/screens")).json()["screens"]


def aged(home: Home, table: Any, **columns: int) -> None:
    """As if so much time had passed: sets columns of all rows of a table."""
    from sqlalchemy import update

    with home.place.data.engine.begin() as connection:
        connection.execute(update(table).values(**columns))
