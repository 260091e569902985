"""Who may do what, and how much of it."""

import pytest
from sqlalchemy import inspect

from app.access import TooMany
from app.accounts import Principal
from app.api.commands import Asked
from app.api.issuing import Issuing
from app.hall.events import TicketTaken
from tests.api.asking import problem, taken
from tests.house import Place, home


async def test_each_role_does_what_the_table_says(place: Place):
    posts = {"/tickets": ({"service": "pay-bill"}, {"kiosk", "greeter", ("counter", 1), "manager", "integration"})}
    posts["/counters/1/open"] = ({}, {("counter", 1), "manager", "integration"})
    posts["/tickets/B001/cancel"] = ({}, {"greeter", ("counter", 1), "manager", "integration"})
    gets = {"": {"kiosk", "display", "greeter", ("counter", 1), "manager", "integration"}}
    gets["/log"] = {"manager", "integration"}
    gets["/tickets/B001"] = {"kiosk", "greeter", ("counter", 1), "manager", "integration"}
    async with home(place) as one:
        await taken(one.as_("manager"))
        for role in ("kiosk", "display", "greeter", ("counter", 1), ("counter", 2), "manager", "integration"):
            same = "counter" if isinstance(role, tuple) else role
            for path, (body, roles) in posts.items():
                if role == ("counter", 2) and "counters" not in path:
                    continue
                allowed = role in roles
                answer = await one.as_(role).post(path, **body)
                assert (answer.status_code != 403) == allowed, (same, path, answer.text)
            for path, roles in gets.items():
                allowed = role in roles or (role == ("counter", 2) and ("counter", 1) in roles)
                assert ((await one.as_(role).get(path)).status_code == 200) == allowed, (same, path)


async def test_a_token_of_another_hall_is_403_and_none_is_401(place: Place):
    async with home(place) as one:
        other = one.as_("integration", "xicheng")
        problem(await other.get(), 403, "forbidden")
        answer = await one.http.get("/api/v1/halls/dongcheng")
        problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"
        wrong = await one.http.get("/api/v1/halls/dongcheng", headers={"Authorization": "Bearer yb_nothing"})
        problem(wrong, 401, "unauthorized")
        foreign = one.as_("integration").headers | {"Origin": "https://elsewhere.example"}
        problem(await one.http.get("/api/v1/halls/dongcheng", headers=foreign), 403, "foreign_origin")


async def test_a_kiosk_names_no_level_its_vips_are_found_by_phone(place: Place):
    async with home(place) as one:
        one.house.vips.replace("dongcheng", {"13900005678": "vip"})
        kiosk = one.as_("kiosk")
        problem(await kiosk.post("/tickets", service="pay-bill", level="vip"), 403, "level_not_allowed")
        found = await kiosk.post("/tickets", service="pay-bill", phone="+86 139-0000-5678")
        assert found.json()["level"] == "vip"
        assert (await kiosk.post("/tickets", service="pay-bill", phone="13800000000")).json()["level"] == "ordinary"
        with place.data.engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            stored = str([connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall() for table in tables])
        assert "00005678" not in stored


async def test_a_kiosk_issues_ten_at_once_and_then_waits_the_others_do_not(place: Place):
    async with home(place) as one:
        kiosk = one.as_("kiosk")
        for _ in range(10):
            await taken(kiosk)
        refused = await kiosk.post("/tickets", service="pay-bill")
        assert problem(refused, 429, "too_many")["retry_after"] >= 1
        assert int(refused.headers["retry-after"]) >= 1
        for _ in range(40):
            await taken(one.as_("integration"))


async def test_strangers_are_limited_and_known_callers_are_not(place: Place):
    async with home(place, strangers_a_minute=5) as one:
        codes = [(await one.http.get("/api/v1/halls/dongcheng")).status_code for _ in range(7)]
        assert codes == [401] * 5 + [429] * 2
        assert (await one.as_("kiosk").get()).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/pairing/ask", {"secret": "x{n}"}, 404),
        ("/set-up", {"key": "x{n}", "number": "1", "name": "x", "password": "horse-battery-9"}, 409),
    ],
)
async def test_whoever_tries_secrets_that_there_are_not_is_a_stranger(place: Place, path: str, body: dict[str, str], code: int):
    async with home(place, strangers_a_minute=5) as one:
        told = [{name: value.format(n=n) for name, value in body.items()} for n in range(7)]
        tries = [await one.http.post(f"/api/v1{path}", json=one_try) for one_try in told]
        assert [answer.status_code for answer in tries] == [code] * 5 + [429] * 2
        assert tries[-1].headers["retry-after"]


async def test_out_of_hours_the_staff_may_issue_and_calling_goes_on(place: Place):
    async with home(place) as one:

        def caller(role):
            found = one.as_(role, "xicheng")
            found.token = place.tokens["xicheng", role]
            return found

        for role in ("kiosk", "integration"):
            problem(await caller(role).post("/tickets", service="pay-bill"), 409, "hall_closed")
        for role in ("greeter", "manager"):
            await taken(caller(role))
        await caller("manager").post("/counters/1/open")
        assert (await caller("manager").post("/counters/1/call-next", expected_current=None)).json()["number"] == "B001"


async def test_a_screens_cookie_needs_its_own_origin_to_command(place: Place):
    async with home(place) as one:
        page = await one.http.get("/counter/dongcheng/1", headers=one.as_(("counter", 1)).headers)
        assert page.status_code == 200
        headers = {"Idempotency-Key": "k", "Yingbin-Screen": "counter/dongcheng/1"}
        address = "/api/v1/halls/dongcheng/counters/1/open"
        problem(await one.http.post(address, json={}, headers=headers), 403, "foreign_origin")
        assert (await one.http.post(address, json={}, headers=headers | {"Origin": "http://hall"})).status_code == 200


@pytest.mark.parametrize("origin", ["http://[::1", "//[", "null", "http://"])
async def test_an_origin_that_is_none_is_foreign(place: Place, origin: str):
    async with home(place) as one:
        headers = one.as_("manager").headers | {"Origin": origin}
        problem(await one.http.get("/api/v1/halls/dongcheng", headers=headers), 403, "foreign_origin")


async def test_a_ticket_that_is_decided_again_costs_its_kiosk_once(place: Place):
    now = 1_000_000
    issued = [TicketTaken(at=now, day="1970-01-01", number="B001", service="pay-bill", level="ordinary", due=now, by="kiosk")]
    async with home(place, kiosk_burst=2) as one:
        asked = Asked(one.house, {}, {}, "dongcheng", "", b"{}")
        first, second, third = (Issuing(asked, Principal(b"kiosk", "kiosk", "dongcheng")) for _ in range(3))
        for _ in range(3):
            first.spend(issued, now)
        second.spend(issued, now)
        with pytest.raises(TooMany):
            third.spend(issued, now)
