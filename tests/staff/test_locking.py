"""A console that is left: it is covered, the ticket stays, and whoever comes signs in."""

import asyncio

from tests.house import Home, Place, home
from tests.staff.cast import Browser, acts, at_counter, member


async def in_hand(hall: Home, counter: int = 1) -> str | None:
    shape = (await hall.as_("integration").get()).json()["counters"][counter - 1]
    return shape["ticket"]


async def test_a_locked_console_shows_nothing_keeps_its_ticket_and_goes_on_with_the_same_person(place: Place):
    member(place, "1007", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        await console.sign_in("1007")
        await hall.as_("greeter").post("/tickets", service="pay-bill")
        await console.command("open")
        await console.command("call-next", expected_current=None)
        assert (await console.post("/api/v1/lock")).status_code == 200
        page = await console.http.get("/counter/dongcheng/1")
        assert page.status_code == 401
        assert "B001" not in page.text
        assert 'value="1007"' in page.text
        refused = await console.command("start")
        assert (refused.json()["code"], refused.json()["state"]) == ("not_signed_in", "locked")
        assert await in_hand(hall) == "B001"
        await console.sign_in("1007")
        assert "B001" in (await console.http.get("/counter/dongcheng/1")).text
        assert (await console.command("start")).status_code == 200
    assert [act for _, act, _ in acts(place, "signed in", "locked", "unlocked")] == ["signed in", "locked", "unlocked"]


async def test_another_one_takes_over_and_that_is_recorded(place: Place):
    member(place, "1007", "clerk")
    member(place, "1008", "clerk")
    async with home(place) as hall:
        console = at_counter(hall)
        await console.sign_in("1007")
        await console.command("open")
        before = Browser(hall, dict(console.http.cookies), console.at)
        await console.post("/api/v1/lock")
        assert (await console.sign_in("1008")).status_code == 200
        counters = (await hall.as_("integration").get()).json()["counters"]
        assert (counters[0]["state"], counters[0]["staff"]) == ("open", "1008")
        assert (await before.command("open")).status_code == 401
    [(who, _, about)] = acts(place, "took over")
    assert who == "staff:1008"
    assert '"from":"1007"' in about


async def test_a_console_that_nobody_touches_locks_itself(place: Place):
    member(place, "1007", "clerk")
    async with home(place, lock_after=1) as hall:
        console = at_counter(hall)
        await console.sign_in("1007")
        for _ in range(4):
            await asyncio.sleep(0.5)
            assert (await console.command("open")).status_code == 200  # a command is a touch
        await asyncio.sleep(2.1)
        refused = await console.command("open")
        assert (refused.status_code, refused.json()["state"]) == (401, "locked")
    assert [act for _, act, _ in acts(place, "locked")] == ["locked"]


async def test_who_is_there_at_one_server_is_there_at_all_and_locked_is_locked_everywhere(place: Place):
    member(place, "1007", "clerk")
    async with home(place, lock_after=2) as here, home(place.another(), lock_after=2) as there:
        console = at_counter(here)
        await console.sign_in("1007")
        elsewhere = Browser(there, dict(console.http.cookies), console.at)
        for _ in range(6):
            await asyncio.sleep(0.5)
            assert (await console.command("open")).status_code == 200
        assert (await elsewhere.command("open")).status_code == 200
        await console.post("/api/v1/lock")
        await asyncio.sleep(1.1)
        assert (await elsewhere.command("open")).status_code == 401
