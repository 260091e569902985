"""Three TVs in a real browser: 40 faults of the network between them and the server; 12 deaths of one of two servers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import Place
from tests.promises.conftest import figure, seed
from tests.promises.faults import WITHIN
from tests.promises.tvs import endured, outlived
from tests.servers.conftest import HALL, shared_hall

__all__ = ["figure", "seed", "shared_hall"]

pytestmark = pytest.mark.browser
FAULTS, DEATHS = 40, 12


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place.make(tmp_path / "var", (HALL,))
    yield made
    made.close()


def test_after_40_faults_each_tv_has_shown_each_call_and_one_has_announced_it_once(
    place: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = endured(place, tmp_path, FAULTS, seed)
    figure(found)
    assert (found.missed, found.repeated) == (0, 0)
    assert (found.unsaid, found.said_again) == ([], [])
    assert max(found.back) < WITHIN


def test_a_tv_that_takes_what_it_finds_for_old_misses_calls(place: Place, tmp_path: Path, seed: int) -> None:
    assert endured(place, tmp_path, 2, seed, forgetful=True).missed > 0


def test_tvs_that_all_speak_announce_again(place: Place, tmp_path: Path, seed: int) -> None:
    assert endured(place, tmp_path, 1, seed, fault="let_all_speak").said_again


def test_after_12_deaths_of_one_of_two_servers_each_call_was_shown_and_announced_once(
    shared_hall: Place, tmp_path: Path, seed: int, figure: Callable[[object], None]
) -> None:
    found = outlived(shared_hall, tmp_path, DEATHS, seed)
    figure(found)
    assert (found.missed, found.repeated) == (0, 0)
    assert (found.unsaid, found.said_again) == ([], [])


def test_tvs_at_two_servers_that_all_speak_announce_again(shared_hall: Place, tmp_path: Path, seed: int) -> None:
    assert outlived(shared_hall, tmp_path, 1, seed, fault="let_all_speak").said_again
