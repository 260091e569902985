"""Days of 20,000 tickets and 2,000 reconnects each, in minutes."""

from collections.abc import Callable
from pathlib import Path

from tests.promises.conftest import figure
from tests.promises.days import lived
from tests.promises.test_days import MEGABYTE, directory

__all__ = ["directory", "figure"]

KIB = 1024


def test_ten_long_days_leave_a_server_as_it_was(directory: Path, figure: Callable[[object], None]) -> None:
    days = lived(directory, 10, 20_000, 2_000)
    figure(days)
    assert days.grows < MEGABYTE
    assert days.comes_to_rest < MEGABYTE
    assert days.ended <= KIB
