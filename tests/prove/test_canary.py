"""Several customers who exist nowhere else, each through every door of a server of their own."""

from pathlib import Path

import pytest

from tests.cli.command import yingbin
from tests.house import HALL
from tests.promises.canary import flown, seed_of_today


def test_a_leak_into_a_line_of_the_log_is_found(tmp_path: Path) -> None:
    """The control."""
    (tmp_path / "hall.yaml").write_text(HALL)
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    seen = flown(tmp_path / "var", tmp_path, seed_of_today(), "log").seen
    assert any(one.startswith("log:") for one in seen), seen


@pytest.mark.parametrize("more", range(5))
def test_no_customer_is_found_anywhere(tmp_path: Path, more: int, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hall.yaml").write_text(HALL)
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    found = flown(tmp_path / "var", tmp_path, seed_of_today() + more)
    with capsys.disabled():
        print(f"\n{found}")
    assert found.seen == []
