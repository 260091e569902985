"""Hall files and service scripts, checked against one another."""

from pathlib import Path

import pytest

from app.file_check import check_paths
from tests.hall_file.small import SMALL as HALL
from tests.script_file.small import SMALL, added

SETTING = 'id: x, kind: information, say: {zh: 好, en: "{setting.sim_fee} yuan"}'
MISSING = "no setting `sim_fee`; write it under `settings` there"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """halls/ and service_scripts/ with one of each, and somewhere else to be."""
    for folder in ("halls", "service_scripts", "away"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "away")
    (tmp_path / "halls" / "dongcheng.yaml").write_text(HALL, "utf-8")
    (tmp_path / "service_scripts" / "open-account.yaml").write_text(SMALL, "utf-8")
    return tmp_path


def write(place: Path, text: str, name: str = "open-account") -> None:
    (place / "service_scripts" / f"{name}.yaml").write_text(text.replace("id: open-account", f"id: {name}"), "utf-8")


def told(place: Path, *names: str) -> list[str]:
    faults = check_paths([place / name for name in names or ("halls", "service_scripts")])
    return [str(one).replace(f"{place}/", "") for one in faults]


def test_a_hall_and_its_scripts_are_in_order(place: Path) -> None:
    assert told(place) == []


def test_a_setting_that_a_script_says_must_be_in_the_hall(place: Path) -> None:
    write(place, added(SETTING))
    told_once = [f"service_scripts/open-account.yaml:10: halls/dongcheng.yaml has {MISSING}"]
    assert told(place) == told_once
    write(place, added(SETTING) + "  - {" + SETTING.replace("id: x", "id: y") + "}\n")
    assert told(place) == told_once
    (place / "halls" / "dongcheng.yaml").write_text(HALL + "settings: {sim_fe: 20}\n", "utf-8")
    assert told(place) == [
        "service_scripts/open-account.yaml:10: halls/dongcheng.yaml has no setting `sim_fee`; did you mean `sim_fe`?"
    ]
    (place / "halls" / "dongcheng.yaml").write_text(HALL + "settings: {sim_fee: 20}\n", "utf-8")
    assert told(place) == []


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ("when: [setting:batch]", "setting `batch`; write it under `settings` there"),
        ("when: [level:gold]", "level `gold`; known here: ordinary, vip"),
        ("effect: {ticket: {level: gold}}", "level `gold`; known here: ordinary, vip"),
        ("effect: {transfer: {service: pay-bil}}", "service `pay-bil`; did you mean `pay-bill`?"),
        ("effect: {transfer: {counter: 9}}", "counter `9`; known here: 1, 2"),
    ],
)
def test_what_a_script_takes_from_a_hall_must_be_there(place: Path, more: str, missing: str) -> None:
    write(place, added(f"id: x, do: {{zh: 做, en: do}}, {more}"))
    assert told(place) == [f"service_scripts/open-account.yaml:10: halls/dongcheng.yaml has no {missing}"]


def test_a_script_without_a_service_is_walked_in_every_hall(place: Path) -> None:
    write(place, added(SETTING), "guidance")
    assert [one.split(": ")[0] for one in told(place)] == ["service_scripts/guidance.yaml:10"]


def test_a_script_of_another_halls_service_is_not(place: Path) -> None:
    other = HALL.replace("dongcheng", "xicheng").replace("script: open-account", "script: corporate")
    (place / "halls" / "xicheng.yaml").write_text(other + "settings: {sim_fee: 20}\n", "utf-8")
    write(place, added(SETTING), "corporate")
    assert told(place) == []


def test_a_script_with_which_a_service_goes_on_is_walked_too(place: Path) -> None:
    other = HALL.replace("dongcheng", "xicheng").replace("script: open-account", "script: corporate")
    (place / "halls" / "xicheng.yaml").write_text(other + "settings: {sim_fee: 20}\n", "utf-8")
    write(place, added(SETTING), "corporate")
    write(place, added("id: x, do: {zh: 转, en: go on}, effect: {transfer: {script: corporate}}"))
    assert told(place) == [f"service_scripts/corporate.yaml:10: halls/dongcheng.yaml has {MISSING}"]


