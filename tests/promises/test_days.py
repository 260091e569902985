"""Day after day a server holds as much as the day before."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from tests.promises.days import lived
from tests.promises.server import room

MEGABYTE = 1.0


@pytest.fixture
def directory() -> Iterator[Path]:
    made = room()
    yield made
    rmtree(made)


def test_a_server_holds_no_more_in_the_evening_than_the_evening_before(directory: Path, figure: Callable[[object], None]) -> None:
    days = lived(directory, 5, 320, 60)
    figure(days)
    assert days.grows < MEGABYTE


def test_watchers_that_are_kept_when_they_have_gone_are_seen_in_the_evening(directory: Path) -> None:
    assert lived(directory, 3, 160, 200, "keeps_who_has_gone").grows > MEGABYTE
