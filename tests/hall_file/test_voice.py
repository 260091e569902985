"""How a hall says that its calls are spoken."""

import pytest

from app.hall.plan import Voice
from tests.hall_file.small import NEXT, SMALL, fault, plan


def voice(text: str) -> Voice:
    return plan(f"{SMALL}voice: {text}\n").voice


def test_a_hall_that_says_nothing_speaks_mandarin_then_english_all_day():
    assert plan(SMALL).voice == Voice(("zh", "en"), "yi", ((0, 80),))


def test_a_hall_chooses_languages_the_reading_of_one_and_the_loudness_of_each_hour():
    assert voice("{languages: [en, zh], one: yao}") == Voice(("en", "zh"), "yao", ((0, 80),))
    assert voice("{volume: 0}").volume == ((0, 0),)
    assert voice('{volume: {"20:00": 50, "08:00": 80, "22:00": 0}}').volume == ((480, 80), (1200, 50), (1320, 0))


def test_the_loudness_of_the_evening_lasts_until_the_first_hour_of_the_morning():
    told = voice('{volume: {"08:00": 80, "20:00": 50, "22:00": 0}}')
    loudness = {"00:00": 0, "07:59": 0, "08:00": 80, "19:59": 80, "20:00": 50, "22:00": 0, "23:59": 0}
    assert {at: told.volume_at(int(at[:2]) * 60 + int(at[3:])) for at in loudness} == loudness


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("loud", ["`voice` is written as `key: value` pairs"]),
        ("{language: [zh]}", ["`language` is not a key of `voice`", "`languages`"]),
        ("{languages: [fr]}", ["there is no spoken language `fr`"]),
        ("{languages: [zh, zh]}", ["stands twice"]),
        ("{languages: []}", ["this list is empty"]),
        ("{one: yo}", ["there is no way to say 一 `yo`"]),
        ("{volume: 101}", ["a whole number from 0 to 100"]),
        ("{volume: -1}", ["a whole number from 0 to 100"]),
        ('{volume: "80"}', ["without quotes"]),
        ("{volume: {}}", ["`volume` names no time of day", "from 0 to 100"]),
        ('{volume: {"8:00": 80}}', ["is not a time of day"]),
        ('{volume: {"24:00": 80}}', ["is not a time of day"]),
        ('{volume: {"08:00": 80, "08:00": 50}}', ["a second time"]),
        ('{volume: {"08:00": loud}}', ["a whole number from 0 to 100"]),
    ],
)
def test_what_the_voice_cannot_be_is_told_with_its_line(text: str, words: list[str]):
    line, sentence = fault(f"{SMALL}voice: {text}\n")
    assert line == NEXT
    assert [word for word in words if word not in sentence] == []
