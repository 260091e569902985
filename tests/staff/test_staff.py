"""Who looks after the staff: a hall manager that of the own hall, an administrator all; and everybody after the own password."""

import re
from html import unescape

import httpx
import pytest
from sqlalchemy import update

from app.engine import changing
from app.staff.roster import ONE_TIME_HOLDS
from app.tables import staff
from tests.house import Home, Place, home
from tests.staff.cast import PASSWORD, PIN, acts, at_counter, at_desk, member


@pytest.fixture
def cast(place: Place) -> Place:
    member(place, "boss", "hall-manager")
    member(place, "admin", "administrator", hall=None)
    member(place, "1007", "clerk")
    member(place, "7001", "clerk", hall="xicheng")
    return place


async def as_(hall: Home, number: str):
    desk = at_desk(hall)
    assert (await desk.sign_in(number, PASSWORD)).status_code == 200
    return desk


def code(answer: httpx.Response) -> str:
    return str(answer.json()["code"]) if answer.status_code >= 400 else "ok"


async def test_a_new_member_signs_in_with_a_one_time_password_and_must_choose_another(cast: Place):
    async with home(cast) as hall:
        boss = await as_(hall, "boss")
        added = await boss.post("/api/v1/staff", number="1010", name="李娜", hall="dongcheng", duties=["clerk"])
        assert added.status_code == 201
        console = at_counter(hall)
        assert (await console.sign_in("1010", added.json()["password"])).json()["must_change"]
        assert (await console.command("open")).json()["state"] == "change"
        assert 'action="' not in (page := (await console.http.get("/counter/dongcheng/1")).text)
        assert "/api/v1/account" in page
        kept = await console.post("/api/v1/account", now=added.json()["password"], password="my-own-words-1", pin="739164")
        assert kept.status_code == 200
        assert (await console.command("open")).json()["staff"] == "1010"
        assert (await at_counter(hall, 2).sign_in("1010", added.json()["password"])).status_code == 401
        assert (await at_counter(hall, 3).sign_in("1010", "739164")).status_code == 200


async def test_a_one_time_password_holds_for_a_week_and_a_reset_makes_another(cast: Place):
    async with home(cast) as hall:
        boss = await as_(hall, "boss")
        first = (await boss.post("/api/v1/staff", number="1010", name="李娜", hall="dongcheng", duties=["clerk"])).json()[
            "password"
        ]
        grow_older(cast, "1010", ONE_TIME_HOLDS - 60_000)
        assert (await at_counter(hall).sign_in("1010", first)).status_code == 200
        grow_older(cast, "1010", 120_000)
        late = await at_counter(hall).sign_in("1010", first)
        assert (late.status_code, code(late)) == (403, "one_time_over")
        assert code(await at_counter(hall).sign_in("1010", "another-word-1")) == "wrong_secret", "only who knows it is told"
        fresh = (await boss.post("/api/v1/staff/1010/reset")).json()["password"]
        assert (await at_counter(hall).sign_in("1010", fresh)).status_code == 200


async def test_a_password_of_ones_own_holds_on(cast: Place):
    grow_older(cast, "1007", 10 * ONE_TIME_HOLDS)
    async with home(cast) as hall:
        assert (await at_counter(hall).sign_in("1007", PASSWORD)).status_code == 200


def grow_older(cast: Place, number: str, by: int) -> None:
    with changing(cast.data.engine) as connection:
        connection.execute(update(staff).where(staff.c.number == number).values(changed_at=staff.c.changed_at - by))


async def test_a_hall_manager_looks_after_the_own_hall_and_makes_no_administrators(cast: Place):
    async with home(cast) as hall:
        boss = await as_(hall, "boss")
        listed = (await boss.http.get("/api/v1/staff")).json()["staff"]
        assert {one["number"] for one in listed} == {"boss", "1007"}
        new = {"name": "李娜", "duties": ["clerk"]}
        assert code(await boss.post("/api/v1/staff", number="1", hall="xicheng", **new)) == "not_yours"
        assert code(await boss.post("/api/v1/staff", number="1", **new)) == "not_yours"
        assert (
            code(await boss.post("/api/v1/staff", number="1", name="x", hall="dongcheng", duties=["administrator"]))
            == "not_yours"
        )
        assert code(await boss.post("/api/v1/staff/1007/duties", duties=["administrator"])) == "not_yours"
        for path in ("7001/disable", "admin/disable", "admin/reset", "7001/reset"):
            assert code(await boss.post(f"/api/v1/staff/{path}")) == "not_yours"
        assert code(await boss.post("/api/v1/staff/1007/duties", duties=["clerk", "greeter"])) == "ok"


async def test_an_administrator_looks_after_all_halls(cast: Place):
    async with home(cast) as hall:
        admin = await as_(hall, "admin")
        assert len((await admin.http.get("/api/v1/staff")).json()["staff"]) == 4
        assert code(await admin.post("/api/v1/staff/7001/disable")) == "ok"
        assert code(await admin.post("/api/v1/staff", number="2", name="周", duties=["administrator"])) == "ok"
        assert code(await admin.post("/api/v1/staff", number="3", name="周", hall="nowhere", duties=["clerk"])) == "unknown_hall"
        assert code(await admin.post("/api/v1/staff", number="1007", name="周", duties=["clerk"])) == "staff_exists"
        assert code(await admin.post("/api/v1/staff/nobody/disable")) == "unknown_staff"


