"""Every ticket that somebody was told of survives a thousand kills of the core, and fifty of the whole server."""

from collections.abc import Callable
from pathlib import Path

from tests.house import Place, run
from tests.promises.conftest import figure, seed
from tests.promises.kills import killed
from tests.promises.server_kills import server_killed

__all__ = ["figure", "seed"]

CORES, SERVERS = 1000, 50


def test_a_thousand_kills_of_the_core_lose_and_double_nothing(place: Place, seed: int, figure: Callable[[object], None]) -> None:
    found = run(killed(place.data.directory, CORES, seed))
    figure(found)
    assert found.clean, found
    assert found.acknowledged > CORES


def test_fifty_kills_of_the_server_lose_and_double_nothing(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = run(server_killed(place, tmp_path, SERVERS, seed))
    figure(found)
    assert found.clean, found
    assert found.history.tickets > SERVERS


def test_a_server_that_answers_before_the_commit_is_found_to_lose_tickets(place: Place, tmp_path: Path, seed: int) -> None:
    """The control."""
    found = run(server_killed(place, tmp_path, SERVERS // 6, seed, "answer_before_the_commit"))
    assert not found.history.clean, found
