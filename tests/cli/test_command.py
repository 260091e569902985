"""The command as a whole: help, usage, `check`, and that no error is ever a traceback."""

from pathlib import Path

import pytest

from app import __version__
from app.cli import check
from app.cli.command import COMMANDS
from tests.cli.command import in_a_process, yingbin
from tests.house import HALL


def test_each_command_explains_itself() -> None:
    listed = in_a_process("--help").done()
    for command in COMMANDS:
        assert f"  {command} " in listed
        assert "--help" in yingbin(command, "--help").done()
    assert "secret.key" in yingbin("backup", "--help").done()


def test_the_version_is_printed() -> None:
    assert yingbin("--version").done() == f"yingbin {__version__}\n"


@pytest.mark.parametrize("arguments", [("nope",), ("serve", "--nope"), ("token",), ("hall", "nope"), ("vip", "import", "x")])
def test_a_wrong_use_is_told_in_one_line(arguments: tuple[str, ...]) -> None:
    yingbin(*arguments).refused_in_one_line(code=2)


def test_what_nobody_expected_is_one_sentence_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(paths: list[Path]) -> list[object]:
        raise ZeroDivisionError("by nobody\nsecond line")

    monkeypatch.setattr(check, "check_paths", broken)
    yingbin("check", "x").refused_in_one_line("ZeroDivisionError", "by nobody", "YINGBIN_DEBUG=1")
    with pytest.raises(ZeroDivisionError):
        yingbin("check", "x", env={"YINGBIN_DEBUG": "1"})


def test_a_database_url_that_is_none_is_told(data: Path) -> None:
    yingbin("verify", "--data", data, "--database-url", "nonsense").refused_in_one_line("URL")
    yingbin("verify", "--data", data, "--database-url", "nosuch://db/x").refused_in_one_line("nosuch")


def test_check_names_every_fault_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(HALL)
    assert yingbin("check", tmp_path / "good.yaml").done() == "1 file is in order.\n"
    bad = tmp_path / "bad.yaml"
    bad.write_text(HALL.replace("letter: B", "letter: A").replace("hall: dongcheng", "hall: other").replace("15m", "15x"))
    said = yingbin("check", tmp_path)
    said.refused(f"{bad}:6: ", f"{bad}:10: ")
    assert said.err.count("\n") == 2


def test_check_looks_in_the_usual_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    yingbin("check").refused_in_one_line("service_scripts", "halls")
    (tmp_path / "halls").mkdir()
    (tmp_path / "halls/dongcheng.yaml").write_text(HALL)
    assert yingbin("check").done() == "1 file is in order.\n"
