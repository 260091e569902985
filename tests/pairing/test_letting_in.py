"""A screen shows a code; a manager who stands before it types it; the screen opens by itself."""

import re

from app.pairing.code import LETTERS, as_typed, new_code
from app.pairing.patience import TRIES
from app.tables import pairings, tokens
from app.wishes import wall_clock
from tests.api.asking import problem
from tests.house import Place, home
from tests.pairing.screen import aged, asks, let_in, screen, shows_code


def test_a_code_has_eight_letters_of_twenty_and_spells_nothing():
    assert len(set(LETTERS)) == 20
    assert not set(LETTERS) & set("AEIOUY0123456789")
    assert all(re.fullmatch(f"[{LETTERS}]{{8}}", new_code()) for _ in range(100))


def test_a_code_may_be_typed_in_small_letters_and_with_anything_between():
    assert as_typed(" bcdf-ghjk ") == as_typed("BCDF GHJK") == "BCDFGHJK"
    assert as_typed("BCDFGHJA") is None
    assert as_typed("BCDFGHJ") is None


async def test_a_screen_without_a_cookie_shows_a_pairing_page_in_two_languages(place: Place):
    async with home(place) as hall:
        page = await hall.http.get("/display/dongcheng")
        assert page.status_code == 401
        assert 'data-screen="/display/dongcheng"' in page.text
        assert 'lang="zh-CN"' in page.text
        assert 'lang="en"' in page.text
        assert "<svg" in page.text
        assert "/manager" not in page.text.replace("qr", "")
        assert (await hall.http.get("/pair")).status_code == 200


async def test_a_manager_sees_what_asks_and_lets_it_in(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        shown = await shows_code(tv, "/display/dongcheng/window/3")
        assert (shown["expires_in"] >= 598, shown["interval"]) == (True, 5)
        seen = (await hall.as_("manager").post("/codes", code=shown["code"].lower())).json()
        assert (seen["address"], seen["browser"], seen["screen"]) == (
            "10.0.0.7",
            "Chrome 156, Linux",
            "/display/dongcheng/window/3",
        )
        assert (await hall.as_("manager").post("/screens", code=shown["code"], role="display", name="左屏")).status_code == 201
        answer = await asks(tv, shown)
        assert answer.json() == {"state": "in", "open": "/display/dongcheng/window/3"}
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert (await tv.get("/display/dongcheng")).status_code == 200
        assert (await tv.get("/pair")).headers["location"] == "/display/dongcheng"
        assert (await tv.get("/kiosk/dongcheng")).status_code == 401


async def test_neither_a_code_nor_a_secret_nor_a_token_stands_in_the_database(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        await let_in(hall, tv)
        waiting = await shows_code(tv)
        token = tv.cookies["yingbin-display-dongcheng"]
        assert len(token) >= 43
        assert len(waiting["secret"]) >= 43
        with place.data.engine.connect() as connection:
            rows = repr([*connection.execute(pairings.select()), *connection.execute(tokens.select())])
        assert token not in rows
        assert waiting["secret"] not in rows
        assert waiting["code"].replace("-", "") not in rows


async def test_a_code_lets_one_screen_in_and_no_second(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        shown = await shows_code(tv)
        manager = hall.as_("manager")
        assert (await manager.post("/screens", code=shown["code"], role="display")).status_code == 201
        problem(await manager.post("/screens", code=shown["code"], role="kiosk"), 409, "code_used")
        problem(await manager.post("/codes", code=shown["code"]), 409, "code_used")
        assert (await asks(tv, shown)).json()["state"] == "in"
        hall.house.patience._asked.clear()
        problem(await asks(tv, shown), 404, "pairing_over")


async def test_after_ten_minutes_a_code_is_too_old_and_the_screen_is_told(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        shown = await shows_code(tv)
        aged(hall, pairings, at=wall_clock() - 599_000)
        assert (await hall.as_("manager").post("/codes", code=shown["code"])).status_code == 200
        aged(hall, pairings, at=wall_clock() - 601_000)
        problem(await hall.as_("manager").post("/screens", code=shown["code"], role="display"), 409, "code_expired")
        problem(await asks(tv, shown), 404, "pairing_over")


async def test_a_screen_that_asks_too_often_is_told_to_slow_down(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        shown = await shows_code(tv)
        assert (await asks(tv, shown)).json() == {"state": "waiting", "interval": 5}
        assert problem(await asks(tv, shown), 429, "slow_down")["retry_after"] == 5


async def test_whoever_tries_codes_runs_out_of_tries(place: Place):
    async with home(place) as hall:
        manager = hall.as_("manager")
        for _ in range(TRIES):
            problem(await manager.post("/codes", code="BCDF-GHJK"), 404, "unknown_code")
        problem(await manager.post("/codes", code="BCDF-GHJK"), 429, "too_many")


async def test_an_address_gets_so_many_codes_and_another_still_gets_one(place: Place):
    async with home(place) as hall, screen(hall) as one, screen(hall, "10.0.0.8") as other:
        answers = [(await one.post("/api/v1/pairing", json={})).status_code for _ in range(42)]
        assert 429 in answers
        assert answers[0] == 201
        await shows_code(other)


async def test_a_manager_connects_screens_of_the_own_hall_only_and_a_clerk_none(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        shown = await shows_code(tv)
        for role in ("greeter", ("counter", 1), "kiosk", "display", "integration"):
            problem(await hall.as_(role).post("/screens", code=shown["code"], role="display"), 403, "forbidden")
        problem(await hall.as_(("xicheng", "manager")).post("/screens", code=shown["code"], role="display"), 403, "forbidden")
        assert (await hall.as_("all").post("/screens", code=shown["code"], role="display")).status_code == 201


async def test_a_console_needs_a_counter_that_the_hall_has(place: Place):
    async with home(place) as hall, screen(hall) as tv:
        shown, manager = await shows_code(tv, "/counter/dongcheng/2"), hall.as_("manager")
        problem(await manager.post("/screens", code=shown["code"], role="counter"), 422, "counter_needed")
        problem(await manager.post("/screens", code=shown["code"], role="display", counter=1), 422, "counter_needed")
        problem(await manager.post("/screens", code=shown["code"], role="counter", counter=77), 404, "unknown_counter")
        assert (await manager.post("/screens", code=shown["code"], role="counter", counter=2)).status_code == 201


async def test_letting_in_stands_in_the_audit(place: Place):
    from app.tables import audit

    async with home(place) as hall, screen(hall) as tv:
        id = await let_in(hall, tv)
        with place.data.engine.connect() as connection:
            rows = [row for row in connection.execute(audit.select()) if row.act == "screen let in"]
        assert len(rows) == 1
        assert id in rows[0].about
        assert rows[0].who.startswith("manager:")
