"""docs/hall-file.md says what is so."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from app.hall.plan import (
    CALL_REASONS,
    PAUSE_REASONS,
    Assessment,
    Brand,
    Channel,
    Complaints,
    CounterPlan,
    Department,
    Elsewhere,
    Group,
    Lamp,
    Level,
    Nearby,
    Offer,
    Plan,
    Post,
    Printer,
    Ratings,
    Service,
    Signage,
    Topic,
    Voice,
    Weights,
    Zone,
)
from app.hall_file import read_hall_text
from app.hall_file_parts import KEYS, REQUIRED
from app.script_chart import span
from tests.hall_file.small import SMALL, plan

DOC = (Path(__file__).parents[2] / "docs" / "hall-file.md").read_text("utf-8")
HALL, *PARTS = [table.splitlines()[2:] for table in re.findall(r"^\| key.*(?:\n\|.*)+", DOC, re.M)]

KINDS = (
    *(Level, Service, Elsewhere, CounterPlan, Voice, Group, Post, Nearby, Offer, Zone),
    *(Brand, Signage, Lamp, Printer, Complaints, Department),
    *(Ratings, Topic, Assessment, Weights),
)


def rows(table: list[str]) -> Iterator[tuple[str, str, str]]:
    """Key, what holds if it is left out, example."""
    for row in table:
        key, _, otherwise, example = [cell.strip().strip("`") for cell in row.strip("|").split(" | ")]
        yield key.strip(), otherwise, example


def test_every_key_of_a_hall_is_told_and_no_other() -> None:
    assert [key for key, *_ in rows(HALL)] == list(KEYS)
    assert [key for key, otherwise, _ in rows(HALL) if otherwise == "*required*"] == list(REQUIRED)


@pytest.mark.parametrize(("table", "part"), list(zip(PARTS, KINDS, strict=True)))
def test_every_key_of_a_part_is_told_and_no_other(table: list[str], part: type) -> None:
    told = {key: otherwise == "*required*" for key, otherwise, _ in rows(table)}
    assert told == {field.name: field.default is MISSING for field in fields(part)}


def test_the_least_that_a_hall_needs_is_a_hall() -> None:
    [least] = re.findall(r"```yaml\n(.*?)```", DOC, re.S)
    assert read_hall_text(least).hall == "dongcheng"


@pytest.mark.parametrize(("key", "example"), [(key, example) for key, _, example in rows(HALL) if key not in REQUIRED])
def test_every_example_can_be_copied(key: str, example: str) -> None:
    text = SMALL.replace("en: Pay a bill}", "en: Pay a bill}, group: accounts") if key == "groups" else SMALL
    assert plan(f"{text}{example}\n") != plan(SMALL) or key == "day_starts", "the example changes something"


def test_what_holds_if_a_key_is_left_out_is_so() -> None:
    told = {key: otherwise for key, otherwise, _ in rows(HALL)}
    usual: Plan = plan(SMALL)
    assert told["call_reasons"].split() == list(CALL_REASONS)
    assert told["pause_reasons"].split() == list(PAUSE_REASONS)
    assert re.findall(r"\d\d:\d\d", told["greetings"]) == [f"{at // 60:02}:{at % 60:02}" for at in usual.greetings.values()]
    assert (told["absence"], told["helper_within"]) == (span(usual.absence), span(usual.helper_within))
    assert told["day_starts"] == f'"{usual.day_starts // 60:02}:{usual.day_starts % 60:02}"'
    assert told["counter_word"] == f"{usual.counter_word.zh}, {usual.counter_word.en}"
    assert (usual.voice.languages, usual.voice.volume) == (("zh", "en"), ((0, 80),))
    assert told["voice"] == "Mandarin, then English, at 80 percent round the clock"
    assert all(f"`{channel}`" in DOC for channel in Channel.__args__)
