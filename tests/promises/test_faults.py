"""After any fault of the network, and after a restart, whoever listens has the state within 5 s and has missed no call."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import Place
from tests.promises.faults import KINDS, WITHIN, endured

pytestmark = pytest.mark.timeout(200)


def test_after_each_fault_all_listeners_have_heard_each_call_once(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = endured(place, tmp_path, len(KINDS), seed)
    figure(found)
    assert found.calls > 10
    assert (found.missed, found.repeated) == (0, 0)
    assert found.p99 < WITHIN


def test_a_listener_that_only_comes_back_misses_calls(place: Place, tmp_path: Path, seed: int) -> None:
    assert endured(place, tmp_path, 2, seed, forgetful=True).missed > 0
