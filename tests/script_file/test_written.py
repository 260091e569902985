"""A script written back says the same script: each that we ship, and each that a test changed."""

from pathlib import Path

import pytest

from app.script_file import files_in, read_script, read_script_text
from app.script_file_written import script_text
from tests.script_file.small import SMALL

FILES = files_in(Path(__file__).parents[2] / "service_scripts")


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_script_that_we_ship_comes_back_as_it_is(file: Path) -> None:
    script = read_script(file)
    assert read_script_text(script_text(script), file.name) == script


def test_our_scripts_use_all_that_a_script_may_say() -> None:
    """Else the test above would pass over something that is never written."""
    steps = [step for file in FILES for step in read_script(file).steps]
    for name in (
        "kind",
        "degree",
        "cue",
        "moment",
        "answers",
        "enter",
        "then",
        "effect",
        "within",
        "each",
        "by",
        "when",
        "items",
    ):
        assert any(getattr(step, name) for step in steps), name


def test_there_are_scripts_to_try() -> None:
    assert len(FILES) > 10
    assert SMALL
