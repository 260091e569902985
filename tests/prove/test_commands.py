"""Every command through the desk, ten thousand steps."""

import os

import pytest

from tests.promises.commands import by_the_rules, hall_with_everything, played

SEED = int(os.environ.get("YINGBIN_SEED", "100"))
STEPS = 10_000


def test_in_ten_thousand_steps_memory_log_and_stream_stay_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    with hall_with_everything() as stage:
        one, wrong = played(stage, SEED, STEPS), by_the_rules(stage)
        with capsys.disabled():
            print(f"\n{one.figure}, breaches of a rule {len(wrong)} (seed {SEED})")
        assert not one.wrong, one.wrong[:3]
        assert not wrong, wrong[:3]
        assert not one.never, f"never took effect: {one.never}"
