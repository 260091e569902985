"""The staff survey: each answers once, and nobody can tell who answered what."""

import asyncio
import json

from sqlalchemy import insert, select, update

from app.engine import changing, reading
from app.tables import ballots, facts, voters
from app.verify import verify_all
from app.voices.questionnaire_file import usual
from app.wishes import wall_clock
from tests.api.asking import problem
from tests.house import Home, Place, home
from tests.staff.cast import Browser, at_counter, at_desk, member

STEPS = ("workload", "breaks", "tools", "trained", "helped", "fair")
DAY = 86_400_000


def sheet(step: int, stay: int = 1) -> dict[str, int]:
    return dict.fromkeys(STEPS, step) | {"stay": stay}


async def opened(one: Home, days: int = 7) -> str:
    manager = one.as_("manager")
    assert (await manager.post("/questionnaires", source=usual("staff"))).status_code == 200
    answer = await manager.post("/surveys", questionnaire="staff-survey", days=days)
    assert answer.status_code == 201, answer.text
    return answer.json()["survey"]


async def signed_in(one: Home, place: Place, number: str, counter: int | None = None) -> Browser:
    browser = at_counter(one, counter) if counter else at_desk(one)
    member(place, number, "clerk")
    assert (await browser.sign_in(number, "739164" if counter else "horse-battery-9")).status_code == 200
    return browser


async def answers(browser: Browser, id: str, given: dict[str, int]):
    return await browser.post(f"/api/v1/halls/dongcheng/surveys/{id}/answer", answers=given)


async def test_each_answers_once_and_managers_see_the_sums_when_it_is_closed(place: Place):
    async with home(place) as one:
        id, manager = await opened(one), one.as_("manager")
        for n, step in enumerate((5, 4, 4, 2, 1)):
            browser = await signed_in(one, place, f"10{n}", counter=1 if n == 0 else None)
            assert (await answers(browser, id, sheet(step))).status_code == 200
            problem(await answers(browser, id, sheet(3)), 409, "already_answered")
        [round] = (await manager.get("/surveys")).json()["surveys"]
        assert (round["answered"], round["counts"], round["closed"]) == (5, {}, None), "nobody sees anything while it is open"
        assert (await manager.post(f"/surveys/{id}/close")).status_code == 200
        [round] = (await manager.get("/surveys")).json()["surveys"]
        assert round["counts"]["breaks"] == {"1": 1, "2": 1, "3": 0, "4": 2, "5": 1}
        assert round["counts"]["stay"] == {"0": 0, "1": 5}
        problem(await answers(await signed_in(one, place, "200"), id, sheet(3)), 409, "survey_over")
        await one.check_replay()
    assert [str(found) for hall in verify_all(place.data.engine) for found in hall.differences] == []


async def test_of_too_few_nobody_learns_anything(place: Place):
    async with home(place) as one:
        id, manager = await opened(one), one.as_("manager")
        for n in range(4):
            await answers(await signed_in(one, place, f"10{n}"), id, sheet(1))
        await manager.post(f"/surveys/{id}/close")
        [round] = (await manager.get("/surveys")).json()["surveys"]
        assert (round["answered"], round["counts"]) == (4, {})
        page = await one.http.get("/manager/dongcheng/survey", headers=manager.headers)
        assert "不公布结果" in page.text


async def test_what_is_stored_tells_neither_who_nor_when_nor_in_which_order(place: Place):
    async with home(place) as one:
        id = await opened(one)
        boxes, before = set(), rows(place, facts)
        for n in range(6):
            await answers(await signed_in(one, place, f"31415{n}"), id, sheet(1 + n % 5, n % 2))
            [ballot] = rows(place, ballots)
            boxes.add(len(ballot.box))
        assert len(boxes) == 1, "the box doesn't grow by what is put in"
        assert rows(place, facts) == before, "no answer is a fact"
        assert len(rows(place, voters)) == 6
        there = [*rows(place, ballots), *rows(place, voters)]
        stored = b"".join(bytes(cell) for row in there for cell in row if isinstance(cell, bytes))
        assert b"31415" not in stored
        assert b"workload" not in stored
        assert {column.name for column in [*ballots.columns, *voters.columns]} == {
            "hall",
            "survey",
            "box",
            "closed",
            "who",
            "command",
        }
        await one.as_("manager").post(f"/surveys/{id}/close")
        assert rows(place, voters) == [], "who answered is forgotten"
        assert [row.box for row in rows(place, ballots)] == [None]
        told = json.loads(next(row for row in rows(place, facts) if row.type == "SurveyClosed").data)
        assert set(told) == {"at", "survey", "questionnaire", "answered", "counts", "by"}
        assert "31415" not in str(told)


