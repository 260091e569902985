"""Settings over HTTP: seen, checked, published live, taken back; two managers at once; nothing that was written is lost."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli.founding import apply_plan
from app.hall_file import read_hall_text
from app.hall_file_written import hall_text
from tests.api.asking import problem, taken
from tests.house import HALL, Home, Place, home
from tests.staff.cast import PASSWORD, acts, at_desk, member


async def shown(one: Home, **query: Any) -> dict[str, Any]:
    answer = await one.as_("manager").get("/plan", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def published(one: Home, old: str, new: str, key: str | None = None) -> dict[str, Any]:
    """On top of what stands now."""
    now = await shown(one)
    assert now["yaml"].count(old) == 1, now["yaml"]
    answer = await one.as_("manager").post("/plan", key, yaml=now["yaml"].replace(old, new), based_on=now["version"])
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_hall_file_that_is_shown_is_the_one_that_check_reads(place: Place):
    async with home(place) as one:
        told = await shown(one)
        assert read_hall_text(told["yaml"]) == read_hall_text(HALL)
        assert (told["version"], told["versions"]) == (1, [told["versions"][0]])


async def test_a_published_change_is_live_at_once_and_the_log_says_by_whom(place: Place):
    async with home(place) as one:
        done = await published(one, "promise: 15m", "promise: 20m")
        assert done["changes"] == [{"way": ["levels", "ordinary", "promise"], "old": "15m", "new": "20m"}]
        ticket = (await one.as_("manager").post("/tickets", service="pay-bill")).json()
        assert minutes(ticket["taken_at"], ticket["due_at"]) == 20
        event = (await one.as_("manager").get("/log", after=done["version"] - 1)).json()["events"][0]
        assert (event["type"], event["data"]["by"], event["data"]["back_to"]) == ("HallSet", "manager", None)
        assert [act[1] for act in acts(place, "settings published")] == ["settings published"]
        await one.check_replay()


def minutes(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds() / 60


async def test_whoever_signed_in_is_named_by_their_number(place: Place):
    member(place, "1007", "hall-manager")
    async with home(place) as one:
        desk = at_desk(one)
        assert (await desk.sign_in("1007", PASSWORD)).status_code == 200
        now = await shown(one)
        answer = await desk.post(
            "/api/v1/halls/dongcheng/plan", yaml=now["yaml"].replace("promise: 15m", "promise: 20m"), based_on=now["version"]
        )
        assert answer.status_code == 200, answer.text
        assert (await shown(one))["versions"][0]["by"] == "1007"
        assert acts(place, "settings published")[0][0] == "staff:1007"


async def test_the_second_of_two_managers_sees_the_firsts_change_and_keeps_the_own_text(place: Place):
    async with home(place) as one:
        seen = await shown(one)
        first = await published(one, "typical: 8m", "typical: 9m")
        mine = seen["yaml"].replace("promise: 15m", "promise: 20m")
        refused = await one.as_("manager").post("/plan", yaml=mine, based_on=seen["version"])
        told = problem(refused, 409, "settings_changed")
        assert (told["version"], told["by"]) == (first["version"], "manager")
        assert told["changes"] == [{"way": ["services", "open-account", "typical"], "old": "8m", "new": "9m"}]
        assert told["clashes"] == []
        assert (await shown(one))["version"] == first["version"], "nothing was changed"
        both = await one.as_("manager").post("/plan", yaml=told["yaml"], based_on=told["version"])
        assert both.status_code == 200
        now = (await shown(one))["yaml"]
        assert "typical: 9m" in now
        assert "promise: 20m" in now


async def test_a_check_changes_nothing_and_tells_what_would_be_and_what_others_did(place: Place):
    async with home(place) as one:
        seen, manager = await shown(one), one.as_("manager")
        mine = seen["yaml"].replace("promise: 15m", "promise: 20m")
        told = (await manager.post("/plan-check", yaml=mine, based_on=seen["version"])).json()
        assert (told["faults"], told["newer"]) == ([], None)
        assert told["changes"] == [{"way": ["levels", "ordinary", "promise"], "old": "15m", "new": "20m"}]
        assert (await shown(one)) == seen
        await published(one, "promise: 15m", "promise: 12m")
        told = (await manager.post("/plan-check", yaml=mine, based_on=seen["version"])).json()
        assert told["newer"]["clashes"] == [["levels", "ordinary", "promise"]]
        assert "promise: 20m" in told["newer"]["yaml"]


async def test_a_fault_is_told_with_its_line_and_nothing_is_published(place: Place):
    async with home(place) as one:
        seen, manager = await shown(one), one.as_("manager")
        bad = seen["yaml"].replace("promise: 15m", "promise: soon")
        line = bad[: bad.index("promise: soon")].count("\n") + 1
        told = (await manager.post("/plan-check", yaml=bad, based_on=seen["version"])).json()
        assert [one["line"] for one in told["faults"]] == [line]
        assert "not a duration" in told["faults"][0]["sentence"]
        refused = problem(await manager.post("/plan", yaml=bad, based_on=seen["version"]), 422, "bad_settings")
        assert refused["faults"] == told["faults"]
        assert (await shown(one)) == seen


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        ("a: [", "bracket"),
        ("hall: xicheng\n", "stays what it is"),
        ("- 1\n", "pairs"),
        ("\x00", "control character"),
        ("x" * 60_000, "pairs"),
    ],
)
async def test_what_is_no_hall_file_is_told_so(place: Place, text: str, what: str):
    async with home(place) as one:
        told = (await one.as_("manager").post("/plan-check", yaml=text, based_on=1)).json()
        assert any(what in fault["sentence"] for fault in told["faults"]), told
        problem(await one.as_("manager").post("/plan", yaml=text, based_on=1), 422, "bad_settings")


async def test_a_form_is_told_the_value_that_is_wrong(place: Place):
    async with home(place) as one:
        tree = {
            "hall": "dongcheng",
            "name": {"zh": "东城", "en": "Dongcheng"},
            "timezone": "Asia/Shanghai",
            "levels": [{"id": "ordinary", "name": {"zh": "普通", "en": "Ordinary"}, "promise": "8"}],
            "services": [{"id": "pay-bill", "letter": "B", "name": {"zh": "交话费", "en": ""}}],
            "counters": [{"number": "3", "services": ["pay-bil"]}],
            "opens": {"mon": "9-5", "tue": ""},
        }
        told = (await one.as_("manager").post("/plan-check", tree=tree, based_on=1)).json()
        at = {fault["at"]: fault["sentence"] for fault in told["faults"]}
        assert {"levels/0/promise", "services/0/name/zh", "counters/0/number", "opens/mon"} <= at.keys(), at
        assert "did you mean `pay-bill`" in at["counters/0/services/0"]
        lines = told["yaml"].splitlines()
        assert all(fault["line"] <= len(lines) for fault in told["faults"])


async def test_going_back_is_a_new_version_that_says_so(place: Place):
    async with home(place) as one:
        before = await shown(one)
        changed = await published(one, "promise: 15m", "promise: 20m")
        answer = await one.as_("manager").post(f"/plan/{before['version']}/back", based_on=changed["version"])
        assert answer.status_code == 200
        now = await shown(one)
        assert now["yaml"] == before["yaml"]
        assert [one["back_to"] for one in now["versions"]] == [before["version"], None, None]
        assert (await shown(one, version=changed["version"]))["yaml"] != now["yaml"]
        await one.check_replay()


async def test_going_back_over_somebody_elses_change_is_refused_too(place: Place):
    async with home(place) as one:
        seen = await published(one, "promise: 15m", "promise: 20m")
        await published(one, "typical: 8m", "typical: 9m")
        problem(await one.as_("manager").post("/plan/1/back", based_on=seen["version"]), 409, "settings_changed")


@pytest.mark.parametrize("version", ["0", "2", "999999", "x", "%C2%B2", "-1"])
async def test_a_version_that_never_was_is_said_to_be_none(place: Place, version: str):
    async with home(place) as one:
        problem(await one.as_("manager").post(f"/plan/{version}/back", based_on=1), 404, "unknown_version")
        if version.isascii() and version.isdecimal() and version != "0":
            problem(await one.as_("manager").get("/plan", version=version), 404, "unknown_version")
            yaml = (await shown(one))["yaml"]
            problem(await one.as_("manager").post("/plan", yaml=yaml, based_on=int(version)), 404, "unknown_version")


async def test_a_service_that_somebody_waits_for_is_not_deleted(place: Place):
    async with home(place) as one:
        await taken(one.as_("manager"))
        now = await shown(one)
        rest = [line for line in now["yaml"].splitlines(keepends=True) if "id: pay-bill" not in line and "number: 3" not in line]
        without = "".join(rest).replace(", pay-bill]", "]")
        problem(await one.as_("manager").post("/plan", yaml=without, based_on=now["version"]), 409, "in_use")
        assert await shown(one) == now


async def test_the_same_request_again_is_one_version(place: Place):
    async with home(place) as one:
        now = await shown(one)
        body = {"yaml": now["yaml"].replace("promise: 15m", "promise: 20m"), "based_on": now["version"]}
        first, second = [await one.as_("manager").post("/plan", "same", **body) for _ in range(2)]
        assert first.json() == second.json()
        assert len((await shown(one))["versions"]) == 2
        assert len(acts(place, "settings published")) == 1


async def test_what_changes_nothing_is_no_version(place: Place):
    async with home(place) as one:
        now = await shown(one)
        done = (await one.as_("manager").post("/plan", yaml="# mine\n" + now["yaml"], based_on=now["version"])).json()
        assert (done["changed"], done["version"]) == (False, now["version"])
        assert await shown(one) == now


async def test_what_a_script_needs_of_the_hall_is_not_taken_from_it(tmp_path: Path):
    script = """
