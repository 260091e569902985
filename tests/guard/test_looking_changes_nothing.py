"""Nothing is changed by looking: whoever previews a link, or loads a picture of another site's choice, sends a GET too."""

import hashlib

import httpx
import pytest
from sqlalchemy import MetaData, select

from app.api.guard import SAFE
from tests.guard.routes import addresses
from tests.house import Home, Place, home

BY_ITSELF = {"figures", "summaries"}
"""Made from the log every few seconds, whether anybody looks or not."""
FOR_PEOPLE = {"Accept": "text/html"}


def stored(place: Place) -> dict[str, str]:
    """The print of each table of the database, the log among them."""
    known = MetaData()
    known.reflect(place.data.engine)
    with place.data.engine.connect() as connection:
        return {
            name: hashlib.sha256(repr(sorted(map(repr, connection.execute(select(table))))).encode()).hexdigest()
            for name, table in known.tables.items()
        }


async def looked_at(one: Home, path: str, token: str) -> list[int]:
    codes = []
    for method in ("GET", "HEAD"):
        for more in ({}, FOR_PEOPLE, {"Authorization": f"Bearer {token}"}):
            codes.append((await one.http.request(method, path, headers=more)).status_code)
    return codes


async def test_no_get_of_any_address_changes_the_database(place: Place):
    async with home(place, strangers_a_minute=100_000) as one:
        one.house.stage.plays = False
        ticket = (await one.as_("kiosk").post("/tickets", service="pay-bill")).json()
        await one.as_("manager").post("/counters/1/open")
        one.http.cookies.set("yingbin-all", place.tokens["all"])
        app = one.http._transport.app  # type: ignore[attr-defined]
        paths = [address.path for address in addresses(app) if "GET" in address.methods]
        paths += [
            httpx.URL(ticket["phone_url"]).path,
            f"/enter?key={place.tokens['all']}",
            f"/rehearsal/dongcheng?key={place.tokens['all']}",
        ]
        before, seen = stored(place), set()
        for path in paths:
            seen |= set(await looked_at(one, path, place.tokens["manager"]))
            after = stored(place)
            changed = {name for name in after if after[name] != before.get(name)} - BY_ITSELF
            assert not changed, (path, changed)
        assert {200, 303} <= seen


async def test_what_changes_something_would_be_found(place: Place):
    """The control."""
    async with home(place) as one:
        before = stored(place)
        await one.as_("manager").post("/counters/1/open")
        assert stored(place) != before


@pytest.mark.parametrize("method", SAFE)
async def test_no_command_is_done_by_a_safe_method(place: Place, method: str):
    async with home(place) as one:
        before = stored(place)
        headers = one.as_("manager").headers | {"Idempotency-Key": "k"}
        answer = await one.http.request(method, "/api/v1/halls/dongcheng/counters/1/open", headers=headers)
        assert answer.status_code in (404, 405)
        assert stored(place) == before
