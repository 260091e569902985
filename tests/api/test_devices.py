"""The devices of a hall over HTTP: who may see them, and wish something of them."""

import pytest

from tests.house import Place, home

TV = "tv-left.display"


@pytest.mark.parametrize(
    ("role", "list_", "one_", "wish"),
    [
        ("manager", 200, 200, 200),
        ("integration", 200, 200, 200),
        ("greeter", 403, 200, 403),
        ("kiosk", 403, 200, 403),
        ("display", 403, 200, 403),
        (("xicheng", "manager"), 403, 403, 403),
    ],
)
async def test_managers_see_all_devices_and_a_device_may_ask_for_itself(place: Place, role, list_, one_, wish):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display", sound="ok", up=5)
        as_ = one.as_(role)
        assert (await as_.get("/devices")).status_code == list_
        assert (await as_.get(f"/devices/{TV}")).status_code == one_
        for verb in ("reload", "name", "forget"):
            assert (await as_.post(f"/devices/{TV}/{verb}")).status_code == wish


async def test_what_is_no_device_is_refused(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        answers = [await manager.get("/devices/nothing")]
        answers += [await manager.post(f"/devices/nothing/{verb}") for verb in ("reload", "name", "forget")]
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "unknown_device")}
        assert (await manager.post("/devices/all/reload")).status_code == 200


@pytest.mark.parametrize("name", ["", "x" * 41, "a\nb", 5, ["x"]])
async def test_a_name_that_is_none_is_refused(place: Place, name: object):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display")
        assert (await one.as_("manager").post(f"/devices/{TV}/name", name=name)).status_code == 422


async def test_a_wish_needs_a_key_and_counts_once(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display", up=100)
        manager = one.as_("manager")
        bare = await one.http.post(f"/api/v1/halls/dongcheng/devices/{TV}/reload", headers=manager.headers)
        assert (bare.status_code, bare.json()["code"]) == (400, "key_missing")
        asked = []
        for _ in range(2):
            assert (await manager.post(f"/devices/{TV}/reload", key="the-same")).status_code == 200
            asked.append((await manager.get(f"/devices/{TV}")).json()["reload_at"])
        assert asked[0] == asked[1] is not None


async def test_no_fact_comes_of_it(place: Place):
    async with home(place) as one:
        one.house.devices.report("dongcheng", TV, "display", up=100)
        manager = one.as_("manager")
        before = (await manager.get()).json()["version"]
        for verb in ("reload", "name", "forget"):
            await manager.post(f"/devices/{TV}/{verb}")
        assert (await manager.get()).json()["version"] == before
