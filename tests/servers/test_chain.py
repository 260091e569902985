"""What one server does in its halls is seen by the other: two houses on one database, in this process."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import replace

from sqlalchemy import update

from app import summaries, tables
from app.cli.founding import apply_plan
from app.engine import changing
from app.hall_file import read_hall_text
from app.log import Log
from tests.house import HALL as SMALL
from tests.house import Caller, Home, Place, home
from tests.servers.test_two_desks import until

WEST = SMALL.replace("dongcheng", "xicheng").replace("东城", "西城")
NEAR = "nearby: [{name: {zh: 西城, en: West}, hall: xicheng}]\n"


async def two(open: AsyncExitStack, place: Place) -> tuple[Home, Home]:
    apply_plan(Log(place.data.engine), read_hall_text(WEST))
    one, other = [await open.enter_async_context(home(each)) for each in (place, place.another())]
    return one, other


async def test_each_server_sees_the_other_ones_hall_within_five_seconds(shared_hall: Place):
    async with AsyncExitStack() as open:
        one, other = await two(open, shared_hall)
        for server, hall, asking in ((one, "dongcheng", other), (other, "xicheng", one)):
            clerk = Caller(server.http, shared_hall.tokens["integration" if hall == "dongcheng" else (hall, "integration")], hall)
            await clerk.post("/counters/1/open")
            for _ in range(2):
                assert (await clerk.post("/tickets", service="pay-bill")).status_code == 201

            async def seen(asking: Home = asking, hall: str = hall) -> bool:
                answer = await asking.http.get("/api/v1/halls", headers=asking.as_("integration").headers)
                return {one["hall"]: one["waiting"] for one in answer.json()["halls"]}[hall] == 2

            assert await until(seen, 8) < 5
        assert (one.house.desk.halls, other.house.desk.halls) == (["dongcheng"], ["xicheng"]), "neither has the other's in memory"


async def test_a_kiosk_of_one_server_names_the_wait_in_the_other_ones_hall(shared_hall: Place):
    apply_plan(Log(shared_hall.data.engine), read_hall_text(SMALL + NEAR))
    async with AsyncExitStack() as open:
        one, other = await two(open, shared_hall)
        clerk = Caller(other.http, shared_hall.tokens["xicheng", "integration"], "xicheng")
        await clerk.post("/counters/1/open")
        await clerk.post("/tickets", service="pay-bill")
        await one.house.desk.find("dongcheng")

        async def known() -> bool:
            return await one.house.desk.read(
                "dongcheng", lambda hall, now: bool(hall.neighbours) and hall.neighbours["xicheng"].waiting == 1
            )

        assert await until(known, 8) < 6


async def test_two_servers_that_have_a_hall_write_its_summary_once(shared_hall: Place):
    """Both tell the same of the same version: the second changes nothing."""
    async with AsyncExitStack() as open:
        one, other = await two(open, shared_hall)
        await one.as_("integration").post("/tickets", service="pay-bill")
        await other.house.desk.read("dongcheng", lambda hall, now: None, newest=True)
        await one.house.chain.tell()
        with changing(shared_hall.data.engine) as connection:
            connection.execute(update(tables.summaries).values(at=1))
        other.house.chain._note("dongcheng")
        await other.house.chain.tell()
        with shared_hall.data.engine.connect() as connection:
            assert {head.hall: head.told_at for head in summaries.heads(connection)}["dongcheng"] == 1


async def test_servers_that_tell_of_many_halls_at_once_never_wait_for_each_other_in_a_ring(shared_hall: Place):
    for n in range(60):
        apply_plan(Log(shared_hall.data.engine), read_hall_text(SMALL.replace("dongcheng", f"hall-{n:02d}")))
    async with AsyncExitStack() as open:
        one, other = await two(open, shared_hall)
        with shared_hall.data.engine.connect() as connection:
            told = [one for one, _ in summaries.told_by(connection, [f"hall-{n:02d}" for n in range(60)])]

        def write(server: Home, halls: list) -> None:
            for n in range(20):
                newer = [replace(one, version=one.version + n) for one in halls]
                server.house.chain._write(newer, int(time.time() * 1000))

        await asyncio.gather(
            asyncio.to_thread(write, one, told), asyncio.to_thread(write, other, list(reversed(told)))
        )  # a ring would be a deadlock, and that Unavailable
        assert one.house.chain._trouble is False
