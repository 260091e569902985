"""Which calls a lobby TV is given to speak: facts → hall → what stands in its picture."""

import json
from dataclasses import replace

import pytest

from app.hall.plan import CounterPlan, Voice, Zone
from display_ui.routes import LOBBY
from display_ui.speech import speech
from tests.hall.floor import PLAN, Floor
from tests.screens.tv import lobby

BILL = "pay-bill"


@pytest.fixture
def floor() -> Floor:
    floor = Floor()
    floor.open(1, 2, 3)
    return floor


def calls(floor: Floor) -> list[dict]:
    return json.loads(speech(floor.hall, floor.now, {}).calls)


def spoken(floor: Floor) -> list[str]:
    """The tickets, by their Mandarin clips."""
    return [call["whole"][0]["clips"][-4].removeprefix("zh/") for call in calls(floor)]


def test_calls_are_spoken_in_the_order_in_which_they_were_made(floor: Floor):
    floor.take(service=BILL), floor.take(service=BILL)
    floor.next(3)
    floor.next(1)
    assert spoken(floor) == ["n001", "n002"]
    first, second = calls(floor)
    assert first["at"] == second["at"] == floor.now
    assert first["id"] != second["id"]
    assert not first["spoken"]


def test_a_recall_is_a_call_of_its_own_and_takes_the_place_of_the_one_before(floor: Floor):
    floor.take(service=BILL)
    floor.next(3)
    [before] = calls(floor)
    floor.recall(counter=3)
    [again] = calls(floor)
    assert again["id"] != before["id"]
    assert again["whole"][0]["clips"][0] == "zh/again"


def test_who_is_not_awaited_any_more_is_not_called_but_a_call_just_made_is_spoken(floor: Floor):
    floor.take(service=BILL)
    floor.serve(3)
    assert spoken(floor) == ["n001"]
    floor.later(seconds=10)
    assert spoken(floor) == []


def test_a_call_older_than_a_minute_is_not_spoken(floor: Floor):
    floor.take(service=BILL)
    floor.next(3)
    floor.later(seconds=59)
    assert spoken(floor) == ["n001"]
    floor.later(seconds=1)
    assert spoken(floor) == []


def test_of_many_calls_in_one_moment_the_next_ones_to_be_spoken_are_told_and_none_is_lost():
    floor = Floor(replace(PLAN, counters=tuple(CounterPlan(n, (BILL,)) for n in range(1, 41))))
    for n in range(1, 41):
        floor.open(n)
        floor.take(service=BILL)
        floor.next(n)
    heard = []
    while told := [call for call in calls(floor) if not call["spoken"]]:
        assert len(told) <= 24
        floor.later(seconds=1)
        floor.call_spoken(call=told[0]["id"])
        heard.append(told[0]["whole"][0]["clips"][-4].removeprefix("zh/"))
    assert heard == [f"n{n:03d}" for n in range(1, 41)]


def test_what_was_spoken_is_told_so_that_another_screen_does_not_say_it_again(floor: Floor):
    floor.take(service=BILL)
    floor.next(3)
    floor.call_spoken(call=calls(floor)[0]["id"])
    assert calls(floor)[0]["spoken"]


def test_a_hall_that_is_silent_at_this_hour_has_nothing_to_speak():
    night = Floor(replace(PLAN, voice=Voice(volume=((480, 80), (1320, 0)))), at="2026-03-09 21:59")
    night.open(3)
    night.take(service=BILL)
    night.next(3)
    assert (speech(night.hall, night.now, {}).volume, spoken(night)) == (80, ["n001"])
    night.later(seconds=59)
    night.clock("2026-03-09 22:00")
    assert (speech(night.hall, night.now, {}).volume, spoken(night)) == (0, [])


def test_the_picture_carries_the_calls_and_names_nobody(floor: Floor):
    floor.take("vip", service=BILL)
    floor.next(3)
    page = lobby(floor)
    [speaker] = page.having("data-calls")
    assert [call["id"] for call in json.loads(speaker["data-calls"])] == [floor.hall.calls[0].id]
    assert "vip" not in speaker["data-calls"].lower()
    assert "display/call-speaker.js" in LOBBY.scripts


def test_a_zones_screen_speaks_the_calls_of_its_counters():
    upstairs = Floor(replace(PLAN, zones=(Zone("upstairs", (1, 2)),)))
    upstairs.open(1, 3)
    upstairs.take(service=BILL), upstairs.take(service=BILL)
    upstairs.next(3)
    upstairs.next(1)
    whole, zone, unknown = (speech(upstairs.hall, upstairs.now, look) for look in ({}, {"zone": "upstairs"}, {"zone": "cellar"}))
    assert [len(json.loads(one.calls)) for one in (whole, zone, unknown)] == [2, 1, 2]
    assert [one.zone for one in (whole, zone, unknown)] == ["", "upstairs", ""]
