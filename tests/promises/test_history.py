"""Many at once: nobody is called twice, nobody is told falsely that nobody waits."""

import os
from pathlib import Path

import pytest

from tests.promises.history import day, doubled, figure, reads_then_writes

SEED = int(os.environ.get("YINGBIN_SEED", "7"))
CALLS = 240


@pytest.mark.timeout(120)
def test_sixteen_clerks_and_eight_kiosks_at_once_keep_one_order(tmp_path: Path) -> None:
    one = day(tmp_path / "var", CALLS, SEED)
    print(figure(one, SEED))
    assert one.history.clean, one.history
    assert one.history.calls == one.history.tickets >= CALLS
    assert not one.told.faults


@pytest.mark.timeout(120)
def test_a_desk_that_reads_and_then_writes_is_found_out(tmp_path: Path) -> None:
    """The control."""
    with reads_then_writes():
        found = doubled(tmp_path / "var", 100, 6.0)
    print(f"with the fault: {found}")
    assert sum(found.values()) > 0
