"""Five thousand simulated days."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from multiprocessing import get_context
from operator import add

import pytest

from app.garbage import collect_rarely
from tests.promises.world import Runs

SEED = int(os.environ.get("YINGBIN_SEED", "100000"))
DAYS, AT_ONCE = 5000, 100


def test_in_five_thousand_days_no_promise_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    parts = [range(first, first + AT_ONCE) for first in range(SEED, SEED + DAYS, AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=collect_rarely) as processes:
        days = reduce(add, processes.map(Runs.of, parts))
    with capsys.disabled():
        print(f"\n{days.figure}")
    assert not days.wrong, days.wrong
    assert len(days.seeds) == DAYS
