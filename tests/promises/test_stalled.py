"""Who doesn't take what is sent costs the server little, and the others no time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import Place
from tests.promises.stalled import Crowd, endured

pytestmark = pytest.mark.timeout(200)

SMALL = Crowd(clients=10, rounds=1, calls=45)
BOUND = 1.0
"""Megabytes of the server's for each who takes nothing. A connection has 64 KB and a frame; whoever comes again has several that
nobody has given up yet."""
SLOWER = 6
"""Times, with other tests beside; the long run holds it to 2."""


def test_who_takes_nothing_is_neither_waited_for_nor_sent_it_all(
    place: Place, tmp_path: Path, figure: Callable[[object], None]
) -> None:
    found = endured(place, tmp_path, SMALL)
    figure(found)
    assert min(found.unread.values()) > 1
    assert found.grown < BOUND
    assert found.slower < SLOWER
    assert not found.put_out