id: pay-bill
title: {zh: 收费, en: Pay}
steps:
  - {id: fee, do: {zh: "收费 {setting.hint}", en: "take the fee {setting.hint}"}}
"""
    (folder := tmp_path / "scripts").mkdir()
    (folder / "pay-bill.yaml").write_text(script, "utf-8")
    file = HALL.replace("typical: 2m}", "typical: 2m, script: pay-bill}") + "settings: {hint: 双手交接}\n"
    async with home(Place.make(tmp_path / "var", (file,)), scripts=folder) as one:
        now = await shown(one)
        without = now["yaml"].replace("settings:", "settings: {other: 1}\n#")
        told = problem(await one.as_("manager").post("/plan", yaml=without, based_on=now["version"]), 422, "bad_settings")
        assert "has no setting `hint`" in told["faults"][0]["sentence"]
        unknown = now["yaml"].replace("script: pay-bill", "script: pay-bil")
        told = problem(await one.as_("manager").post("/plan", yaml=unknown, based_on=now["version"]), 422, "bad_settings")
        assert "there is no script `pay-bil`; did you mean `pay-bill`?" in told["faults"][0]["sentence"]


async def test_the_command_line_and_the_page_publish_into_the_same_list(place: Place):
    async with home(place) as one:
        await published(one, "promise: 15m", "promise: 20m")
        apply_plan(one.house.log, read_hall_text(HALL))
        told = await shown(one)
        assert [version["by"] for version in told["versions"]] == ["command-line", "manager", None]
        assert told["yaml"] == hall_text(read_hall_text(HALL))
