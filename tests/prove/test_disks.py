"""A disk that is full or takes no write, and a locked database, again and again; backups under load."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import Place, run
from tests.promises.backups import file_copied, proved
from tests.promises.conftest import figure, seed
from tests.promises.disks import endured, serving
from tests.promises.test_disks import EVERYWHERE

__all__ = ["figure", "seed"]

TIMES, BACKUPS = 3, 6


@pytest.mark.parametrize("trouble", [*EVERYWHERE, "full"])
def test_a_database_that_cannot_be_written_loses_nothing_each_time(
    place: Place, tmp_path: Path, trouble: str, figure: Callable[[object], None]
) -> None:
    with serving(place, tmp_path, small_disk=trouble == "full") as server:
        found = endured(server, trouble, times=TIMES)
    figure(f"{TIMES} times {found}")
    assert found.clean, (found, found.faults)


@pytest.mark.parametrize("trouble", ["unwritable", "no room", "full"])
def test_answers_before_the_commit_are_found_to_lose_tickets(place: Place, tmp_path: Path, trouble: str) -> None:
    """The control."""
    with serving(place, tmp_path, fault="answer_before_the_commit", small_disk=trouble == "full") as server:
        assert endured(server, trouble).lost


def test_a_server_that_trusts_its_reads_is_found_to_leave_its_screens_alone(place: Place, tmp_path: Path) -> None:
    """The control for a locked database: it can be read, and nothing says that it can't be written."""
    with serving(place, tmp_path, fault="trust_the_reads") as server, pytest.raises(AssertionError, match="now"):
        endured(server, "locked")


def test_backups_under_load_have_all_and_the_hall_goes_on_from_each(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = run(proved(place, tmp_path, BACKUPS, seed))
    figure(found)
    assert found.clean, (found, found.faults)


def test_copies_of_the_file_alone_are_found_to_lose_tickets(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    """The control."""
    found = run(proved(place, tmp_path, BACKUPS // 2, seed, file_copied))
    figure(f"control, the file alone: {found}")
    assert found.lost
