"""Ten thousand calls at one server, by sixteen clerks at once."""

import os
from pathlib import Path

import pytest

from tests.promises.history import day, figure

SEED = int(os.environ.get("YINGBIN_SEED", "7"))
CALLS = 10_000


def test_ten_thousand_calls_keep_one_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = day(tmp_path / "var", CALLS, SEED)
    with capsys.disabled():
        print(f"\n{figure(one, SEED)}")
    assert one.history.clean, one.history
    assert one.history.calls >= CALLS
    assert not one.told.faults
