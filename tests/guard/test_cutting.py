"""Whatever live link there is: it is cut within a second when what let it in holds no longer."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import update
from websockets.asyncio.client import ClientConnection, connect

from app.engine import changing
from app.rights import TABLE, row
from app.staff.roster import end_all
from app.tables import staff, tokens
from app.wishes import wall_clock
from tests.api.test_rights import address
from tests.api.test_rights_of_staff import signed_in
from tests.house import Place, server
from tests.staff.cast import member

LIVE = [route for route, rights in TABLE.items() if route.startswith("LIVE ") and not rights.open]
Headers = Mapping[str, str]


async def cut(url: str, knocks: list[tuple[str, Headers]], end: Callable[[], Awaitable[None]]) -> float:
    """Opens all of them, brings the end about, and says within how many seconds each was closed as unauthorized."""
    opened = [await live(url, route, headers) for route, headers in knocks]
    await end()
    begun = time.monotonic()
    async with asyncio.timeout(10):
        await asyncio.gather(*(one.wait_closed() for one in opened))
    took = time.monotonic() - begun
    codes = {route: one.close_code for (route, _), one in zip(knocks, opened, strict=True)}
    assert codes == {route: 4401 for route, _ in knocks}
    return took


async def live(url: str, route: str, headers: Headers) -> ClientConnection:
    opened = await connect(url.replace("http", "ws") + address(route), additional_headers=headers)
    await opened.send('{"hello": 1, "epoch": null, "since": null}')
    await asyncio.wait_for(opened.recv(), 10)
    return opened


async def test_every_live_link_is_cut_when_its_token_is_revoked(place: Place):
    def token(route: str) -> str:
        role = min(row(route).roles)
        return place.tokens["counter", 1] if role == "counter" else place.tokens[role]

    async def revoke() -> None:
        with changing(place.data.engine) as connection:
            connection.execute(update(tokens).values(revoked_at=wall_clock()))

    assert len(LIVE) > 12
    with server(place.another()) as url:
        assert await cut(url, [(route, {"Authorization": f"Bearer {token(route)}"}) for route in LIVE], revoke) < 1


async def test_every_live_link_of_somebody_is_cut_when_they_are_signed_out_or_have_other_duties(place: Place):
    member(place, "hall-manager", "hall-manager")
    theirs = [route for route in LIVE if "manager" in row(route).roles]

    async def sign_out() -> None:
        with changing(place.data.engine) as connection:
            end_all(connection, "hall-manager")

    async def demote() -> None:
        with changing(place.data.engine) as connection:
            connection.execute(update(staff).values(duties='["duty-manager"]'))

    assert len(theirs) > 8
    with server(place.another()) as url:
        for end in (sign_out, demote):
            headers = signed_in(place, "hall-manager") | {"Origin": url}
            assert await cut(url, [(route, headers) for route in theirs], end) < 1
