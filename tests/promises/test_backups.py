"""What was acknowledged before a backup began is in it, and a hall goes on from there."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place, run
from tests.promises.backups import file_copied, proved


def test_a_backup_under_load_has_all_and_the_hall_goes_on_from_it(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = run(proved(place, tmp_path, 2, seed))
    figure(found)
    assert found.clean, (found, found.faults)
    assert found.acknowledged


def test_a_copy_of_the_file_alone_is_found_to_lose_tickets(place: Place, tmp_path: Path, seed: int) -> None:
    """The control."""
    assert run(proved(place, tmp_path, 1, seed, file_copied)).lost
