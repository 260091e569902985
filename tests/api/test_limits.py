"""What one may take of what all share: tickets by a phone number, live sockets."""

import asyncio
from pathlib import Path

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.api.asking import problem, taken
from tests.api.test_walks import opened, scripted
from tests.house import HALL, Place, home, server

__all__ = ["scripted"]

PHONE = "13900005678"


async def test_customers_take_so_many_tickets_by_one_phone_number_and_the_next_one_is_told_whom_to_ask(place: Place):
    async with home(place, phone_tickets_a_day=2) as one:
        kiosk = one.as_("kiosk")
        for written in (PHONE, "+86 139-0000-5678"):
            await taken(kiosk, phone=written)
        refused = await kiosk.post("/tickets", service="pay-bill", phone=PHONE)
        told = problem(refused, 429, "phone_past_limit")
        assert "staff" in told["detail"]
        assert PHONE not in refused.text
        assert int(refused.headers["retry-after"]) == told["retry_after"] == 12 * 3600
        for others in ({"phone": "13900005679"}, {}):
            await taken(kiosk, **others)


async def test_what_the_staff_issue_for_a_phone_number_is_not_counted(place: Place):
    async with home(place, phone_tickets_a_day=1) as one:
        await taken(one.as_("kiosk"), phone=PHONE)
        for role in ("greeter", ("counter", 1), "manager", "integration"):
            await taken(one.as_(role), phone=PHONE)


async def test_each_hall_counts_its_own(tmp_path: Path):
    place = Place.make(tmp_path / "both", (HALL, HALL.replace("dongcheng", "xicheng")))
    async with home(place, phone_tickets_a_day=1) as one:
        await taken(one.as_("kiosk"), phone=PHONE)
        other = one.as_("kiosk", "xicheng")
        other.token = place.tokens["xicheng", "kiosk"]
        await taken(other, phone=PHONE)
        problem(await other.post("/tickets", service="pay-bill", phone=PHONE), 429, "phone_past_limit")
    place.close()


async def test_who_is_refused_for_the_number_costs_the_kiosk_nothing(place: Place):
    async with home(place, phone_tickets_a_day=1, kiosk_burst=2, kiosk_tickets_a_minute=1) as one:
        kiosk = one.as_("kiosk")
        await taken(kiosk, phone=PHONE)
        for _ in range(3):
            problem(await kiosk.post("/tickets", service="pay-bill", phone=PHONE), 429, "phone_past_limit")
        await taken(kiosk)
        problem(await kiosk.post("/tickets", service="pay-bill", phone="13900005679"), 429, "too_many")


async def test_the_same_touch_again_is_the_same_ticket_and_costs_nothing(place: Place):
    async with home(place, phone_tickets_a_day=2) as one:
        kiosk = one.as_("kiosk")
        first, again = [await kiosk.post("/tickets", key="once", service="pay-bill", phone=PHONE) for _ in range(2)]
        assert first.json() == again.json()
        await taken(kiosk, phone=PHONE)


async def test_a_number_that_a_walk_asks_for_counts_when_it_is_entered(scripted: Place):
    async with opened(scripted, phone_tickets_a_day=1) as one:
        kiosk = one.as_("kiosk")

        async def entered() -> httpx.Response:
            walk = (await kiosk.post("/walks", script="guidance", vip=True)).json()["walk"]
            return await kiosk.post(f"/walks/{walk}/answer", step="phone", answer="given", phone=PHONE)

        assert (await entered()).status_code == 200
        problem(await entered(), 429, "phone_past_limit")


async def test_screens_and_streams_of_a_token_are_counted_together(place: Place):
    with server(place, sockets=2) as address:
        base, headers = address.replace("http", "ws"), {"Authorization": f"Bearer {place.tokens['kiosk']}"}
        paths = [f"{base}{path}" for path in ("/kiosk/dongcheng/live", "/api/v1/halls/dongcheng/stream", "/kiosk/dongcheng/live")]

        async def close_code(path: str) -> int | None:
            async with connect(path, additional_headers=headers, proxy=None) as socket:
                try:
                    async with asyncio.timeout(1):
                        while True:
                            await socket.recv()
                except TimeoutError:
                    return None
                except ConnectionClosed:
                    return socket.close_code

        assert sorted(await asyncio.gather(*map(close_code, paths)), key=str) == [1013, None, None]
        await asyncio.sleep(0.1)
        assert await close_code(paths[2]) is None
