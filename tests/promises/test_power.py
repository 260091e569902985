"""Every ticket that somebody was told of survives a power cut."""

from collections.abc import Callable
from pathlib import Path

from tests.promises.power import power_cut

STATES = 60


def test_no_ticket_is_lost_when_the_power_is_cut(tmp_path: Path, seed: int, figure: Callable[[object], None]) -> None:
    found = power_cut(tmp_path, STATES, 1, seed)
    figure(found)
    assert found.clean, found
    assert found.acknowledged > STATES


def test_without_a_sync_at_each_commit_tickets_are_found_to_be_lost(tmp_path: Path, seed: int) -> None:
    """The control."""
    found = power_cut(tmp_path, STATES // 2, 1, seed, synchronous="NORMAL")
    assert found.states_that_lost > STATES // 10, found
    assert not found.differences, "what is left is sound"