def test_that_holds_however_long_it_goes_on(place: Path) -> None:
    other = HALL.replace("dongcheng", "xicheng").replace("script: open-account", "script: c")
    other = other.replace("en: Pay a bill}", "en: Pay a bill}, script: b")
    (place / "halls" / "xicheng.yaml").write_text(other + "settings: {sim_fee: 20}\n", "utf-8")
    write(place, added(SETTING), "c")
    goes_on = "id: {}, do: {{zh: 转, en: go on}}, effect: {{transfer: {{script: {}}}}}"
    write(place, added(goes_on.format("x", "c")), "b")
    write(place, added(goes_on.format("c", "no-such")))
    assert told(place) == [
        "service_scripts/open-account.yaml:10: there is no script `no-such`; known here: b, c, open-account"
    ], "a step that has the name of a script doesn't lead there"
    write(place, added(goes_on.format("x", "b")))
    assert told(place) == [f"service_scripts/c.yaml:10: halls/dongcheng.yaml has {MISSING}"]


def test_only_files_that_are_given_are_told_of(place: Path) -> None:
    write(place, added(SETTING))
    assert told(place, "service_scripts") == []
    assert told(place, "halls") == []


def test_a_service_needs_a_script_that_exists(place: Path) -> None:
    (place / "service_scripts" / "open-account.yaml").rename(place / "service_scripts" / "open-acount.yaml")
    write(place, SMALL, "open-acount")
    expected = ["halls/dongcheng.yaml:8: there is no script `open-account`; did you mean `open-acount`?"]
    assert told(place) == expected
    assert told(place, "halls") == expected, "the folder beside the hall's is looked at, though it isn't checked"
    assert told(place, "halls/dongcheng.yaml") == expected


def test_a_script_with_faults_is_there_all_the_same(place: Path) -> None:
    write(place, "id: x\nsteps: []\n")
    assert {one.split(":")[0] for one in told(place)} == {"service_scripts/open-account.yaml"}
    assert told(place, "halls") == []


def test_without_any_scripts_a_service_may_name_any(place: Path) -> None:
    for file in (place / "service_scripts").iterdir():
        file.unlink()
    (place / "service_scripts").rmdir()
    assert told(place, "halls") == []


def test_the_scripts_in_the_halls_own_folder_or_here_are_known_too(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "service_scripts").rename(place / "halls" / "service_scripts")
    assert told(place, "halls/dongcheng.yaml") == []
    (place / "halls" / "service_scripts").rename(place / "away" / "service_scripts")
    assert told(place, "halls/dongcheng.yaml") == []
    (place / "away" / "service_scripts" / "open-account.yaml").unlink()
    assert told(place, "halls/dongcheng.yaml") == ["halls/dongcheng.yaml:8: there is no script `open-account`"]
    monkeypatch.chdir(place)
    assert told(place, "halls/dongcheng.yaml") == []


def test_a_limit_of_the_hall_is_for_a_step_of_the_script(place: Path) -> None:
    (place / "halls" / "dongcheng.yaml").write_text(HALL + "limits: {open-account: {sistem: 4m}}\n", "utf-8")
    expected = ["halls/dongcheng.yaml:13: there is no step of open-account `sistem`; did you mean `system`?"]
    assert told(place) == expected
    assert told(place, "halls") == expected
    (place / "halls" / "dongcheng.yaml").write_text(HALL + "limits: {open-account: {system: 4m}}\n", "utf-8")
    assert told(place) == []


def test_scripts_that_are_checked_alone_may_lead_to_those_beside_them(place: Path) -> None:
    write(place, added("id: x, do: {zh: 转, en: go on}, effect: {transfer: {script: batch}}"))
    assert told(place, "service_scripts/open-account.yaml") == [
        "service_scripts/open-account.yaml:10: there is no script `batch`; known here: open-account"
    ]
    write(place, SMALL, "batch")
    assert told(place, "service_scripts/open-account.yaml") == []