def rows(place: Place, table) -> list:
    with reading(place.data.engine) as connection:
        return list(connection.execute(select(table)))


async def test_a_round_is_closed_by_the_clock_and_what_was_broken_off_is_finished(place: Place):
    later = [0]
    async with home(place, clock=lambda: wall_clock() + later[0]) as one:
        id = await opened(one, days=1)
        for n in range(5):
            await answers(await signed_in(one, place, f"10{n}"), id, sheet(3))
        await one.house.closing.look()
        assert len(rows(place, voters)) == 5, "it still takes answers"
        later[0] = DAY
        await one.as_("manager").post("/tickets", service="pay-bill")  # the day has begun
        with changing(place.data.engine) as connection:  # a server died when the box was closed
            connection.execute(update(ballots).values(closed=True))
        await one.house.closing.look()
        [round] = (await one.as_("manager").get("/surveys")).json()["surveys"]
        assert (round["answered"], round["counts"]["tools"]["3"]) == (5, 5)
        with changing(place.data.engine) as connection:  # or before it had forgotten
            connection.execute(insert(voters), {"hall": "dongcheng", "survey": id, "who": b"x" * 16, "command": b"x" * 16})
        await one.house.closing.look()
        assert rows(place, voters) == []


async def test_a_round_outlives_a_restart_and_two_at_once_add_up(place: Place):
    async with home(place) as one:
        id = await opened(one)
        browsers = [await signed_in(one, place, f"10{n}") for n in range(6)]
        told = await asyncio.gather(*(answers(browser, id, sheet(1 + n % 5)) for n, browser in enumerate(browsers)))
        assert [one.status_code for one in told] == [200] * 6
    async with home(place) as one:
        problem(await answers(browsers_of(one, browsers[0]), id, sheet(1)), 409, "already_answered")
        await one.as_("manager").post(f"/surveys/{id}/close")
        [round] = (await one.as_("manager").get("/surveys")).json()["surveys"]
        assert sum(round["counts"]["fair"].values()) == 6


def browsers_of(one: Home, before: Browser) -> Browser:
    """The same browser, after a restart of the server."""
    again = at_desk(one)
    again.http.cookies = before.http.cookies
    return again


async def test_the_same_request_again_is_the_same_answer(place: Place):
    async with home(place) as one:
        id = await opened(one)
        browser = await signed_in(one, place, "100")
        path, headers = f"/api/v1/halls/dongcheng/surveys/{id}/answer", {"Origin": "http://hall", "Idempotency-Key": "once"}
        for _ in range(2):
            told = await browser.http.post(path, json={"answers": sheet(4)}, headers=headers)
            assert told.status_code == 200
        assert len(rows(place, voters)) == 1


async def test_whoever_has_signed_in_is_led_to_the_survey_and_thanked_afterwards(place: Place):
    async with home(place) as one:
        browser = await signed_in(one, place, "100")
        assert "/account/survey" not in (await browser.http.get("/account")).text
        id = await opened(one)
        assert "/account/survey" in (await browser.http.get("/account")).text
        page = (await browser.http.get("/account/survey")).text
        assert page.count("<fieldset>") == 7
        assert "100" not in page.split("<form>")[1], "the form doesn't say who fills it in"
        await answers(browser, id, sheet(5))
        assert "您已经答过了" in (await browser.http.get("/account/survey?lang=zh")).text
        assert "/account/survey" not in (await browser.http.get("/account")).text
