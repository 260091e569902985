"""docs/scripts.md says what is so."""

import re
from pathlib import Path

import pytest

from app.forbidden import forbidden
from app.hall.script import EFFECTS, PLACEHOLDERS, RUNNERS
from app.hall_file_parts import KEYS
from app.script_file import read_script_text
from app.script_file_effects import CHANNELS
from app.script_file_parts import ANSWER_KEYS, DEGREES, ENTRIES, KINDS, MOST_STEPS, SCRIPT_KEYS, STEP_KEYS
from app.script_file_when import FORMS, NAMES
from app.yaml_values import LONGEST_TEXT
from tests.script_file.small import last

DOC = (Path(__file__).parents[2] / "docs" / "scripts.md").read_text("utf-8")
TABLES = {
    head: [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows.splitlines()]
    for head, rows in re.findall(r"^\| ([^|]+?) \|.*\n\| ---.*\n((?:\|.*\n)+)", DOC, re.M)
}


def column(table: str) -> list[str]:
    return [row[0].strip("` ") for row in TABLES[table]]


def test_every_key_is_told_and_no_other() -> None:
    assert column("key of a script") == list(SCRIPT_KEYS)
    assert column("key of a step") == list(STEP_KEYS)
    assert column("key of an answer") == list(ANSWER_KEYS)


def test_every_condition_is_told_and_no_other() -> None:
    forms = {**{name: name for name in NAMES}, **FORMS, "at": "at:RUNNER"}
    assert column("condition") == list(forms.values())
    [at] = [row[1] for row in TABLES["condition"] if row[0] == "`at:RUNNER`"]
    assert f"`{' '.join(RUNNERS)}`" in at


def test_every_effect_and_what_it_is_told_is_told() -> None:
    assert column("effect") == list(EFFECTS)
    for row in TABLES["effect"]:
        arguments = EFFECTS[row[0].strip("`")]  # type: ignore[index]
        told = re.findall(r"`([a-z]+)` (`[^`]+`)?", row[2])
        assert [name for name, _ in told] == list(arguments)
        for name, words in told:
            form = arguments[name]
            choices = " ".join(CHANNELS) if form == "channel" else form.replace(" |", "")
            assert words.strip("`") == (choices if form == "channel" or "|" in form else "")


def test_every_placeholder_is_told_and_no_other() -> None:
    assert column("placeholder") == [f"{{{name}}}" for name in (*PLACEHOLDERS, "setting.NAME")]


@pytest.mark.parametrize(("key", "words"), [("kind", KINDS), ("degree", DEGREES), ("enter", ENTRIES)])
def test_the_words_of_a_key_are_told(key: str, words: tuple[str, ...]) -> None:
    [row] = [row for row in TABLES["key of a step"] if row[0] == f"`{key}`"]
    assert f"`{' '.join(words)}`" in row[1]


def test_the_whole_script_is_a_script() -> None:
    [whole] = re.findall(r"```yaml\n(.*?)```", DOC, re.S)
    found = read_script_text(whole, "open-account.yaml")
    assert {step.verb for step in found.steps} == {"say", "ask", "do", "checklist"}


def test_limits_and_examples_are_so() -> None:
    assert f"at most {LONGEST_TEXT} characters" in DOC
    assert f"at most {MOST_STEPS};" in DOC
    assert "limits" in KEYS
    assert all(forbidden(words, "zh") for words in re.findall("«(.*?)»", DOC))
    assert last("id: x, do: {zh: 做, en: do}, within: 90s, each: true").within == 90_000
