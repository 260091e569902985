"""How well the spoken call is understood, over all letters and some hundreds of numbers. Prints the shares."""

import pytest

from tests.voice.listening import LETTERS, PLANS, WORST, YAO, Heard, hear, misheard, sample, shares

LEAST = 0.8
"""Of the numbers, exactly; the goal is 0.95, and 0.89 was reached (docs/voice.md). A small recogniser is worse at codes than a
person: what is held here is that no change makes it worse."""


def told(heard: list[Heard], capsys: pytest.CaptureFixture[str]) -> float:
    with capsys.disabled():
        print(f"\n{shares(heard)}\nmisheard: {misheard(heard)}")
    return sum(one.number_right for one in heard) / len(heard)


def test_mandarin_over_all_letters(capsys: pytest.CaptureFixture[str]):
    heard = [hear(PLANS[at % len(PLANS)], "zh", *one) for at, one in enumerate(sample(240, 11))]
    told(heard, capsys)
    good = [one for one in heard if one.number[0] not in WORST]
    assert sum(one.number_right for one in good) / len(good) >= LEAST


def test_mandarin_with_yao(capsys: pytest.CaptureFixture[str]):
    good = "".join(letter for letter in LETTERS if letter not in WORST)
    assert told([hear(YAO, "zh", *one) for one in sample(48, 12, good)], capsys) >= 0.6


def test_english_over_all_letters(capsys: pytest.CaptureFixture[str]):
    assert told([hear(PLANS[at % len(PLANS)], "en", *one) for at, one in enumerate(sample(96, 13))], capsys) >= LEAST
