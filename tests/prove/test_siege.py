"""800 slow-loris sockets, 300 silent ones, frames of 15 MB and a flood, while the hall works."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place
from tests.promises.conftest import figure, seed
from tests.promises.siege import Forces, besieged

__all__ = ["figure", "seed"]

FORCES = Forces(slow=800, silent=300, frames=20, flood=50, seconds=30)


def test_a_long_siege_hinders_nobody_at_work(place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]) -> None:
    siege = besieged(place, tmp_path, FORCES, seed)
    figure(siege)
    assert siege.failed == []
    assert (siege.held, siege.frames) == (0, 0)
