import os
from collections.abc import Callable

import pytest


@pytest.fixture
def seed() -> int:
    """Of everything that is left to chance: `YINGBIN_SEED`, so that a run that failed can be run again."""
    return int(os.environ.get("YINGBIN_SEED", "7"))


@pytest.fixture
def figure(capsys: pytest.CaptureFixture[str]) -> Callable[[object], None]:
    """Prints what a proof found, whatever pytest does with the output of tests."""

    def say(found: object) -> None:
        with capsys.disabled():
            print(f"\n{found}")

    return say
