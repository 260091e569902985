"""Reports over the interface: whole up to the last fact, for those who may see them, and clear where the dates are wrong."""

import pytest

from app.reports.layouts import NAMES
from tests.house import Place, home
from tests.servers.desks import two


@pytest.fixture
def figures_of():
    async def worked(home_) -> None:
        desk = home_.as_("integration")
        await desk.post("/counters/1/open", staff="7001")
        for service in ("pay-bill", "open-account", "pay-bill"):
            await desk.post("/tickets", service=service)
        await desk.post("/counters/1/call-next", expected_current=None)
        await desk.post("/counters/1/start")
        await desk.post("/counters/1/finish")

    return worked


async def test_a_report_tells_what_has_just_happened(place: Place, figures_of) -> None:
    async with home(place) as one:
        await figures_of(one)
        told = (await one.as_("manager").get("/reports/visits", by="hour")).json()
        assert (told["hall"], told["report"], told["made_up_to"]) == ("dongcheng", "visits", None)
        assert told["whole"] == {"taken": 3, "done": 1, "left": 0, "missed": 0}
        by_service = next(one for one in told["tables"] if one["name"] == "by_service")
        assert by_service["columns"] == [{"name": "tickets", "kind": "count"}]
        assert by_service["rows"] == [{"service": "open-account", "tickets": 1}, {"service": "pay-bill", "tickets": 2}]
        services = (await one.as_("manager").get("/reports/services")).json()
        assert [row["who"] for row in next(t for t in services["tables"] if t["name"] == "by_clerk")["rows"]] == ["7001"]


async def test_every_report_answers_about_a_hall_in_which_nothing_happened(place: Place) -> None:
    async with home(place) as one:
        for name in NAMES:
            answer = await one.as_("integration").get(f"/reports/{name}")
            assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2026-02-02", "to": "2026-02-01"}, "swap them"),
        ({"from": "2020-01-01", "to": "2026-02-01"}, "too long"),
        ({"from": "2200-01-01", "to": "2200-01-02"}, "still to come"),
        ({"from": "2026-02-30"}, "is not a date"),
        ({"to": "yesterday"}, "is not a date"),
        ({"by": "year"}, "choose one of hour, day, week, month, hall"),
    ],
)
async def test_dates_that_cannot_be_are_refused_with_what_to_do(place: Place, query: dict[str, str], said: str) -> None:
    async with home(place) as one:
        answer = await one.as_("manager").get("/reports/waits", **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_period")
        assert said in answer.json()["detail"]


async def test_unknown_reports_and_halls_are_named(place: Place) -> None:
    async with home(place) as one:
        answer = await one.as_("manager").get("/reports/gossip")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_report")
        assert "overview" in answer.json()["detail"]
        nowhere = await one.as_("all", "nowhere").get("/reports/visits")
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown_hall")


@pytest.mark.parametrize("role", ["kiosk", "display", "greeter", ("counter", 1), ("xicheng", "manager")])
async def test_reports_are_for_managers_of_the_hall(place: Place, role) -> None:
    async with home(place) as one:
        assert (await one.as_(role).get("/reports/visits")).status_code == 403


async def test_halls_stand_side_by_side_for_those_of_all_halls_only(place: Place, figures_of) -> None:
    async with home(place) as one:
        await figures_of(one)
        rows = (await one.as_("all").get("/reports/halls")).json()["tables"][0]["rows"]
        assert {row["hall"]: row["taken"] for row in rows} == {"dongcheng": 3, "xicheng": 0}
        own = (await one.as_("manager").get("/reports/halls")).json()["tables"][0]["rows"]
        assert [row["hall"] for row in own] == ["dongcheng"]


async def test_a_row_is_told_by_hour_with_the_facts_behind_it(place: Place, figures_of) -> None:
    async with home(place) as one:
        await figures_of(one)
        today = (await one.as_("manager").get("/reports/services")).json()["to"]
        query = {"from": today, "by": "hour", "sheet": "by_clerk", "of": "7001"}
        told = (await one.as_("manager").get("/reports/services", **query)).json()
        assert told["row"] == {"sheet": "by_clerk", "of": ["7001"]}
        assert told["whole"]["services"] == 1
        course, detail, facts = told["tables"]
        assert [row["services"] for row in course["rows"]] == [1]
        assert [(row["who"], row["service"]) for row in detail["rows"]] == [("7001", "pay-bill")]
        [fact] = facts["rows"]
        seen = {event["seq"]: event["type"] for event in (await one.as_("manager").get("/log")).json()["events"]}
        assert seen[int(fact["seq"])] == fact["fact"] == "ServiceFinished"
        assert fact["number"] == "B001"
        unknown = await one.as_("manager").get("/reports/services", sheet="by_clerk")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_row")


async def test_a_level_is_compared_between_halls(place: Place, figures_of) -> None:
    async with home(place) as one:
        await figures_of(one)
        told = (await one.as_("all").get("/reports/waits", by="hall", sheet="by_level", of="ordinary")).json()
        assert {row["hall"]: row["calls"] for row in told["tables"][0]["rows"]} == {"dongcheng": 1, "xicheng": 0}
        assert told["whole"]["calls"] == 1


async def test_two_servers_tell_the_same(shared: Place, figures_of) -> None:
    async with two(shared) as (one, other):
        await figures_of(one)
        first = await other.as_("manager").get("/reports/visits")
        again = await one.as_("manager").get("/reports/visits")
        assert first.json() == again.json()
        assert first.json()["whole"]["taken"] == 3
        await other.house.reporting.catch_up()
        assert (await one.as_("manager").get("/reports/visits")).json() == again.json()
