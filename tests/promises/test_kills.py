"""Every ticket that somebody was told of survives kill -9, and none is issued twice."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place, run
from tests.promises.kills import killed
from tests.promises.server_kills import server_killed

KILLS = 24


def test_no_ticket_is_lost_or_doubled_when_the_core_is_killed(place: Place, seed: int, figure: Callable[[object], None]) -> None:
    found = run(killed(place.data.directory, KILLS, seed))
    figure(found)
    assert found.clean, found
    assert found.acknowledged > KILLS
    assert found.again > KILLS


def test_answers_before_the_commit_are_found_to_lose_tickets(place: Place, seed: int) -> None:
    """The control."""
    found = run(killed(place.data.directory, KILLS // 2, seed, "answer_before_the_commit"))
    assert found.lost, found


def test_forgotten_keys_are_found_to_double_tickets(place: Place, seed: int) -> None:
    """The control."""
    found = run(killed(place.data.directory, KILLS // 4, seed, "forget_the_keys"))
    assert found.doubled, found


def test_no_ticket_is_lost_or_doubled_when_the_server_is_killed(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = run(server_killed(place, tmp_path, 2, seed))
    figure(found)
    assert found.clean, found
    assert found.again
