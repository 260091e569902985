"""Scripts over HTTP: a hall's own edition wins until it is given back, and the file goes on for the other halls."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.asking import problem
from tests.house import HALL, Home, Place, home
from tests.staff.cast import acts

SCRIPT = """
id: pay-bill
title: {zh: 收费, en: Pay a bill}
steps:
  - {id: welcome, kind: greeting, say: {zh: 您好, en: Good day}, moment: true}
  - {id: fee, do: {zh: 收取话费, en: take the fee}, within: 2m}
"""


@contextlib.asynccontextmanager
async def opened(tmp_path: Path, script: str = SCRIPT) -> AsyncIterator[Home]:
    folder = tmp_path / "scripts"
    folder.mkdir(exist_ok=True)
    (folder / "pay-bill.yaml").write_text(script, "utf-8")
    file = HALL.replace("typical: 2m}", "typical: 2m, script: pay-bill}") + "settings: {hint: 双手交接}\n"
    halls = (file, HALL.replace("dongcheng", "xicheng"))
    async with home(Place.make(tmp_path / "var", halls), scripts=folder) as one:
        yield one


async def shown(one: Home, role: Any = "manager", hall: str = "dongcheng") -> dict[str, Any]:
    answer = await one.as_(role, hall).get("/scripts/pay-bill")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def published(one: Home, old: str, new: str) -> dict[str, Any]:
    now = await shown(one)
    assert now["yaml"].count(old) == 1, now["yaml"]
    body = {"yaml": now["yaml"].replace(old, new), "based_on": now["version"]}
    answer = await one.as_("manager").post("/scripts/pay-bill/publish", **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def limit(one: Home, hall: str = "dongcheng") -> int | None:
    return await one.house.desk.read(hall, lambda state, now: state.scripts["pay-bill"].script.step("fee").within)


async def test_a_published_edition_is_live_and_the_files_next_version_leaves_it_alone(tmp_path: Path):
    async with opened(tmp_path) as one:
        done = await published(one, "within: 2m", "within: 3m")
        assert (done["version"], done["own"]) == (2, True)
        (tmp_path / "scripts" / "pay-bill.yaml").write_text(SCRIPT.replace("within: 2m", "within: 9m"), "utf-8")
        await one.house.shelf.look()
        assert await limit(one) == 180_000
        assert await limit(one, "xicheng") == 540_000, "another hall goes by the file"
        (tmp_path / "scripts" / "pay-bill.yaml").unlink()
        (tmp_path / "scripts" / "other.yaml").write_text(SCRIPT.replace("pay-bill", "other"), "utf-8")
        await one.house.shelf.look()
        assert await limit(one) == 180_000
        assert [act[1] for act in acts(one.place, "script published")] == ["script published"]
        await one.check_replay()


async def test_it_is_still_the_halls_own_after_a_restart(tmp_path: Path):
    async with opened(tmp_path) as one:
        await published(one, "within: 2m", "within: 3m")
        place = one.place
    async with home(place, scripts=tmp_path / "scripts") as one:
        assert await limit(one) == 180_000
        assert (await shown(one))["own"] is True


async def test_given_back_the_hall_follows_its_file_again(tmp_path: Path):
    async with opened(tmp_path) as one:
        own = await published(one, "within: 2m", "within: 3m")
        answer = await one.as_("manager").post("/scripts/pay-bill/give-back", based_on=own["version"])
        assert answer.json() == {"version": 3, "changed": True, "own": False}
        assert await limit(one) == 120_000
        (tmp_path / "scripts" / "pay-bill.yaml").write_text(SCRIPT.replace("within: 2m", "within: 9m"), "utf-8")
        await one.house.shelf.look()
        assert await limit(one) == 540_000


async def test_an_own_edition_that_is_as_the_file_can_be_given_back_too(tmp_path: Path):
    async with opened(tmp_path) as one:
        await published(one, "within: 2m", "within: 3m")
        own = await published(one, "within: 3m", "within: 2m")
        assert own["own"] is True
        answer = await one.as_("manager").post("/scripts/pay-bill/give-back", based_on=own["version"])
        assert (answer.json()["changed"], answer.json()["own"]) == (True, False)


async def test_going_back_is_a_new_version_and_the_list_says_whose_hand_each_was(tmp_path: Path):
    async with opened(tmp_path) as one:
        await published(one, "within: 2m", "within: 3m")
        answer = await one.as_("manager").post("/scripts/pay-bill/back", version=1, based_on=2)
        assert (answer.status_code, answer.json()["version"]) == (200, 3)
        assert await limit(one) == 120_000
        told = (await shown(one))["versions"]
        assert [(v["version"], v["by"], v["back_to"], v["own"]) for v in told] == [
            (3, "manager", 1, True),
            (2, "manager", None, True),
            (1, None, None, False),
        ]
        problem(await one.as_("manager").post("/scripts/pay-bill/back", version=9, based_on=3), 404, "unknown_version")


async def test_the_second_of_two_managers_sees_the_firsts_change(tmp_path: Path):
    async with opened(tmp_path) as one:
        seen = await shown(one)
        await published(one, "within: 2m", "within: 3m")
        mine = seen["yaml"].replace("Good day", "Good morning")
        told = problem(
            await one.as_("manager").post("/scripts/pay-bill/publish", yaml=mine, based_on=seen["version"]),
            409,
            "settings_changed",
        )
        assert told["changes"] == [{"way": ["steps", "fee", "within"], "old": "2m", "new": "3m"}]
        assert "Good morning" in told["yaml"]
        assert "within: 3m" in told["yaml"]
        assert await limit(one) == 180_000


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("within: 2m", "within: soon", "not a duration"),
        ("Good day", "That's not my department", "forbidden phrase"),
        ("id: pay-bill", "id: pay-bills", "isn't the file's name"),
        ("take the fee", '"take {setting.fee}"', "has no setting `fee`"),
        ("within: 2m", "then: welcome", "the walk can't end"),
        ("steps:", "step:", "did you mean `steps`"),
    ],
)
async def test_a_fault_is_told_by_its_line_and_nothing_is_published(tmp_path: Path, old: str, new: str, what: str):
    async with opened(tmp_path) as one:
        seen, manager = await shown(one), one.as_("manager")
        bad = seen["yaml"].replace(old, new, 1)
        told = (await manager.post("/scripts/pay-bill/check", yaml=bad, based_on=1)).json()
        assert any(what in fault["sentence"] and fault["line"] >= 1 for fault in told["faults"]), told["faults"]
        refused = problem(await manager.post("/scripts/pay-bill/publish", yaml=bad, based_on=1), 422, "bad_settings")
        assert refused["faults"] == told["faults"]
        assert (await shown(one)) == seen


async def test_a_script_that_is_not_there_is_said_so(tmp_path: Path):
    async with opened(tmp_path) as one:
        for verb, body in (
            ("publish", {"yaml": SCRIPT}),
            ("check", {"yaml": SCRIPT}),
            ("back", {"version": 1}),
            ("give-back", {}),
        ):
            answer = await one.as_("manager").post(f"/scripts/nothing/{verb}", based_on=1, **body)
            problem(answer, 404, "unknown_script")
        problem(await one.as_("manager").get("/scripts/nothing"), 404, "unknown_script")


async def test_the_hall_file_is_checked_beside_the_halls_own_edition(tmp_path: Path):
    async with opened(tmp_path) as one:
        await published(one, "take the fee", '"take the fee, {setting.hint}"')
        now = (await one.as_("manager").get("/plan")).json()
        without = now["yaml"].replace("hint: 双手交接", "other: 1")
        told = problem(await one.as_("manager").post("/plan", yaml=without, based_on=now["version"]), 422, "bad_settings")
        assert "has no setting `hint`" in told["faults"][0]["sentence"]
