"""GET /halls: all halls of the chain, with public figures, in pages."""

import pytest
from sqlalchemy import delete

from app import tables
from app.engine import changing
from app.founding import found
from app.hall_file import read_hall_text
from app.log import Log
from app.wishes import wall_clock
from tests.api.asking import problem, taken
from tests.house import HALL, Home, Place, home


async def halls(one: Home, role: str = "integration", **query):
    return await one.http.get("/api/v1/halls", params=query, headers=one.as_(role).headers)


def many(place: Place, count: int) -> None:
    with Log(place.data.engine).write() as writing:
        for n in range(count):
            found(writing, read_hall_text(HALL.replace("dongcheng", f"hall-{n:04d}")), wall_clock())


async def test_each_hall_has_its_figures_and_nothing_else(place: Place):
    async with home(place) as one:
        await one.as_("integration").post("/counters/3/open", staff="1001")
        for _ in range(2):
            await taken(one.as_("integration"), note="private")
        await one.house.chain.tell()
        open, closed = (await halls(one)).json()["halls"]
        assert open | {"at": None} == {
            "hall": "dongcheng",
            "name": {"zh": "东城营业厅", "en": "Dongcheng Hall"},
            "open": True,
            "takes_tickets": True,
            "opens_at": None,
            "closes_at": None,
            "waiting": 2,
            "counters_open": 1,
            "wait": {"p50_ms": 360_000, "p90_ms": 626_043},
            "services": [
                {"id": "open-account", "waiting": 0, "wait": None},
                {"id": "pay-bill", "waiting": 2, "wait": {"p50_ms": 360_000, "p90_ms": 626_043}},
            ],
            "at": None,
            "version": 5,
        }
        assert open["at"].endswith("+08:00")
        assert (closed["open"], closed["takes_tickets"], closed["wait"], closed["closes_at"]) == (False, False, None, None)
        assert closed["opens_at"].endswith("T00:00:00.000+08:00")


@pytest.mark.parametrize("role", ["kiosk", "display", "greeter"])
async def test_customers_screens_and_greeters_may_not_ask(place: Place, role):
    async with home(place) as one:
        problem(await halls(one, role), 403, "forbidden")


async def test_a_counter_and_a_stranger_may_not_ask(place: Place):
    async with home(place) as one:
        problem(await halls(one, ("counter", 1)), 403, "forbidden")
        problem(await one.http.get("/api/v1/halls"), 401, "unauthorized")


@pytest.mark.parametrize("role", ["manager", "integration", "all", ("xicheng", "manager")])
async def test_a_manager_of_any_hall_sees_the_whole_chain(place: Place, role):
    async with home(place) as one:
        assert [hall["hall"] for hall in (await halls(one, role)).json()["halls"]] == ["dongcheng", "xicheng"]


async def test_the_halls_are_read_in_pages_and_none_twice(place: Place):
    many(place, 7)
    async with home(place) as one:
        seen, after = [], ""
        while after is not None:
            page = (await halls(one, after=after, limit=4)).json()
            assert len(page["halls"]) <= 4
            seen += [hall["hall"] for hall in page["halls"]]
            after = page["next"]
        assert seen == ["dongcheng", *(f"hall-{n:04d}" for n in range(7)), "xicheng"]
        assert (await halls(one, after="zzz")).json() == {"halls": [], "next": None}
        assert (await halls(one, limit=9)).json()["next"] is None


async def test_a_page_has_at_most_a_thousand_halls_and_five_hundred_unless_asked(place: Place):
    many(place, 1001)
    async with home(place) as one:
        assert len((await halls(one)).json()["halls"]) == 500
        page = (await halls(one, limit=5000)).json()
        assert (len(page["halls"]), page["next"]) == (1000, "hall-0998")
        assert one.house.desk.halls == []


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": "many"}, {"after": "x" * 61}])
async def test_a_question_that_makes_no_sense_is_refused(place: Place, query):
    async with home(place) as one:
        problem(await halls(one, **query), 422, "invalid")


async def test_a_hall_that_has_told_nothing_yet_is_listed_by_its_id(place: Place):
    with changing(place.data.engine) as connection:
        connection.execute(delete(tables.summaries))
    async with home(place) as one:
        first = (await halls(one)).json()["halls"][0]
        assert first["hall"] == "dongcheng"
        assert (first["services"], {value for key, value in first.items() if key not in ("hall", "services")}) == ([], {None})


async def test_openapi_tells_of_the_halls(place: Place):
    async with home(place) as one:
        told = (await one.http.get("/api/v1/openapi.json")).json()["paths"]["/api/v1/halls"]["get"]
        assert {parameter["name"] for parameter in told["parameters"]} == {"after", "limit"}
        assert {"401", "403", "422"} <= told["responses"].keys()