async def test_the_last_administrator_stays(cast: Place):
    async with home(cast) as hall:
        admin = await as_(hall, "admin")
        assert code(await admin.post("/api/v1/staff/admin/disable")) == "last_administrator"
        assert code(await admin.post("/api/v1/staff/admin/duties", duties=["clerk"])) == "last_administrator"


@pytest.mark.parametrize("duty", ["clerk", "duty-manager", "complaint-analyst"])
async def test_nobody_else_sees_or_changes_the_staff(cast: Place, duty: str):
    member(cast, "5", duty)
    async with home(cast) as hall:
        desk = await as_(hall, "5")
        assert code(await desk.http.get("/api/v1/staff")) == "forbidden"
        assert code(await desk.post("/api/v1/staff/1007/disable")) == "forbidden"
        assert code(await desk.post("/api/v1/staff", number="9", name="x", hall="dongcheng", duties=["clerk"])) == "forbidden"
        assert (await desk.http.get("/account/staff")).status_code == 403


async def test_a_page_of_another_duty_leads_to_the_own_pages(cast: Place):
    member(cast, "5", "duty-manager")
    async with home(cast) as hall:
        desk = await as_(hall, "5")
        refused = await desk.http.get("/manager/dongcheng/settings?lang=zh")
        assert refused.status_code == 403
        [way] = re.findall(r'href="(/account[^"]*)"', refused.text)
        account = await desk.http.get(unescape(way))
        assert account.status_code == 200
        assert "<dd>东城" in account.text, "by its name, and not its id"
        assert 'href="/manager/dongcheng"' in account.text


async def test_no_token_is_a_member_of_staff(cast: Place):
    async with home(cast) as hall:
        for role in ("manager", "integration", "all"):
            asked = await hall.http.get("/api/v1/staff", headers={"Authorization": f"Bearer {cast.tokens[role]}"})
            assert code(asked) == "not_signed_in"


async def test_changed_duties_hold_at_once(cast: Place):
    async with home(cast) as hall:
        boss, console = await as_(hall, "boss"), at_counter(hall)
        await console.sign_in("1007")
        assert (await console.command("open")).status_code == 200
        await boss.post("/api/v1/staff/1007/duties", duties=["greeter"])
        assert (await console.command("open")).status_code == 401


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"password": "short-1"}, "weak_password"),
        ({"password": "password123"}, "weak_password"),
        ({"password": "1234567890"}, "weak_password"),
        ({"password": "aaaaaaaaaaaa"}, "weak_password"),
        ({"password": "1007100710071"}, "weak_password"),
        ({"pin": "12345"}, "bad_pin"),
        ({"pin": "123456"}, "bad_pin"),
        ({"pin": "111111"}, "bad_pin"),
        ({"pin": "520520"}, "bad_pin"),
        ({"pin": "1234567890"}, "bad_pin"),
        ({"pin": "73916a"}, "bad_pin"),
    ],
)
async def test_what_is_easily_guessed_is_refused_with_a_reason(cast: Place, given: dict[str, str], wrong: str):
    async with home(cast) as hall:
        console = at_counter(hall)
        await console.sign_in("1007")
        refused = await console.post("/api/v1/account", now=PASSWORD, **given)
        assert code(refused) == wrong
        assert (await console.command("open")).status_code == 200


async def test_a_new_password_needs_the_present_one_and_no_pin_will_do(cast: Place):
    async with home(cast) as hall:
        console = at_counter(hall)
        await console.sign_in("1007")
        assert code(await console.post("/api/v1/account", now=PIN, password="my-own-words-1")) == "wrong_secret"
        assert code(await console.post("/api/v1/account", now="another-guess-1", pin="481516")) == "wrong_secret"


async def test_managers_work_at_any_machine_with_a_password_others_see_what_concerns_them(cast: Place):
    member(cast, "4", "duty-manager")
    member(cast, "6", "department-clerk")
    async with home(cast) as hall:
        manager, other = await as_(hall, "4"), await as_(hall, "6")
        assert (await manager.http.get("/manager/dongcheng")).status_code == 200
        assert (await manager.http.get("/manager/xicheng")).status_code == 403
        assert (await manager.http.get("/counter/dongcheng/1")).status_code == 401
        assert "/manager/dongcheng" in (await manager.http.get("/")).text
        assert (await other.http.get("/manager/dongcheng")).status_code == 403
        page = await other.http.get("/", follow_redirects=True, headers={"Accept-Language": "en"})
        assert "Department clerk" in page.text
        answer = await other.http.get("/api/v1/halls/dongcheng")
        assert answer.status_code == 403


async def test_every_change_of_the_staff_is_noted_with_who_made_it(cast: Place):
    async with home(cast) as hall:
        boss = await as_(hall, "boss")
        await boss.post("/api/v1/staff", number="1010", name="李娜", hall="dongcheng", duties=["clerk"])
        await boss.post("/api/v1/staff/1010/duties", duties=["sales"])
        await boss.post("/api/v1/staff/1010/reset")
        await boss.post("/api/v1/staff/1010/disable")
    told = acts(cast, "staff added", "duties changed", "new password", "staff disabled")
    assert [(who, act) for who, act, _ in told] == [
        ("staff:boss", one) for one in ("staff added", "duties changed", "new password", "staff disabled")
    ]
    assert "李娜" not in str(told)
