"""A hall file written from a plan says that plan, whatever stands in it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.hall_file import read_hall, read_hall_text
from app.hall_file_parts import KEYS
from app.hall_file_written import hall_text, hall_tree
from app.yaml_written import Written, written
from tests.hall_file.plans import files
from tests.hall_file.small import SMALL, plan

HALLS = Path(__file__).parent.parent.parent / "halls"


@given(files())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_is_written_back_reads_as_the_same_plan(file: dict[str, Any]) -> None:
    once = plan(written(file))
    again = plan(hall_text(once))
    assert again == once
    assert hall_text(again) == hall_text(once)


@given(files())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_a_value_in_a_line_of_its_own_says_the_same_and_its_line_is_known(file: dict[str, Any]) -> None:
    spread = Written.of(file, 0)
    assert plan(spread.text) == plan(written(file))
    assert len(set(spread.places.values())) == len(spread.lines)
    assert spread.lines[spread.places["name/zh"] - 1].strip().startswith("zh: ")


def test_every_key_that_a_hall_file_may_have_is_tried() -> None:
    """A key that nobody writes back would be lost with the next change in the browser."""
    tried: set[str] = set()

    @given(files())
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def gather(file: dict[str, Any]) -> None:
        tried.update(hall_tree(plan(written(file))))

    gather()
    assert tried == set(KEYS)


@pytest.mark.parametrize("name", ["dongcheng", "xicheng"])
def test_the_halls_we_ship_come_back_as_they_are(name: str) -> None:
    hall = read_hall(HALLS / f"{name}.yaml")
    assert read_hall_text(hall_text(hall)) == hall


def test_what_is_as_usual_is_left_out_and_the_rest_reads_as_people_write_it() -> None:
    assert hall_text(plan(SMALL)) == SMALL.replace(", important: true", ", important: true")
    hours = SMALL + 'opens: {mon-wed: ["08:30-12:00", "13:00-18:00"], thu: ["08:30-12:00", "13:00-18:00"], sat: "09:00-24:00"}\n'
    assert hall_tree(plan(hours))["opens"] == {"mon-thu": ["08:30-12:00", "13:00-18:00"], "sat": "09:00-24:00"}
    assert hall_tree(plan(SMALL + "last_ticket: 90m\nretention: 48h\n"))["last_ticket"] == "90m"
    assert hall_tree(plan(SMALL + "retention: 48h\n"))["retention"] == "2d"


def test_a_week_without_hours_is_not_a_hall_that_is_always_open() -> None:
    closed = plan(SMALL + "opens: {mon: []}\n")
    assert closed.opens == ((),) * 7
    assert plan(hall_text(closed)) == closed
