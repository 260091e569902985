"""A customer's phone number, name and note are nowhere but in a box, and gone from there in time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import yingbin
from tests.house import HALL
from tests.promises.canary import Canary, flown


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "hall.yaml").write_text(HALL)
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    return tmp_path / "var"


def test_a_customer_is_found_nowhere(data: Path, tmp_path: Path, seed: int, figure: Callable[[object], None]) -> None:
    found = flown(data, tmp_path, seed)
    figure(found)
    assert found.seen == []
    assert found.places > 80


def test_a_leak_into_a_fact_is_found(data: Path, tmp_path: Path, seed: int) -> None:
    """The control; that of a leak into the log is with the long run."""
    seen = flown(data, tmp_path, seed, "fact").seen
    assert any(one.startswith("yingbin events:") for one in seen), seen


def test_each_form_in_which_they_might_lie_is_recognised(seed: int) -> None:
    canary = Canary.of(seed)
    for name, form in canary.forms.items():
        assert name in canary.seen_in(b"before " + form + b" behind")
    assert canary.seen_in("138****5678 金女士") == []
