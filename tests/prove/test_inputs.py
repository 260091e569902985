"""Many times as many odd inputs as every test run tries."""

import os
from collections.abc import Callable

import pytest

from tests.promises.inputs import Tried, by_schema, hall_in_full_swing, on_every_route, on_every_socket
from tests.promises.stage import Stage

SEED = int(os.environ.get("YINGBIN_SEED", "100"))


@pytest.mark.parametrize(("ways", "each"), [(by_schema, 100), (on_every_route, 100), (on_every_socket, 250)])
def test_no_input_breaks_the_server(
    ways: Callable[[Stage, int, int], Tried], each: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with hall_in_full_swing() as stage:
        tried = ways(stage, SEED, each)
    with capsys.disabled():
        print(f"\ninputs {ways.__name__}: {tried.figure} (seed {SEED})")
    assert not tried.broke, tried.broke
