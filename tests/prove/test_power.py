"""Every ticket that somebody was told of survives a power cut at any of a thousand moments."""

from collections.abc import Callable
from pathlib import Path

from tests.promises.conftest import figure, seed
from tests.promises.power import power_cut

__all__ = ["figure", "seed"]

STATES, RECORDINGS = 1000, 10


def test_a_thousand_power_cuts_lose_nothing(tmp_path: Path, seed: int, figure: Callable[[object], None]) -> None:
    found = power_cut(tmp_path, STATES, RECORDINGS, seed)
    figure(found)
    assert found.clean, found
    assert found.acknowledged > STATES


def test_without_a_sync_at_each_commit_most_power_cuts_lose_tickets(
    tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    """The control."""
    found = power_cut(tmp_path, STATES // 5, 2, seed, synchronous="NORMAL")
    figure(f"control: {found}")
    assert found.states_that_lost > STATES // 10, found
