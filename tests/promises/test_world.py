"""A hundred simulated days, with kills, lost and doubled messages: no promise is broken. And what is broken is found."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.promises import switches
from tests.promises.world import Runs, run

SEED = int(os.environ.get("YINGBIN_SEED", "1"))
DAYS = 50


@pytest.mark.timeout(300)
@pytest.mark.parametrize("half", [0, 1])
def test_no_day_of_kills_and_bad_network_breaks_a_promise(half: int) -> None:
    first = SEED + half * DAYS
    days = Runs.of(range(first, first + DAYS))
    print(days.figure)
    assert not days.wrong, days.wrong
    assert days.kills > DAYS / 2
    assert days.calls > DAYS * 4


def test_the_same_seed_gives_the_same_day() -> None:
    one, other, another = run(SEED), run(SEED), run(SEED + 1)
    assert one.trace == other.trace
    assert len(one.trace) > 30
    assert one.print != another.print


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        (switches.forgets_its_answers, "were wished for"),
        (switches.resumes_one_too_far, "gaps or repetitions"),
        (switches.tells_before_it_is_durable, "gaps or repetitions|shows|missed or repeated"),
        (switches.calls_by_number, "the rule names"),
        (switches.begins_anew_each_time, "begin anew"),
    ],
)
def test_a_known_fault_is_found(fault: Callable[[], AbstractContextManager[None]], finding: str) -> None:
    """The controls: each is put in, and within a few days it shows."""
    for seed in range(SEED, SEED + 40):
        if wrong := run(seed, fault()).wrong:
            assert any(one for one in wrong if any(word in one for word in finding.split("|"))), wrong
            print(f"{fault.__name__}: found on day {seed - SEED + 1}")
            return
    raise AssertionError(f"{fault.__name__} was not found")
