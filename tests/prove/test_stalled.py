"""120 streams, tablets and TVs, half of them stalled and half of them slow, beside a hall that calls."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place
from tests.promises.conftest import figure
from tests.promises.stalled import Crowd, endured
from tests.promises.test_stalled import BOUND

__all__ = ["figure"]

CROWD = Crowd(clients=40, rounds=4, calls=100)


def test_a_crowd_that_takes_nothing_makes_the_others_wait_no_longer(
    place: Place, tmp_path: Path, figure: Callable[[object], None]
) -> None:
    found = endured(place, tmp_path, CROWD)
    figure(found)
    assert min(found.unread.values()) > 1
    assert found.grown < BOUND
    assert found.slower < 2
    assert not found.put_out
