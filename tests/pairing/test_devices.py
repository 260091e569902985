"""A paired device: its own place, its own address, a new token from time to time, and gone within a second."""

import asyncio
import time

import httpx
import websockets

from app.pairing.paired import RENEWED
from app.tables import audit, tokens
from app.wishes import wall_clock
from tests.api.asking import problem
from tests.house import Place, home, server
from tests.pairing.screen import aged, let_in, listed, screen

COOKIE = "yingbin-display-dongcheng"

CONNECT = "/manager/dongcheng/connect"


async def test_a_device_is_listed_with_who_let_it_in(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        await let_in(hall, tv, name="左屏")
        [one] = await listed(hall)
        assert (one["role"], one["counter"], one["name"], one["address"]) == ("display", None, "左屏", "10.0.0.7")
        assert one["by"].startswith("manager:")
        assert one["elsewhere"] is None


async def test_from_another_address_it_is_refused_and_reported_until_the_manager_allows_it(place: Place):
    async with home(place) as hall, screen(hall) as tv, screen(hall, "10.0.0.66") as elsewhere:
        id = await let_in(hall, tv)
        elsewhere.cookies = tv.cookies
        page = await elsewhere.get("/display/dongcheng")
        assert page.status_code == 401
        assert 'data-moved="1"' in page.text
        problem(await elsewhere.get("/api/v1/halls/dongcheng"), 401, "device_moved")
        assert (await listed(hall))[0]["elsewhere"] == "10.0.0.66"
        assert (await tv.get("/display/dongcheng")).status_code == 200
        async with asyncio.timeout(10):  # what the page tells is looked up every few seconds
            while "10.0.0.66" not in (await hall.http.get(CONNECT, headers=hall.as_("manager").headers)).text:
                await asyncio.sleep(0.2)
        assert (await hall.as_("manager").post(f"/screens/{id}/allow")).status_code == 200
        assert (await elsewhere.get("/display/dongcheng")).status_code == 200
        assert (await tv.get("/display/dongcheng")).status_code == 401
        with place.data.engine.connect() as connection:
            acts = [row.act for row in connection.execute(audit.select())]
        assert acts.count("screen refused elsewhere") >= 1
        assert "screen allowed" in acts


async def test_a_page_that_is_loaded_gets_a_new_token_after_a_day(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        await let_in(hall, tv)
        await tv.get("/display/dongcheng")
        before = tv.cookies[COOKIE]
        aged(hall, tokens, created_at=wall_clock() - RENEWED - 1)
        await tv.get("/display/dongcheng")
        assert tv.cookies[COOKIE] != before
        assert len(await listed(hall)) == 1


async def test_the_old_token_holds_until_the_new_one_was_used_and_is_reported_after(place: Place):
    async with home(place) as hall, screen(hall) as tv, screen(hall) as thief:
        await let_in(hall, tv)
        await tv.get("/display/dongcheng")
        old = tv.cookies[COOKIE]
        aged(hall, tokens, created_at=wall_clock() - RENEWED - 1)
        await tv.get("/display/dongcheng")
        thief.cookies.set(COOKIE, old)
        assert (await thief.get("/api/v1/halls/dongcheng")).status_code == 200  # the answer may have been lost on its way
        assert (await tv.get("/api/v1/halls/dongcheng")).status_code == 200
        await hall.house.cuts.look()
        problem(await thief.get("/api/v1/halls/dongcheng"), 401, "unauthorized")
        assert (await listed(hall))[0]["replayed_at"]
        assert (await tv.get("/api/v1/halls/dongcheng")).status_code == 200


async def test_a_moved_device_opens_its_new_screen_by_itself(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        id = await let_in(hall, tv)
        assert (await hall.as_("manager").post(f"/screens/{id}/move", role="kiosk")).status_code == 200
        answer = await tv.get("/display/dongcheng")
        assert (answer.status_code, answer.headers["location"]) == (303, "/kiosk/dongcheng")
        assert (await tv.get("/kiosk/dongcheng")).status_code == 200
        assert COOKIE not in tv.cookies


async def test_a_manager_of_another_hall_can_do_nothing_with_it(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        id = await let_in(hall, tv)
        problem(await hall.as_(("xicheng", "manager"), "xicheng").post(f"/screens/{id}/revoke"), 404, "unknown_device")
        problem(await hall.as_("manager").post("/screens/zz/revoke"), 404, "unknown_device")
        assert (await tv.get("/display/dongcheng")).status_code == 200


async def test_a_token_of_the_command_line_needs_no_pairing_and_no_address(place: Place):
    async with home(place) as hall, screen(hall) as one, screen(hall, "10.0.0.66") as other:
        for browser in (one, other):
            answer = await browser.get("/display/dongcheng", headers=hall.as_("display").headers)
            assert answer.status_code == 200


async def test_revoking_cuts_sockets_and_requests_within_a_second_also_at_another_server(place: Place):
    """Revoked at one server, connected to the other: nothing but the database is between them."""
    async with home(place) as here, screen(here, "127.0.0.1") as tv:
        id = await let_in(here, tv)
        cookie = f"{COOKIE}={tv.cookies[COOKIE]}"
        with server(place.another()) as url:
            ws, headers = url.replace("http", "ws"), {"Cookie": cookie, "Origin": url}
            async with (
                websockets.connect(f"{ws}/display/dongcheng/live", additional_headers=headers) as live,
                websockets.connect(f"{ws}/api/v1/halls/dongcheng/stream", additional_headers=headers) as stream,
            ):
                await live.recv()
                await stream.send('{"hello": 1, "epoch": null, "since": null}')
                await stream.recv()
                begun = time.monotonic()
                assert (await here.as_("manager").post(f"/screens/{id}/revoke")).status_code == 200
                codes = await asyncio.gather(closed(live), closed(stream))
                cut = time.monotonic() - begun
                async with httpx.AsyncClient() as same:
                    answer = await same.get(f"{url}/api/v1/halls/dongcheng", headers={"Cookie": cookie})
        assert codes == [4401, 4401]
        assert cut < 1.0, cut
        print(f"revoked: sockets cut after {cut * 1000:.0f} ms")
        problem(answer, 401, "unauthorized")


async def closed(socket) -> int:
    try:
        while True:
            await socket.recv()
    except websockets.ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else 0
