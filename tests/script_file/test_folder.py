"""A folder of scripts: what is sound is taken, what is known is not read anew, what has faults is told of."""

from pathlib import Path

import pytest

from app.hall.duties import Filed
from app.script_file import ScriptFileError, read_folder, read_script
from tests.script_file.small import SMALL, added


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "open-account.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "batch.yaml").write_text(SMALL.replace("id: open-account", "id: batch"), "utf-8")
    (tmp_path / "notes.txt").write_text("no script", "utf-8")
    return tmp_path


def test_all_scripts_of_a_folder_are_read(folder: Path) -> None:
    found, faults = read_folder(folder)
    assert (list(found), faults) == (["batch", "open-account"], [])
    assert found["batch"].script.id == "batch"
    assert len({filed.digest for filed in found.values()}) == 2


def test_a_file_with_faults_is_told_of_and_the_others_are_taken(folder: Path) -> None:
    (folder / "bad.yaml").write_text(SMALL, "utf-8")
    (folder / "gbk.yaml").write_bytes("id: 东\n".encode("gbk"))
    found, faults = read_folder(folder)
    assert list(found) == ["batch", "open-account"]
    assert [(Path(one.file).name, one.line) for one in faults] == [("bad.yaml", 1), ("gbk.yaml", 1)]


def test_a_file_that_is_known_is_not_read_anew(folder: Path) -> None:
    first, _ = read_folder(folder)
    stand_in = Filed(first["batch"].script, first["open-account"].digest)
    again, _ = read_folder(folder, {"open-account": stand_in, "batch": first["batch"]})
    assert again["open-account"] is stand_in, "known by its digest alone"
    assert again["batch"] is first["batch"]
    (folder / "batch.yaml").write_text((folder / "batch.yaml").read_text("utf-8") + "# seen\n", "utf-8")
    third, _ = read_folder(folder, again)
    assert third["batch"] is not first["batch"]
    assert third["batch"].digest != first["batch"].digest
    assert third["batch"].script == first["batch"].script


def test_a_script_goes_on_with_a_script_of_the_folder(folder: Path) -> None:
    step = "id: x, do: {zh: 转, en: go on}, effect: {transfer: {script: %s}}"
    (folder / "open-account.yaml").write_text(added(step % "batch"), "utf-8")
    assert read_folder(folder)[1] == []
    (folder / "open-account.yaml").write_text(added(step % "bacth"), "utf-8")
    [fault] = read_folder(folder)[1]
    assert fault.sentence == "there is no script `bacth`; did you mean `batch`?"


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    found, [fault] = read_folder(tmp_path / "none")
    assert (found, fault.line, fault.sentence) == ({}, 1, "there is no such folder")


def test_one_file_is_read_or_refused(folder: Path) -> None:
    assert read_script(folder / "batch.yaml").id == "batch"
    with pytest.raises(ScriptFileError, match=r"none\.yaml:1: there is no such file"):
        read_script(folder / "none.yaml")
    (folder / "empty.yaml").write_text("# nothing\n", "utf-8")
    with pytest.raises(ScriptFileError, match=r"empty\.yaml:1: this file is empty"):
        read_script(folder / "empty.yaml")
