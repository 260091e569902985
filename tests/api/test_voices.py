"""Patrols, visits and inspections over HTTP."""

from base64 import b64encode

import pytest

from app.verify import verify_all
from app.voices.questionnaire_file import usual
from tests.api.asking import problem
from tests.house import Caller, Home, Place, home

ROWS = "日期,岗位,项目,得分,满分,工号,说明\n2026-03-08,1,环境秩序,8,10,,地面有水\n2026/3/9,counter-2,staff,9,10,1007,\n"
ANSWERS = {
    **dict.fromkeys(("tidy", "greeted", "asked", "welcomed", "farewell"), 1),
    **dict.fromkeys(("wait-fine", "clear", "attitude", "formalities"), 5),
    "felt-wait": 10,
    "felt-service": 5,
}


async def events(one: Home, kind: str) -> list[dict]:
    return [event for event in (await one.as_("manager").get("/log")).json()["events"] if event["type"] == kind]


def in_order(one: Home) -> None:
    assert [str(found) for hall in verify_all(one.house.log.engine) for found in hall.differences] == []


async def import_csv(manager: Caller, content: bytes):
    return await manager.post("/inspections", csv_base64=b64encode(content).decode())


async def test_a_patrol_is_facts_and_its_note_lies_beside_them(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        await manager.post("/counters/1/open", staff="1007")
        answer = await manager.post("/patrols", counter=1, seen=[{"item": "smile", "done": False}], note="低头看手机")
        [seq] = answer.json()["facts"]
        [event] = await events(one, "PatrolSeen")
        assert (event["seq"], event["data"]["who"], event["data"]["noted"]) == (seq, "1007", True)
        assert "手机" not in str(await events(one, "PatrolSeen"))
        assert one.house.log.notes("dongcheng", [seq]) == {seq: "低头看手机"}
        problem(await manager.post("/patrols", counter=1, post="greeter", seen=[{"item": "smile", "done": True}]), 422, "invalid")
        problem(await one.as_(("counter", 1)).post("/patrols", counter=1, seen=[]), 403, "forbidden")
        await one.check_replay()
        in_order(one)


async def test_the_products_own_questionnaire_can_be_answered(place: Place):
    async with home(place) as one:
        manager = one.as_("manager")
        assert (await manager.post("/questionnaires", source=usual())).json() == {"questionnaire": "mystery-visit", "version": 1}
        day = (await manager.get("/moments")).json()["day"]
        done = await manager.post("/visits", questionnaire="mystery-visit", visited=day, number="A001", answers=ANSWERS)
        assert done.status_code == 200, done.text
        problem(await manager.post("/questionnaires/mystery-visit/remove"), 409, "questionnaire_answered")
        assert (await manager.post("/questionnaires/mystery-visit/retire")).status_code == 200
        problem(
            await manager.post("/visits", questionnaire="mystery-visit", visited=day, answers=ANSWERS),
            409,
            "questionnaire_closed",
        )
        await one.check_replay()


async def test_a_faulty_questionnaire_is_refused_with_the_line_of_each_fault(place: Place):
    async with home(place) as one:
        source = (
            "id: m\ntitle: {zh: 问, en: Q}\nquestions:\n  - {id: a, ask: {zh: 问}}\n  - {id: a, ask: {zh: 问, en: Q}, of: roof}\n"
        )
        told = problem(await one.as_("manager").post("/questionnaires", source=source), 422, "bad_questionnaire")
        assert [fault["line"] for fault in told["faults"]] == [4, 5, 5]
        problem(await one.as_("manager").post("/questionnaires", source="- ["), 422, "bad_questionnaire")
        assert await events(one, "QuestionnaireSet") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
async def test_inspections_come_as_csv_in_utf8_or_gbk(place: Place, encoding: str):
    async with home(place) as one:
        answer = await import_csv(one.as_("manager"), ROWS.encode(encoding))
        assert answer.status_code == 200, answer.text
        first, second = [event["data"] for event in await events(one, "InspectionEntered")]
        assert (first["item"], first["points"], first["most"], first["post"]) == ("surroundings", 8, 10, "counter-1")
        assert (second["visited"], second["post"], second["who"]) == ("2026-03-09", "counter-2", "1007")
        seqs = answer.json()["facts"]
        assert one.house.log.notes("dongcheng", seqs) == {seqs[0]: "地面有水"}
        in_order(one)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2999-01-01,1,staff,8,10", "day"),
        ("2026-03-08,77,staff,8,10", "post"),
        ("2026-03-08,1,好,8,10", "item"),
        ("2026-03-08,1,staff,11,10", "points"),
        ("2026-03-08,1,staff,8,x", "most"),
        ("2026-03-08,1,staff", "most"),
        ("2026-03-08,1,staff,8,10,13812345678", "who"),
        ('2026-03-08,1,staff,8,10,"', "file"),
    ],
)
async def test_one_broken_row_and_nothing_is_taken(place: Place, row: str, column: str):
    async with home(place) as one:
        told = problem(await import_csv(one.as_("manager"), (ROWS + row + "\n").encode("gbk")), 422, "bad_rows")
        assert told["rows"][0]["column"] == column
        assert told["rows"][0]["line"] >= 4
        assert await events(one, "InspectionEntered") == []


async def test_a_file_without_its_columns_says_which(place: Place):
    async with home(place) as one:
        told = problem(await import_csv(one.as_("manager"), b"day,post\n"), 422, "bad_rows")
        assert [row["column"] for row in told["rows"]] == ["item", "points", "most"]
        for no_base64 in ("%%%", "日期,台席"):
            problem(await one.as_("manager").post("/inspections", csv_base64=no_base64), 422, "invalid")
        problem(await import_csv(one.as_("manager"), b"day,post,item,points,most\n"), 422, "bad_rows")
