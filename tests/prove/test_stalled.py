"""120 streams, tablets and TVs, half of them stalled and half of them slow, beside a hall that calls."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place
from tests.promises.conftest import figure
from tests.promises.stalled import Crowd, endured
from tests.promises.test_stalled import BOUND, SLOWER, SMALL

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


# ------------------------------------------------------------ the controls
def test_a_server_that_queues_what_is_unread_grows(place: Place, tmp_path: Path) -> None:
    """By 4.8 MB for each; of 45 calls too little is unread to grow by that much."""
    assert endured(place, tmp_path, Crowd(clients=10, rounds=1, calls=100), "queue_what_is_unread").grown > BOUND


def test_a_server_that_waits_for_each_is_late_for_all(place: Place, tmp_path: Path) -> None:
    found = endured(place, tmp_path, SMALL, "speak_to_one_after_the_other")
    assert found.put_out or found.slower > SLOWER, found
