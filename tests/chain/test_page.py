"""The page of the halls and the list of screens, as a browser gets them from a running house."""

import httpx
import pytest
from sqlalchemy import delete

from app import tables
from app.engine import changing
from app.founding import found
from app.hall_file import read_hall_text
from app.log import Log
from app.wishes import Unavailable, wall_clock
from shared_ui.entrance import SHOWN
from tests.house import HALL, Home, Place, home


async def get(one: Home, path: str, role: object = "manager") -> httpx.Response:
    return await one.http.get(path, headers={"Authorization": f"Bearer {one.place.tokens[role]}"})


def many(place: Place, count: int) -> None:
    with Log(place.data.engine).write() as writing:
        for n in range(count):
            text = HALL.replace("dongcheng", f"hall-{n:04d}").replace("东城", f"第 {n} ").replace("Dongcheng", f"No. {n}")
            found(writing, read_hall_text(text), wall_clock())


# ------------------------------------------------------------ the page of the halls
async def test_a_manager_sees_all_halls_from_the_own_one(place: Place):
    async with home(place) as one:
        page = await get(one, "/chain/dongcheng")
        assert page.status_code == 200
        assert page.text.index('data-hall="dongcheng"') < page.text.index('data-hall="xicheng"')
        assert one.house.desk.halls == ["dongcheng"], "the others are not brought into memory"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("all", "/chain/dongcheng", 200),
        (("xicheng", "manager"), "/chain/xicheng", 200),
        (("xicheng", "manager"), "/chain/dongcheng", 403),
        ("greeter", "/chain/dongcheng", 403),
        ("kiosk", "/chain/dongcheng", 403),
        ("all", "/chain/nowhere", 404),
    ],
)
async def test_only_managers_open_it_each_from_a_hall_of_their_own(place: Place, role, path, status):
    async with home(place) as one:
        assert (await get(one, path, role)).status_code == status


async def test_a_hall_that_told_nothing_spoils_the_page_for_none(place: Place):
    with changing(place.data.engine) as connection:
        connection.execute(delete(tables.summaries).where(tables.summaries.c.hall == "xicheng"))
    async with home(place) as one:
        page = await get(one, "/chain/dongcheng")
        assert (page.status_code, "尚无情况" in page.text) == (200, True)


async def test_without_the_database_the_page_says_so(place: Place, monkeypatch: pytest.MonkeyPatch):
    async with home(place) as one:

        def fails() -> None:
            raise Unavailable()

        monkeypatch.setattr(one.house.chain._reader, "all", fails)
        assert (await get(one, "/chain/dongcheng")).status_code == 503
        assert (await get(one, "/manager/dongcheng")).status_code == 200, "the hall's own pages go on"


# ------------------------------------------------------------ the list of screens
async def test_the_door_to_the_halls_is_there_for_managers_where_there_are_several(place: Place):
    async with home(place) as one:
        for role, seen in (("all", True), ("manager", True), ("greeter", False), ("display", False)):
            page = (await get(one, "/", role)).text
            assert ('href="/chain/dongcheng"' in page) == seen, role
            assert ("/window/" in page) == (role in ("all", "display"))
        with changing(place.data.engine) as connection:
            connection.execute(delete(tables.halls).where(tables.halls.c.id == "xicheng"))
        one.house.chain._reading = None
        assert "/chain/" not in (await get(one, "/", "all")).text


async def test_of_many_halls_the_first_are_listed_and_it_says_so(place: Place):
    many(place, SHOWN)
    async with home(place) as one:
        page = (await get(one, "/", "all")).text
        assert page.count("<section>") == SHOWN
        assert f"the first {SHOWN} of {SHOWN + 2} halls" in page
        assert 'href="/chain/dongcheng"' in page
        assert 'name="hall"' in page
        assert len(one.house.desk.halls) == SHOWN


async def test_few_halls_need_no_search(place: Place):
    many(place, SHOWN - 2)
    async with home(place) as one:
        page = (await get(one, "/", "all")).text
        assert (page.count("<section>"), 'name="hall"' in page) == (SHOWN, False)


@pytest.mark.parametrize(
    ("find", "halls"), [("hall-0007", 1), ("HALL-0007", 1), ("第 7", 3), ("No. 17", 1), ("nowhere", 0), ("hall", SHOWN)]
)
async def test_a_hall_is_found_by_its_id_or_by_a_part_of_its_name(place: Place, find, halls):
    many(place, 28)
    async with home(place) as one:
        page = (await get(one, f"/?hall={find}", "all")).text
        assert page.count("<section>") == halls
        assert ("No hall has" in page) == (halls == 0)


async def test_whoever_has_one_hall_gets_that_one_whatever_is_asked_for(place: Place):
    async with home(place) as one:
        page = (await get(one, "/?hall=xicheng", "manager")).text
        assert ('href="/manager/dongcheng"' in page, "xicheng" in page) == (True, False)


async def test_a_rehearsal_hall_is_not_listed(place: Place):
    async with home(place) as one:
        await one.house.stage.ready("dongcheng")
        assert "dongcheng-rehearsal" not in (await get(one, "/", "all")).text


# ------------------------------------------------------------ a machine that shows a screen
@pytest.mark.parametrize(
    ("role", "to", "way"),
    [
        ("kiosk", "/kiosk/dongcheng?at=2&lang=en", "/kiosk/dongcheng?at=2&amp;lang=en"),
        ("display", "/display/dongcheng/window/3", "/display/dongcheng/window/3"),
        ("display", "/display/dongcheng?zone=west", "/display/dongcheng?zone=west"),
        ("display", "/kiosk/dongcheng", "/display/dongcheng"),
        ("kiosk", "https://elsewhere.example/", "/kiosk/dongcheng"),
        ("kiosk", "//elsewhere.example/", "/kiosk/dongcheng"),
        ("kiosk", "/kiosk/dongcheng/../../enter", "/kiosk/dongcheng"),
        ("kiosk", '/kiosk/dongcheng?"><script>', "/kiosk/dongcheng"),
        ("all", "/counter/dongcheng/1", "/counter/dongcheng/1"),
        ("all", "https://elsewhere.example/", "/"),
    ],
)
async def test_a_machine_comes_in_with_its_name_to_the_screen_that_it_shows(place: Place, role: str, to: str, way: str):
    async with home(place) as one:
        page = await one.http.get("/enter", params={"key": one.place.tokens[role], "device": "tv-left", "to": to})
        assert page.status_code == 200
        assert f'content="0;url={way}"' in page.text
        assert one.http.cookies["yb-device"] == "tv-left"


@pytest.mark.parametrize("name", ["TV", "../x", "a" * 25, "-x", "a b"])
async def test_a_name_that_is_none_is_not_taken_over(place: Place, name: str):
    async with home(place) as one:
        await one.http.get("/enter", params={"key": one.place.tokens["kiosk"], "device": name})
        assert "yb-device" not in one.http.cookies
