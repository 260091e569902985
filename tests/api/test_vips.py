"""The VIP list as a file over HTTP: whole or not at all, every faulty row told, no number ever shown whole."""

import asyncio
import time

import httpx
import pytest
from sqlalchemy import insert, select

from app import phones
from app.engine import changing, reading
from app.phones import VipList
from app.tables import vips
from tests.api.asking import problem
from tests.house import Home, Place, home
from tests.staff.cast import acts

GOOD = "phone,level\n13800138000,vip\n13900139000,ordinary\n"


async def sent(one: Home, content: str | bytes, path: str = "/vips", role: object = "manager") -> httpx.Response:
    body = content.encode() if isinstance(content, str) else content
    headers = one.as_(role).headers | {"Idempotency-Key": "k", "Content-Type": "text/csv"}
    return await one.http.post(f"/api/v1/halls/dongcheng{path}", content=body, headers=headers)


async def level(one: Home, phone: str) -> str | None:
    return await one.house.vip_level("dongcheng", phone)


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(),
        GOOD.encode("gbk"),
        "手机号,级别\n13800138000,VIP 客户\n13900139000,普通客户\n".encode("gbk"),
        b'phone,level\n"138 0013 8000","vip"\n\n+86 13900139000 , ordinary\n,\n',
    ],
)
async def test_a_list_as_spreadsheets_save_it_replaces_the_one_before(place: Place, content: bytes):
    async with home(place) as one:
        assert (await sent(one, "phone,level\n13700137000,vip\n")).status_code == 200
        answer = await sent(one, content)
        assert answer.json() == {"customers": 2, "levels": {"vip": 1, "ordinary": 1}}, answer.text
        found = [await level(one, phone) for phone in ("13800138000", "13900139000", "13700137000")]
        assert found == ["vip", "ordinary", None]
        taken = await one.as_("kiosk").post("/tickets", service="pay-bill", phone="13800138000")
        assert (taken.status_code, taken.json()["level"]) in ((201, "vip"), (201, None))


async def test_that_it_was_set_is_a_fact_with_whose_hand_it_was_and_nothing_of_whom(place: Place):
    async with home(place) as one:
        await sent(one, GOOD)
        log = await one.as_("manager").get("/log")
        told = [event["data"] for event in log.json()["events"] if event["type"] == "VipListSet"]
        assert told == [{"customers": 2, "by": "manager", "back": False}]
        assert "13800138000" not in log.text
        assert len(acts(place, "vip list set")) == 1
        await one.check_replay()


async def test_every_broken_row_is_told_by_its_line_and_the_old_list_stays(place: Place):
    async with home(place) as one:
        await sent(one, "phone,level\n13700137000,vip\n")
        rows = [
            "phone,level",
            "13800138000,vip",
            "138 0013 8000,vip",
            "mobile,vip",
            '"1390,vip',
            "13600136000,gold",
            "13500135000",
        ]
        bad = "\n".join([*rows, "vip,13400134000", "13300133000,普通"])
        for content in (bad.encode(), bad.encode("gbk")):
            told = problem(await sent(one, content), 422, "bad_settings")
            assert [fault["line"] for fault in told["faults"]] == [3, 4, 5, 6, 7, 8, 8, 9]
            assert await level(one, "13700137000") == "vip"
            assert await level(one, "13800138000") is None
            checked = await sent(one, content, "/vip-check")
            assert checked.json()["faults"] == told["faults"]
            for text in (checked.text, str(told)):
                assert not [number for number in ("13800138000", "0013", "13400134000", "13600136000") if number in text]


async def test_a_look_at_a_list_shows_masked_numbers_and_changes_nothing(place: Place):
    async with home(place) as one:
        told = (await sent(one, GOOD, "/vip-check")).json()
        assert told["rows"][0] == {"line": 2, "phone": "138****8000", "level": "vip"}
        assert (told["customers"], told["faults"]) == (2, [])
        assert await level(one, "13800138000") is None


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "header"),
        (b"level,phone\nvip,13800138000\n", "header"),
        ("phone,level\n13800138000,vip\n".encode("utf-16"), "neither UTF-8 nor GBK"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "neither UTF-8 nor GBK"),
        (b"phone;level\n13800138000;vip\n", "header"),
    ],
)
async def test_what_is_no_such_list_is_told_so(place: Place, content: bytes, what: str):
    async with home(place) as one:
        told = problem(await sent(one, content), 422, "bad_settings")
        assert what in told["faults"][0]["sentence"]


