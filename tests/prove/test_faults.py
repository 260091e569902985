"""120 faults of the network and restarts between the server and ten listeners."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place
from tests.promises.conftest import figure, seed
from tests.promises.faults import WITHIN, endured

__all__ = ["figure", "seed"]

FAULTS = 120


def test_after_120_faults_all_listeners_have_heard_each_call_once(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = endured(place, tmp_path, FAULTS, seed)
    figure(found)
    assert (found.missed, found.repeated) == (0, 0)
    assert found.p99 < WITHIN
