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
from tests.hall_file.small import SMALL, changed, plan

HALLS = Path(__file__).parent.parent.parent / "halls"


@given(files())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_is_written_back_reads_as_the_same_plan(file: dict[str, Any]) -> None:
    once = plan(written(file))
    again = plan(hall_text(once))
    assert again == once
    assert hall_text(again) == hall_text(once)


@given(files())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_a_value_in_a_line_of_its_own_says_the_same_and_its_line_is_known(file: dict[str, Any]) -> None:
    spread = Written.of(file, 0)
    assert plan(spread.text) == plan(written(file))
    assert len(set(spread.places.values())) == len(spread.lines)
    assert spread.lines[spread.places["name/zh"] - 1].strip().startswith("zh: ")


FULL = """\
day_starts: "03:30"
opens: {mon: "09:00-17:00"}
closed: [2027-01-01]
last_ticket: 15m
greetings: {morning: "06:00"}
counter_word: {zh: 窗口, en: window}
languages: [en, zh]
groups: [{id: money, name: {zh: 钱, en: Money}}]
zones: [{id: east, counters: [1]}]
posts: [{id: door, kind: greeter}]
waiting: {seats: 40}
lounge: {seats: 4}
absence: 4m
helper_within: 90s
missed_return: 3
retention: 2d
nearby: [{name: {zh: 甲, en: A}}]
offers: [{id: music, name: {zh: 音乐, en: Music}}]
limits: {open-account: {system: 4m}}
call_reasons: [elderly]
pause_reasons: [meal]
voice: {one: yao}
brand: {colour: "#0a5c8f"}
signage: {night: "22:00-06:00"}
printers: [{id: door, paper: 58mm, connection: "usb:///dev/usb/lp0"}]
lamps: [{url: "http://192.0.2.1/call"}]
complaints: {reply_within: 2h}
ratings: {pad: 2m}
assessment: {weights: {moments: 40, ratings: 0}}
settings: {prepayment: 100}
"""


def test_every_key_that_a_hall_file_may_have_is_written_back() -> None:
    """One that isn't would be lost with the next change in the browser."""
    hall = plan(changed("en: Pay a bill}", "en: Pay a bill}, group: money") + FULL)
    assert set(hall_tree(hall)) == set(KEYS)
    assert plan(hall_text(hall)) == hall


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
