"""`yingbin scripts show`, and `yingbin check` with scripts."""

from pathlib import Path

import pytest

from tests.cli.command import yingbin
from tests.hall_file.small import SMALL as HALL
from tests.script_file.small import SMALL


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "service_scripts").mkdir()
    (tmp_path / "service_scripts" / "open-account.yaml").write_text(SMALL, "utf-8")
    return tmp_path / "service_scripts"


def test_a_script_is_shown_as_an_outline_or_a_flowchart(folder: Path) -> None:
    shown = yingbin("scripts", "show", "open-account").done()
    assert shown.startswith("open-account: 普通开户入网\n")
    assert "within 3m" in shown
    assert "Good morning" in yingbin("scripts", "show", "open-account", "--language", "en").done()
    assert yingbin("scripts", "show", "open-account", "--format", "mermaid").done().startswith("flowchart TD\n")


def test_a_script_may_be_named_by_its_file_or_lie_in_another_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = yingbin("scripts", "show", "open-account").done()
    monkeypatch.chdir("/")
    assert yingbin("scripts", "show", folder / "open-account.yaml").done() == shown
    assert yingbin("scripts", "show", "open-account", "--scripts", folder).done() == shown
    assert yingbin("scripts", "show", "open-account", env={"YINGBIN_SCRIPTS": str(folder)}).done() == shown


def test_an_unknown_script_is_told_with_those_that_are_known(folder: Path) -> None:
    said = yingbin("scripts", "show", "open-acount")
    said.refused_in_one_line("There is no service script 'open-acount' in service_scripts: there is open-account.")
    yingbin("scripts", "show", "none.yaml").refused_in_one_line("none.yaml:1: there is no such file")
    yingbin("scripts", "show", "x", "--scripts", folder / "none").refused_in_one_line("There is no folder", "--scripts")
    yingbin("scripts", "show", "../halls/x").refused_in_one_line("There is no service script")


def test_a_script_with_faults_is_not_shown_but_its_faults_are(folder: Path) -> None:
    (folder / "open-account.yaml").write_text(SMALL.replace("3m", "0m").replace("plain", "big"), "utf-8")
    said = yingbin("scripts", "show", "open-account")
    said.refused("service_scripts/open-account.yaml:8: ", "service_scripts/open-account.yaml:9: ")
    assert said.err.count("\n") == 2


def test_a_format_or_language_that_is_none_is_a_wrong_use(folder: Path) -> None:
    yingbin("scripts", "show", "open-account", "--format", "svg").refused_in_one_line(code=2)
    yingbin("scripts", "show", "open-account", "--language", "fr").refused_in_one_line(code=2)


def test_check_looks_at_scripts_and_halls_together(folder: Path) -> None:
    (folder.parent / "halls").mkdir()
    (folder.parent / "halls" / "dongcheng.yaml").write_text(HALL, "utf-8")
    assert yingbin("check").done() == "2 files are in order.\n"
    assert (
        yingbin("check", "halls", "halls/dongcheng.yaml", "service_scripts/open-account.yaml").done() == "2 files are in order.\n"
    )
    (folder / "open-account.yaml").write_text(SMALL.replace("en: Good morning", 'en: "{setting.fee}"'), "utf-8")
    yingbin("check").refused_in_one_line("service_scripts/open-account.yaml:4: halls/dongcheng.yaml has no setting `fee`")
