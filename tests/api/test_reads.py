"""What can be asked, and how it is described."""

import re

from app.api.commands import HANDLERS
from tests.api.asking import problem, taken
from tests.house import Place, home


async def test_a_ticket_of_another_day_is_found_under_its_day(place: Place):
    clock = [2_000_000_000_000]
    async with home(place, lambda: clock[0]) as one:
        manager = one.as_("manager")
        number = await taken(manager)
        day = (await manager.get()).json()["day"]
        clock[0] += 2 * 86_400_000
        await taken(manager, "open-account")
        problem(await manager.get(f"/tickets/{number}"), 404, "unknown_ticket")
        past = (await manager.get(f"/tickets/{number}", day=day)).json()
        assert (past["number"], past["day"], past["state"]) == (number, day, "expired")
        problem(await manager.get(f"/tickets/{number}", day="2026-02-31"), 422, "invalid")


async def test_every_answer_carries_the_guards_headers(place: Place):
    async with home(place) as one:
        for answer in (await one.as_("kiosk").get(), await one.http.get("/nowhere"), await one.http.get("/healthz")):
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"


async def test_health_and_metrics_answer_on_this_machine(place: Place):
    async with home(place) as one:
        await taken(one.as_("kiosk"))
        assert (await one.http.get("/readyz")).json() == {"ready": True, "halls": 1}
        text = (await one.http.get("/metrics")).text
        assert 'yingbin_waiting_tickets{hall="dongcheng",service="pay-bill"} 1.0' in text


async def test_the_log_is_read_in_pages(place: Place):
    async with home(place) as one:
        for _ in range(10):
            await taken(one.as_("greeter"))
        integration = one.as_("integration")
        page = (await integration.get("/log", after=3, limit=4)).json()
        assert [event["seq"] for event in page["events"]] == [4, 5, 6, 7]
        assert page["epoch"] == await one.house.epoch("dongcheng")
        problem(await integration.get("/log", after=-1), 422, "invalid")


async def test_every_command_is_described_with_all_that_varies(place: Place):
    async with home(place) as one:
        paths = (await one.http.get("/api/v1/openapi.json")).json()["paths"]
        told = {(parts[5], parts[7] if len(parts) > 7 else "") for path in paths if len(parts := path.split("/")) in (6, 8)}
        assert set(HANDLERS) <= told
        for path, how in paths.items():
            for one_way in how.values():
                assert set(re.findall(r"{(\w+)}", path)) == {
                    p["name"] for p in one_way.get("parameters", []) if p["in"] == "path"
                }
        assert "201" in paths["/api/v1/halls/{hall}/tickets"]["post"]["responses"]
