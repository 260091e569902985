"""One client on the lobby's network can't stop the hall."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place
from tests.promises.siege import Forces, besieged

SMALL = Forces(slow=80, silent=30, frames=3, flood=8, seconds=3)


def test_a_siege_of_the_server_hinders_nobody_at_work(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    siege = besieged(place, tmp_path, SMALL, seed)
    figure(siege)
    assert siege.failed == []
    assert siege.asked > 20
    assert siege.flood > 100, "there was no flood"
    assert (siege.held, siege.frames) == (0, 0)


def test_uvicorns_own_door_would_hold_every_slow_socket(place: Place, tmp_path: Path, seed: int) -> None:
    slow = Forces(slow=20, silent=10, frames=0, flood=0, seconds=1)
    assert besieged(place, tmp_path, slow, seed, fault="plain_door").held == 30
