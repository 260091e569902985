"""What ends a session ends all of that person's, and their sockets, within a second: here, at other servers, by the command."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.cli.command import yingbin
from tests.conftest import on_both_engines as pytest_generate_tests
from tests.house import Home, Place, home, server
from tests.staff.cast import PASSWORD, Browser, at_counter, at_desk, member

__all__ = ["pytest_generate_tests"]

NEW = "seldom-heard-words"


async def sign_out(hall: Home, clerk: Browser, boss: Browser) -> None:
    assert (await clerk.post("/api/v1/sign-out")).status_code == 200


async def disable(hall: Home, clerk: Browser, boss: Browser) -> None:
    assert (await boss.post("/api/v1/staff/1007/disable")).status_code == 200


async def reset(hall: Home, clerk: Browser, boss: Browser) -> None:
    assert (await boss.post("/api/v1/staff/1007/reset")).status_code == 200


async def new_password(hall: Home, clerk: Browser, boss: Browser) -> None:
    assert (await clerk.post("/api/v1/account", now=PASSWORD, password=NEW)).status_code == 200


async def new_pin(hall: Home, clerk: Browser, boss: Browser) -> None:
    assert (await clerk.post("/api/v1/account", now=PASSWORD, pin="481516")).status_code == 200


async def other_duties(hall: Home, clerk: Browser, boss: Browser) -> None:
    assert (await boss.post("/api/v1/staff/1007/duties", duties=["greeter"])).status_code == 200


async def rescue(hall: Home, clerk: Browser, boss: Browser) -> None:
    data = hall.place.data
    at = () if not data.shared else ("--database-url", data.url)
    await asyncio.to_thread(lambda: yingbin("staff", "--data", data.directory, *at, "disable", "1007").done())


Ending = Callable[[Home, Browser, Browser], Awaitable[None]]


@pytest.mark.parametrize("end", [sign_out, disable, reset, new_password, new_pin, rescue])
async def test_every_session_of_that_person_ends_at_every_server(place: Place, end: Ending):
    member(place, "1007", "clerk")
    member(place, "1", "hall-manager")
    member(place, "2", "clerk")
    async with home(place) as here, home(place.another()) as there:
        boss, clerk, second, colleague = at_desk(here), at_counter(here, 1), at_counter(there, 2), at_counter(there, 3)
        await boss.sign_in("1", PASSWORD)
        await colleague.sign_in("2")
        for one in (clerk, second):
            await one.sign_in("1007")
            assert (await one.command("open")).status_code == 200
        before = Browser(here, dict(clerk.http.cookies), clerk.at)
        await end(here, clerk, boss)
        await asyncio.sleep(1.1)  # the command line is another process
        assert (await before.command("open")).status_code == 401
        assert (await second.command("open")).status_code == 401
        assert (await colleague.command("open")).status_code == 200


@pytest.mark.parametrize("end", [sign_out, disable, new_password, other_duties, rescue])
async def test_the_sockets_are_cut_within_a_second_at_another_server_too(place: Place, end: Ending):
    member(place, "1007", "clerk")
    member(place, "1", "hall-manager")
    with server(place.another()) as url:
        async with home(place) as hall:
            boss, clerk = at_desk(hall), at_counter(hall, 1)
            await boss.sign_in("1", PASSWORD)
            await clerk.sign_in("1007")
            async with socket(url, clerk, "/counter/dongcheng/1/live?") as screen, stream(url, clerk) as events:
                await screen.recv()
                began = time.monotonic()
                await end(hall, clerk, boss)
                done = time.monotonic()
                codes = await asyncio.gather(closed(screen), closed(events))
                took = time.monotonic() - done
    assert codes == [4401, 4401]
    assert took < 1.0 + max(0.0, done - began - 1.0)  # a busy machine is slow at both


async def test_a_lock_cuts_the_socket_at_once(place: Place):
    member(place, "1007", "clerk")
    with server(place.another()) as url:
        async with home(place) as hall:
            clerk = at_counter(hall, 1)
            await clerk.sign_in("1007")
            async with socket(url, clerk, "/counter/dongcheng/1/live?") as screen:
                await screen.recv()
                await clerk.post("/api/v1/lock")
                assert await closed(screen) == 4401


def socket(url: str, who: Browser, path: str) -> connect:
    cookies = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
    headers = {"Cookie": cookies, "Yingbin-Screen": who.at}
    return connect(url.replace("http", "ws") + path, additional_headers=headers, origin=url)  # type: ignore[arg-type]


class stream:
    """The stream, with its first words said."""

    def __init__(self, url: str, who: Browser) -> None:
        self._socket = socket(url, who, "/api/v1/halls/dongcheng/stream")

    async def __aenter__(self) -> ClientConnection:
        found = await self._socket.__aenter__()
        await found.send('{"hello": 1, "epoch": null, "since": null}')
        await found.recv()
        return found

    async def __aexit__(self, *error: object) -> None:
        await self._socket.__aexit__(*error)  # type: ignore[arg-type]


async def closed(one: ClientConnection) -> int | None:
    async with asyncio.timeout(5):
        try:
            while True:
                await one.recv()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else None
