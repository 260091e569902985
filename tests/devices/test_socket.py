"""A screen's browser tells of itself over its live socket."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import connect

from shared_ui import device
from shared_ui.assets import STAMP
from tests.house import Place, server

WHOLE = {"version": STAMP, "sound": "blocked", "viewport": "1920x1080", "up": 12, "error": "type-error"}


@pytest.fixture
def address(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(device, "PAUSE", 0)
    with server(place) as address:
        yield address


@asynccontextmanager
async def screen(address: str, place: Place, role: object, path: str, name: str | None = "0123456789abcdef"):
    headers = {"Authorization": f"Bearer {place.tokens[role]}"} | ({"Cookie": f"yb-device={name}"} if name else {})
    async with connect(
        f"{address.replace('http', 'ws')}{path}", additional_headers=headers, proxy=None, close_timeout=0.5
    ) as socket:
        yield socket


async def seen(address: str, place: Place, count: int = 1) -> list[dict]:
    """As the interface tells it, once there are so many."""
    headers = {"Authorization": f"Bearer {place.tokens['manager']}"}
    async with httpx.AsyncClient(base_url=address, headers=headers) as http:
        for _ in range(100):
            found = (await http.get("/api/v1/halls/dongcheng/devices")).json()["devices"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.02)
    raise AssertionError(found)


async def test_each_browser_is_given_a_name_by_which_it_is_known_again(address: str, place: Place):
    async with httpx.AsyncClient(base_url=address) as http:
        headers = {"Authorization": f"Bearer {place.tokens['kiosk']}"}
        first = await http.get("/kiosk/dongcheng", headers=headers)
        assert len(first.cookies["yb-device"]) == 16
        again = await http.get("/kiosk/dongcheng", headers=headers)
        assert "yb-device" not in again.cookies


async def test_what_a_screen_tells_of_itself_is_known_with_its_place(address: str, place: Place):
    async with screen(address, place, "display", "/display/dongcheng/window/3/live") as one:
        await one.send(json.dumps({"device": WHOLE}))
        [found] = await seen(address, place)
    assert {key: found[key] for key in ("id", "kind", "counter", "version", "current", "sound", "viewport", "error")} == {
        "id": "0123456789abcdef.window-3",
        "kind": "window",
        "counter": 3,
        "version": STAMP,
        "current": True,
        "sound": "blocked",
        "viewport": "1920x1080",
        "error": "type-error",
    }


async def test_a_kiosk_that_names_its_printer_is_known_with_it(address: str, place: Place):
    async with screen(address, place, "kiosk", "/kiosk/dongcheng/live?printer=front") as one:
        await one.send(json.dumps({"device": WHOLE}))
        [found] = await seen(address, place)
    assert found["printer"] == "front"


async def test_one_browser_with_two_screens_is_two_devices(address: str, place: Place):
    async with (
        screen(address, place, "kiosk", "/kiosk/dongcheng/live?at=2") as kiosk,
        screen(address, place, ("counter", 1), "/counter/dongcheng/1/live") as console,
    ):
        await kiosk.send(json.dumps({"device": WHOLE}))
        await console.send(json.dumps({"device": WHOLE}))
        found = await seen(address, place, 2)
    assert [(one["id"].partition(".")[2], one["kiosk"], one["counter"]) for one in found] == [
        ("counter-1", None, 1),
        ("kiosk", "2", None),
    ]


@pytest.mark.parametrize(
    "word",
    [
        *[1, None, "x", [], {"version": "<script>"}, {"sound": "loud"}, {"viewport": "0x0"}, {"viewport": "1x1; rm"}],
        *[{"up": -1}, {"up": True}, {"up": "1"}, {"error": "王先生 13800138000"}, {"hall": "xicheng"}, {"version": "a" * 17}],
    ],
    ids=str,
)
async def test_what_is_not_of_the_form_is_dropped_and_the_screen_goes_on(address: str, place: Place, word: object):
    async with screen(address, place, "display", "/display/dongcheng/live") as one:
        await one.send(json.dumps({"device": word}))
        await one.send(json.dumps({"device": {"sound": "ok"}}))
        [found] = await seen(address, place)
    assert (found["sound"], found["version"], found["error"]) == ("ok", None, None)


async def test_a_browser_without_a_name_or_at_a_managers_desk_is_no_device(address: str, place: Place):
    async with (
        screen(address, place, "display", "/display/dongcheng/live", None) as nameless,
        screen(address, place, "display", "/display/dongcheng/live", "../../etc") as misnamed,
        screen(address, place, "manager", "/manager/dongcheng/live") as desk,
    ):
        for one in (nameless, misnamed, desk):
            await one.send(json.dumps({"device": WHOLE}))
        async with screen(address, place, "display", "/display/dongcheng/live") as last:
            await last.send(json.dumps({"device": WHOLE}))
            assert [one["kind"] for one in await seen(address, place)] == ["display"]


async def test_a_device_that_chatters_is_heard_twice_a_second_at_most(place: Place):
    with server(place) as address:
        async with screen(address, place, "display", "/display/dongcheng/live") as one:
            await one.send(json.dumps({"device": {"sound": "ok"}}))
            for _ in range(200):
                await one.send(json.dumps({"device": {"sound": "failed"}}))
            await one.send(json.dumps({"show": "lang=en"}))
            [found] = await seen(address, place)
            assert found["sound"] == "ok"
            await asyncio.sleep(device.PAUSE)
            await one.send(json.dumps({"device": {"sound": "failed"}}))
            await asyncio.sleep(0.1)
            assert (await seen(address, place))[0]["sound"] == "failed"


async def test_a_screen_that_is_asked_to_hears_that_it_shall_load_itself_anew(address: str, place: Place):
    headers = {"Authorization": f"Bearer {place.tokens['manager']}", "Idempotency-Key": "1"}
    async with screen(address, place, "display", "/display/dongcheng/live") as one:
        await one.send(json.dumps({"device": WHOLE}))
        await seen(address, place)
        async with httpx.AsyncClient(base_url=address, headers=headers) as http:
            asked = await http.post("/api/v1/halls/dongcheng/devices/all/reload")
        assert asked.status_code == 200
        async with asyncio.timeout(3):
            while "reload" not in json.loads(await one.recv()):
                pass
