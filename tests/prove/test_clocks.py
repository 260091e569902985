"""Two dozen days on which clocks change, in twelve zones, with a wall clock that is set forward and back."""

from collections.abc import Callable

from tests.promises.clocks import many, passed
from tests.promises.conftest import figure, seed

__all__ = ["figure", "seed"]

SCENES = 24


def test_two_dozen_changes_of_the_clocks_change_no_order(seed: int, figure: Callable[[object], None]) -> None:
    found = passed(many(seed, SCENES), seed)
    figure(found)
    assert (found.overtaken, found.repeated, found.wrong) == ([], [], [])