async def test_a_long_list_comes_in_and_an_endless_one_does_not(place: Place):
    async with home(place) as one:
        many = "phone,level\n" + "".join(f"138{number:08},vip\n" for number in range(20_000))
        answer = await sent(one, many)
        assert answer.json() == {"customers": 20_000, "levels": {"vip": 20_000}}
        problem(await sent(one, "x" * (3 << 20)), 413, "too_large")
        assert await level(one, "13800000007") == "vip"


async def test_a_list_without_anybody_empties_it(place: Place):
    async with home(place) as one:
        await sent(one, GOOD)
        assert (await sent(one, "phone,level\n")).json() == {"customers": 0, "levels": {}}
        assert await level(one, "13800138000") is None


async def test_the_last_import_can_be_taken_back_and_that_as_well(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        await sent(one, GOOD)
        assert (await manager.get("/vips")).json()["before"] is None
        await sent(one, "phone,level\n13700137000,vip\n")
        first = (await manager.get("/vips")).json()
        assert (first["customers"], first["before"]["customers"]) == (1, 2)
        back = f"/vips/{first['before']['list']}/back"
        for _ in range(2):  # the same again is no fault, and isn't taken back a second time
            told = await manager.post(back)
            assert told.json() == {**first["before"], "before": {"list": first["list"], "customers": 1}}, told.text
        assert [await level(one, phone) for phone in ("13800138000", "13700137000")] == ["vip", None]
        assert (await manager.post(f"/vips/{first['list']}/back")).json()["customers"] == 1
        assert await level(one, "13700137000") == "vip"
        problem(await manager.post("/vips/17/back"), 409, "no_list_before")
        problem(await manager.post("/vips/x/back"), 409, "no_list_before")
        log = (await manager.get("/log")).json()["events"]
        assert [event["data"]["back"] for event in log if event["type"] == "VipListSet"] == [False, False, True, True]
        assert len(acts(place, "vip list taken back")) == 2


async def test_the_same_list_again_changes_nothing_and_leaves_the_one_before(place: Place):
    async with home(place) as one:
        await sent(one, "phone,level\n13700137000,vip\n")
        for _ in range(2):
            assert (await sent(one, GOOD)).json()["customers"] == 2
        assert (await one.as_("manager").get("/vips")).json()["before"]["customers"] == 1


async def test_lists_of_long_ago_and_what_was_broken_off_go(place: Place):
    async with home(place) as one:
        with changing(place.data.engine) as connection:  # a server died on the way
            connection.execute(insert(vips), {"hall": "dongcheng", "list": 1, "phone": b"x" * 16, "level": "vip"})
        for number in range(4):
            await sent(one, f"phone,level\n1370013700{number},vip\n")
        with reading(place.data.engine) as connection:
            assert len(connection.execute(select(vips)).all()) == 2, "the one that holds, and the one before"


async def test_an_import_that_is_broken_off_leaves_the_list_that_holds(place: Place, monkeypatch: pytest.MonkeyPatch):
    async with home(place) as one:
        await sent(one, GOOD)
        monkeypatch.setattr(phones, "PIECE", 1)
        monkeypatch.setattr(VipList, "_hold", lambda *_: 1 / 0)
        assert (await sent(one, "phone,level\n13700137000,vip\n13700137001,vip\n")).status_code == 500
        assert [await level(one, phone) for phone in ("13800138000", "13700137000")] == ["vip", None]


async def test_tickets_are_issued_while_a_long_list_comes_in(place: Place):
    """Control: in one transaction the same list kept each of them waiting for as long as it took."""
    async with home(place) as one:
        many = "phone,level\n" + "".join(f"138{number:08},vip\n" for number in range(20_000))
        coming, longest, issued = asyncio.create_task(sent(one, many)), 0.0, 0
        while not coming.done():
            began = time.perf_counter()
            taken = await one.as_("integration").post("/tickets", service="pay-bill")
            assert taken.status_code == 201, taken.text
            longest, issued = max(longest, time.perf_counter() - began), issued + 1
        assert (await coming).json()["customers"] == 20_000
        assert issued >= 20
        assert longest < 1.0


async def test_whose_number_is_erased_is_on_no_list_also_when_one_is_taken_back(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        await sent(one, GOOD)
        await sent(one, "phone,level\n13700137000,vip\n")
        assert (await manager.post("/personal-erase", phone="13800138000")).status_code == 200
        before = (await manager.get("/vips")).json()["before"]["list"]
        await manager.post(f"/vips/{before}/back")
        assert [await level(one, phone) for phone in ("13800138000", "13900139000")] == [None, "ordinary"]
