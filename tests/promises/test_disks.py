"""While the database can't be written whoever asks is told so, nothing that was acknowledged is lost, and it passes by itself."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place
from tests.promises.disks import endured, serving

EVERYWHERE = ("locked", "unwritable", "no room")


def test_a_database_that_cannot_be_written_loses_nothing_and_is_well_again_by_itself(
    place: Place, tmp_path: Path, figure: Callable[[object], None]
) -> None:
    with serving(place, tmp_path) as server:
        found = [endured(server, trouble) for trouble in EVERYWHERE]
    figure("\n".join(map(str, found)))
    for one in found:
        assert one.clean, (one, one.faults)
        assert one.refused


def test_answers_before_the_commit_are_found_to_lose_tickets(place: Place, tmp_path: Path) -> None:
    """The control."""
    with serving(place, tmp_path, fault="answer_before_the_commit") as server:
        assert endured(server, "unwritable").lost
