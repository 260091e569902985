"""The event stream on real sockets: reset, resume, gapless events, refusals by close code."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

import app.sockets
from app.cli.founding import apply_plan
from app.log import Log
from tests.house import Caller, Place, server

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def address(place: Place):
    with server(place) as address:
        yield address


class Client:
    def __init__(self, socket):
        self.socket = socket

    async def next(self, seconds: float = 5):
        return json.loads(await asyncio.wait_for(self.socket.recv(), seconds))

    async def say(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def events(self, count: int) -> list[dict]:
        found: list[dict] = []
        while len(found) < count:
            frame = await self.next()
            if "event" in frame:
                found.append(frame["event"])
        return found


@asynccontextmanager
async def stream(address: str, token: str, hall: str = "dongcheng", **headers):
    url = address.replace("http", "ws") + f"/api/v1/halls/{hall}/stream"
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    async with connect(url, additional_headers=sent | headers, proxy=None, close_timeout=0.5, ping_interval=None) as socket:
        yield Client(socket)


@asynccontextmanager
async def caller(address: str, place: Place, role="integration"):
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=httpx.Limits(max_connections=20)) as http:
        yield Caller(http, place.tokens[role])


async def take_many(hall: Caller, count: int) -> None:
    """Twenty at a time: httpx gets slow when hundreds wait for a connection."""
    for start in range(0, count, 20):
        await asyncio.gather(*(hall.post("/tickets", service="pay-bill") for _ in range(min(20, count - start))))


async def closed(client: Client) -> int:
    try:
        while True:
            await client.next()
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else 0


async def test_a_new_client_gets_the_state_and_then_every_event(place: Place, address: str):
    async with stream(address, place.tokens["integration"]) as client, caller(address, place) as hall:
        await hall.post("/tickets", service="pay-bill")
        await client.say(hello=1, epoch=None, since=None)
        reset = (await client.next())["reset"]
        assert {"epoch", "seq", "state", "reason"} <= reset.keys()
        assert [ticket["number"] for ticket in reset["state"]["tickets"]] == ["B001"]
        await hall.post("/counters/1/open")
        await hall.post("/counters/1/call-next", expected_current=None)
        opened, called = await client.events(2)
        assert (opened["seq"], called["seq"]) == (reset["seq"] + 1, reset["seq"] + 2)
        assert (called["type"], called["data"]["number"], called["data"]["counter"]) == ("TicketCalled", "B001", 1)
        assert called["age_ms"] >= 0
        assert called["data"]["call"]


async def test_two_reconnects_in_a_row_miss_nothing(place: Place, address: str):
    async with caller(address, place) as hall:
        async with stream(address, place.tokens["integration"]) as client:
            await client.say(hello=1, epoch=None, since=None)
            reset = (await client.next())["reset"]
        seen, since = [], reset["seq"]
        for _ in range(3):
            for _ in range(4):
                await hall.post("/tickets", service="pay-bill")
            async with stream(address, place.tokens["integration"]) as client:
                await client.say(hello=1, epoch=reset["epoch"], since=since)
                assert (await client.next()) == {"resumed": {"epoch": reset["epoch"], "since": since}}
                seen += [event["seq"] for event in await client.events(4)]
                since = seen[-1]
        assert seen == list(range(reset["seq"] + 1, reset["seq"] + 13))


async def test_a_restarted_server_resumes(place: Place):
    with server(place) as address:
        async with stream(address, place.tokens["integration"]) as client, caller(address, place) as hall:
            await client.say(hello=1, epoch=None, since=None)
            reset = (await client.next())["reset"]
            await hall.post("/tickets", service="pay-bill")
    with server(place) as address:
        async with stream(address, place.tokens["integration"]) as client:
            await client.say(hello=1, epoch=reset["epoch"], since=reset["seq"])
            assert "resumed" in await client.next()
            assert (await client.events(1))[0]["type"] == "TicketTaken"


@pytest.mark.parametrize(("epoch", "since"), [("other", 1), ("same", -1), ("same", 10**6), ("same", None), (None, 3)])
async def test_what_can_not_be_resumed_is_reset(place: Place, address: str, epoch, since):
    async with stream(address, place.tokens["integration"]) as client:
        await client.say(hello=1, epoch=None, since=None)
        known = (await client.next())["reset"]["epoch"]
    async with stream(address, place.tokens["integration"]) as client:
        await client.say(hello=1, epoch=known if epoch == "same" else epoch, since=since)
        assert "reset" in await client.next()


async def test_who_missed_more_than_five_hundred_begins_anew(place: Place, address: str):
    async with caller(address, place) as hall, stream(address, place.tokens["integration"]) as client:
        await client.say(hello=1, epoch=None, since=None)
        reset = (await client.next())["reset"]
        await take_many(hall, 501)
        for since, kind in ((reset["seq"], "reset"), (reset["seq"] + 1, "resumed")):
            async with stream(address, place.tokens["integration"]) as late:
                await late.say(hello=1, epoch=reset["epoch"], since=since)
                assert kind in await late.next()


async def test_snapshot_and_events_give_the_fresh_snapshot(place: Place, address: str):
    async with caller(address, place) as hall, stream(address, place.tokens["integration"]) as client:
        await client.say(hello=1, epoch=None, since=None)
        waiting = {ticket["number"] for ticket in (await client.next())["reset"]["state"]["tickets"]}
        await hall.post("/counters/1/open")
        for _ in range(6):
            await hall.post("/tickets", service="pay-bill")
        await hall.post("/counters/1/call-next", expected_current=None)
        await hall.post("/tickets/B004/cancel")
        for event in await client.events(9):
            number = event["data"].get("number")
            if event["type"] == "TicketTaken":
                waiting.add(number)
            elif event["type"] in ("TicketCalled", "TicketCancelled"):
                waiting.discard(number)
        async with stream(address, place.tokens["integration"]) as fresh:
            await fresh.say(hello=1, epoch=None, since=None)
            tickets = (await fresh.next())["reset"]["state"]["tickets"]
        assert waiting == {ticket["number"] for ticket in tickets if ticket["state"] == "waiting"}


async def test_a_display_learns_numbers_and_never_levels(place: Place, address: str):
    async with stream(address, place.tokens["display"]) as client, caller(address, place) as hall:
        await client.say(hello=1, epoch=None, since=None)
        frames = [await client.next()]
        await hall.post("/tickets", service="pay-bill", level="vip")
        await hall.post("/counters/2/open", staff="0117")
        await hall.post("/counters/2/call-next", expected_current=None)
        frames += await client.events(3)
        text = json.dumps(frames[1:]) + json.dumps(frames[0]["reset"]["state"]["tickets"])
        assert "vip" not in text
        assert "0117" not in text
        await hall.post("/help", kiosk="1")
        hidden = await client.events(1)
        assert set(hidden[0]) == {"seq"}


async def test_the_first_report_that_a_call_was_spoken_is_a_fact(place: Place, address: str):
    async with caller(address, place) as hall, stream(address, place.tokens["display"]) as display:
        await display.say(hello=1, epoch=None, since=None)
        await display.next()
        await hall.post("/tickets", service="pay-bill")
        await hall.post("/counters/1/open")
        await hall.post("/counters/1/call-next", expected_current=None)
        call = (await display.events(3))[-1]["data"]["call"]
        await display.say(ack=5)
        await display.say(spoken=call)
        await display.say(spoken=call)
        assert (await display.events(1))[0].keys() == {"seq"}
        await hall.post("/tickets", service="pay-bill")
        assert (await display.events(1))[0]["type"] == "TicketTaken"
        log = (await hall.get("/log")).json()["events"]
        assert [event["data"]["call"] for event in log if event["type"] == "CallSpoken"] == [call]


@pytest.mark.parametrize(
    "hello",
    [
        "",
        "{",
        "[]",
        '{"hello": "1"}',
        '{"hello": 1}',
        '{"hello": 1, "epoch": 5, "since": 1}',
        '{"hello": 1, "epoch": "e", "since": true}',
        '{"hello": 1, "epoch": null, "since": null, "extra": 1}',
    ],
)
async def test_a_wrong_hello_is_closed_with_4400(place: Place, address: str, hello: str):
    async with stream(address, place.tokens["integration"]) as client:
        await client.socket.send(hello)
        assert await closed(client) == 4400


async def test_an_old_client_is_told_to_be_renewed(place: Place, address: str):
    async with stream(address, place.tokens["integration"]) as client:
        await client.say(hello=0, epoch=None, since=None)
        assert await closed(client) == 4426


async def test_a_command_on_the_socket_ends_it(place: Place, address: str):
    async with stream(address, place.tokens["manager"]) as client:
        await client.say(hello=1, epoch=None, since=None)
        await client.next()
        await client.socket.send('{"call-next": 1}')
        assert await closed(client) == 4400


async def test_who_may_not_listen_is_accepted_and_closed_with_the_reason(place: Place, address: str):
    other = place.tokens["xicheng", "integration"]
    for token, hall, headers, code in (
        ("", "dongcheng", {}, 4401),
        ("yb_wrong", "dongcheng", {}, 4401),
        (other, "dongcheng", {}, 4403),
        (place.tokens["integration"], "nowhere", {}, 4403),
        (place.tokens["integration"], "dongcheng", {"Origin": "http://elsewhere.example"}, 4403),
    ):
        async with stream(address, token, hall, **headers) as client:
            assert await closed(client) == code


async def test_a_token_holds_so_many_sockets_and_no_more(place: Place):
    with server(place, sockets=2) as address:
        async with stream(address, place.tokens["kiosk"]) as one, stream(address, place.tokens["kiosk"]) as two:
            for client in (one, two):
                await client.say(hello=1, epoch=None, since=None)
                assert "reset" in await client.next()
            async with stream(address, place.tokens["kiosk"]) as three:
                assert await closed(three) == 1013
        await asyncio.sleep(0.2)
        async with stream(address, place.tokens["kiosk"]) as four:
            await four.say(hello=1, epoch=None, since=None)
            assert "reset" in await four.next()


async def test_the_server_says_good_bye_when_it_stops(place: Place):
    with server(place) as address:
        client = await connect(
            address.replace("http", "ws") + "/api/v1/halls/dongcheng/stream",
            additional_headers={"Authorization": f"Bearer {place.tokens['integration']}"},
            proxy=None,
        )
        await client.send('{"hello": 1, "epoch": null, "since": null}')
        await client.recv()
    assert await closed(Client(client)) == 1012


@pytest.mark.timeout(150)
async def test_a_stalled_client_delays_no_other_and_gets_each_event_once_when_it_reads_again(
    place: Place, address: str, monkeypatch
):
    """Facts of 25 KB fill the stalled client's socket; what it is sent then is neither doubled nor lost."""
    for limit in ("app.api.stream.SEND_WITHIN", "app.cli.door.STALLED"):  # on a busy machine the facts alone take longer
        monkeypatch.setattr(limit, 300)
    kept_up: list[bool] = []
    real = app.sockets.at_once
    monkeypatch.setattr("app.sockets.at_once", lambda sending: kept_up.append(real(sending)) or kept_up[-1])
    log = Log(place.data.engine)
    plan = log.load("dongcheng").plan
    async with caller(address, place) as hall, stream(address, place.tokens["integration"]) as quick:
        small = socket.socket()
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = address.removeprefix("http://").split(":")
        small.connect((host, int(port)))
        token = {"Authorization": f"Bearer {place.tokens['integration']}"}
        path = address.replace("http", "ws") + "/api/v1/halls/dongcheng/stream"
        stalled = await connect(path, additional_headers=token, sock=small, max_queue=1, ping_interval=None)
        for client in (stalled, quick.socket):
            await client.send('{"hello": 1, "epoch": null, "since": null}')
        since = (await quick.next())["reset"]["seq"]
        for n in range(240):
            apply_plan(log, replace(plan, settings={"filler": "x" * 25_000, "n": n}))
            if n % 40 == 39:
                await hall.post("/tickets", service="pay-bill")
        await take_many(hall, 20)
        expected = list(range(since + 1, since + 267))
        assert [event["seq"] for event in await quick.events(266)] == expected
        assert False in kept_up, "the client did not stall: the test shows nothing"
        late = Client(stalled)
        assert "reset" in await late.next()
        assert [event["seq"] for event in await late.events(266)] == expected
        await stalled.close()


async def test_a_command_whose_body_never_comes_whole_is_not_done(place: Place, address: str):
    host, port = address.removeprefix("http://").split(":")
    token = place.tokens["integration"]
    async with caller(address, place) as hall:
        before = (await hall.get()).json()["version"]
        for path, length, body in (("counters/1/open", 30, b""), ("tickets", 60, b'{"service": "pay-bill"}')):
            _, writer = await asyncio.open_connection(host, int(port))
            head = f"POST /api/v1/halls/dongcheng/{path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\n"
            writer.write((head + f"Idempotency-Key: k\r\nContent-Length: {length}\r\n\r\n").encode() + body)
            await writer.drain()
            await asyncio.sleep(0.2)
            writer.close()
        await asyncio.sleep(0.3)
        assert (await hall.get()).json()["version"] == before
