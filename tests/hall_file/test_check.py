"""Which files are checked, and what each is taken for. How they are checked together: tests/script_file/test_together.py."""

from pathlib import Path

import pytest

from app.file_check import check_paths
from tests.hall_file.small import SMALL, changed

HALLS = Path(__file__).parent.parent.parent / "halls"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from the product's own scripts."""
    monkeypatch.chdir(tmp_path)


def sentences(*paths: Path) -> list[str]:
    return [f"{Path(one.file).name}:{one.line}: {one.sentence}" for one in check_paths(list(paths))]


def test_check_finds_no_fault_in_our_own_halls() -> None:
    """By themselves: whether the scripts that they name are there is for `make check`."""
    assert [one for one in sentences(HALLS, HALLS / "dongcheng.yaml") if "there is no script" not in one] == []


def test_check_looks_into_folders_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "a.yaml").write_text(changed("letter: B", "letter: A"), "utf-8")
    (tmp_path / "b.yml").write_text("title: x\n", "utf-8")
    (tmp_path / "c.yaml").write_text("", "utf-8")
    (tmp_path / "readme.md").write_text("# halls\n", "utf-8")
    assert sentences(tmp_path) == [
        "b.yml:1: neither a hall file (no `hall`) nor a service script (no `steps`)",
        "c.yaml:1: neither a hall file (no `hall`) nor a service script (no `steps`)",
        "a.yaml:9: the letter `A` is already used in line 8: give each its own",
    ]


def test_check_reads_service_scripts(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("id: s\nsteps:\n  - {id: a}\n", "utf-8")
    assert sentences(tmp_path) == [
        "s.yaml:1: a service script needs `title`: add it",
        "s.yaml:3: the step `a` does nothing: give it one of `say`, `ask`, `do`, `checklist`",
    ]


def test_check_refuses_one_id_for_two_halls(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "b.yaml").write_text("# copied\n" + SMALL, "utf-8")
    found = sentences(tmp_path)
    assert len(found) == 1
    assert found[0].startswith("b.yaml:2: the hall `dongcheng` is already in ")


def test_check_reports_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("hall: x\nname: 东城\n".encode("gbk"))
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "huge.yaml").write_bytes(b"#" * 2_000_000)
    found = sentences(tmp_path, tmp_path / "none")
    assert [one.split(": ")[0] for one in found] == ["gbk.yaml:2", "huge.yaml:1", "lost.yaml:1", "none:1"]
    assert "UTF-8" in found[0]
