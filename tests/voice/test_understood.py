"""The spoken call is understood: an offline recogniser hears a few sentences; `make prove` has some hundreds more."""

import pytest

from tests.voice.listening import LETTERS, PLANS, WORST, hear, misheard, sample, shares

pytestmark = pytest.mark.timeout(120)

GOOD = "".join(letter for letter in LETTERS if letter not in WORST)


def test_a_recogniser_hears_the_numbers_of_a_few_calls(capsys: pytest.CaptureFixture[str]):
    said = [*((one, "zh") for one in sample(3, 1, GOOD)), *((one, "en") for one in sample(2, 2, GOOD))]
    heard = [hear(PLANS[at % len(PLANS)], tongue, *one) for at, (one, tongue) in enumerate(said)]
    with capsys.disabled():
        print(f"\n{shares(heard)}")
    assert sum(one.number_right for one in heard) >= 4, misheard(heard)
    assert sum(one.counter_right for one in heard) >= 4


def test_the_comparison_tells_a_wrong_number_from_a_right_one():
    from tests.voice.listening import Heard

    def zh(text: str, number: str = "A023", counter: int = 12) -> tuple[bool, bool, bool]:
        one = Heard("zh", number, counter, text)
        return one.number_right, one.letter_right, one.counter_right

    assert zh("请A023号客户到12号台席办理业务") == (True, True, True)
    assert zh("请A零二三號客戶到十二號台席辦理業務。") == (True, True, True)
    assert zh("请A零而散号客户到十二号窗口") == (True, True, True), "homophones"
    assert zh("请A幺两三号客户到二号", "A123", 2) == (True, True, True)
    assert zh("请A23号客户到12号台席") == (False, True, True)
    assert zh("请诶0233号客户到20号台席") == (False, False, False)
    assert zh("请E130号", "E130") == (True, True, False)
    assert zh("请1130号客户", "E130") == (False, False, False)
    assert Heard("en", "A023", 12, "Ticket A023, please go to counter 12.").number_right
    assert Heard("en", "A023", 12, "Ticket A zero two three, please go to counter 12.").counter_right
    assert not Heard("en", "A023", 12, "Ticket A 0 23 4, please go to counter 2.").number_right
