"""Signing in: with what, where, and how often somebody may guess."""

import pytest

from tests.house import Place, home
from tests.staff.cast import PASSWORD, PIN, Browser, acts, at_counter, at_desk, device, hours_ago, member


async def test_a_clerk_signs_in_at_a_paired_counter_and_opens_it_in_her_own_name(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        refused = await console.command("open")
        assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
        signed = await console.sign_in("1007")
        assert signed.json()["duties"] == ["clerk"]
        opened = await console.command("open", staff="9999")
        assert (opened.status_code, opened.json()["staff"]) == (200, "1007")
        assert (await console.command("call-next", expected_current=None)).status_code == 204


async def test_the_session_is_a_cookie_that_no_script_reads_and_no_other_site_sends(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        cookie = (await at_counter(hall).sign_in("1007")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


async def test_a_pin_counts_on_paired_devices_only_a_password_everywhere(place: Place):
    member(place, "1007", "clerk", "duty-manager")
    async with home(place) as hall:
        assert (await at_desk(hall).sign_in("1007", PIN)).status_code == 401
        assert (await at_desk(hall).sign_in("1007", PASSWORD)).status_code == 200
        assert (await at_counter(hall).sign_in("1007", PASSWORD)).status_code == 200


async def test_each_duty_has_its_own_screens(place: Place):
    member(place, "1", "greeter")
    member(place, "2", "clerk", hall="xicheng")
    member(place, "3", "sales")
    member(place, "4", "duty-manager")
    tablet, pages = device(place, "greeter"), device(place, "manager")
    async with home(place) as hall:
        where = {
            "counter": at_counter(hall),
            "greeter": Browser(hall, tablet, "greeter/dongcheng"),
            "manager": Browser(hall, pages, "manager/dongcheng"),
        }
        may = {role: [(await one.sign_in(number)).status_code for number in "1234"] for role, one in where.items()}
    assert may == {"counter": [403, 403, 200, 403], "greeter": [200, 403, 200, 403], "manager": [403, 403, 403, 200]}


async def test_a_session_of_one_device_is_none_at_another(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        first, second = at_counter(hall, 1), at_counter(hall, 2)
        await first.sign_in("1007")
        session = first.http.cookies["yb-in-counter-dongcheng-1"]
        second = Browser(hall, {**dict(second.http.cookies), "yb-in-counter-dongcheng-2": session}, second.at)
        assert (await second.command("open")).status_code == 401


async def test_a_device_alone_does_nothing_also_as_a_bearer(place: Place):
    async with home(place) as hall:
        [token] = device(place, "counter", 1).values()
        for _ in range(2):
            answer = await hall.http.get("/api/v1/halls/dongcheng", headers={"Authorization": f"Bearer {token}"})
            assert answer.json()["code"] == "not_signed_in"


async def test_only_a_page_of_ours_signs_in(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        console.site = "http://elsewhere"
        assert (await console.sign_in("1007")).json()["code"] == "foreign_origin"


async def test_after_twelve_hours_everybody_signs_in_again(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        await console.sign_in("1007")
        hours_ago(place, 11.9)
        hall.house.people.sessions.forget()
        assert (await console.command("open")).status_code == 200
        hours_ago(place, 0.2)
        hall.house.people.sessions.forget()
        assert (await console.command("open")).status_code == 401


async def test_the_audit_tells_who_came_and_how_often_somebody_failed_but_not_what_was_typed(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        await console.sign_in("my-password-typed-here", "918273")
        await console.sign_in("1007", "918273")
        await console.sign_in("1007")
        await console.post("/api/v1/sign-out")
    told = acts(place, "sign-in failed", "signed in", "signed out")
    assert [(who, act) for who, act, _ in told] == [
        ("unknown number", "sign-in failed"),
        ("staff:1007", "sign-in failed"),
        ("staff:1007", "signed in"),
        ("staff:1007", "signed out"),
    ]
    assert "typed-here" not in str(told)
    assert "918273" not in str(told)


@pytest.mark.parametrize(
    "body", [{}, {"number": "1007"}, {"number": 1007, "secret": "x"}, {"number": "1", "secret": "x", "more": 1}]
)
async def test_what_is_no_sign_in_is_said(place: Place, body: dict[str, object]):
    async with home(place) as hall:
        answer = await at_desk(hall).post("/api/v1/sign-in", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
