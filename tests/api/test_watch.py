"""Services moved, `first` changed and attention called over HTTP."""

import pytest

from tests.api.asking import problem, taken
from tests.house import Place, home


async def test_a_service_moved_to_a_counter_is_called_there_at_once(place: Place):
    async with home(place) as one:
        manager, clerk = one.as_("manager"), one.as_(("counter", 3))
        await clerk.post("/counters/3/open")
        number = await taken(one.as_("kiosk"), "open-account")
        assert (await clerk.post("/counters/3/call-next", expected_current=None)).status_code == 204
        answer = await manager.post("/counters/3/assign", services=["open-account", "pay-bill"])
        assert (answer.status_code, answer.json()["services"]) == (200, ["open-account", "pay-bill"])
        assert (await clerk.post("/counters/3/call-next", expected_current=None)).json()["number"] == number


async def test_what_is_not_named_stays_and_null_is_what_the_hall_file_says(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        await manager.post("/counters/1/assign", services=["pay-bill"], first=["vip"])
        told = (await manager.post("/counters/1/assign", services=None)).json()
        assert (told["services"], told["first"]) == (["open-account", "pay-bill"], ["vip"])
        told = (await manager.post("/counters/1/assign", first=[])).json()
        assert told["first"] == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"services": []}, 422, "invalid"),
        ({"services": ["tea"]}, 422, "unknown_service"),
        ({"first": ["gold"]}, 422, "unknown_level"),
        ({"services": [7]}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_assigned_is_said_and_changes_nothing(place: Place, body: dict, status: int, code: str):
    async with home(place) as one:
        manager = one.as_("manager")
        version = (await manager.get("")).json()["version"]
        problem(await manager.post("/counters/1/assign", **body), status, code)
        assert (await manager.get("")).json()["version"] == version


async def test_the_last_counter_of_a_service_keeps_it(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        for counter in (1, 2):
            answer = await manager.post(f"/counters/{counter}/assign", services=["pay-bill"])
        assert problem(answer, 409, "service_left")["service"] == "open-account"


async def test_a_clerk_moves_no_services_and_calls_nobodys_attention(place: Place):
    async with home(place) as one:
        clerk = one.as_(("counter", 1))
        problem(await clerk.post("/counters/1/assign", services=["pay-bill"]), 403, "forbidden")
        problem(await clerk.post("/attention", matter="come", counter=2), 403, "forbidden")


async def test_attention_is_called_of_one_place_and_seen_there(place: Place):
    async with home(place) as one:
        manager, mine, other = one.as_("manager"), one.as_(("counter", 1)), one.as_(("counter", 2))
        problem(await manager.post("/attention", matter="come", counter=1, post="door"), 422, "invalid")
        problem(await manager.post("/attention", matter="138 0000 0000", counter=1), 422, "invalid")
        assert (await manager.post("/attention", matter="come", counter=1)).status_code == 200
        asked = (await manager.get("/log")).json()["events"][-1]["data"]["attention"]
        problem(await other.post(f"/attention/{asked}/heed"), 404, "unknown_attention")
        assert (await mine.post(f"/attention/{asked}/heed")).status_code == 200
        assert (await manager.get("/log")).json()["events"][-1]["type"] == "AttentionHeeded"
