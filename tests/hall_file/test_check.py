from pathlib import Path

import pytest

from app.hall_file import HallFileError, check_paths, read_hall
from tests.hall_file.small import SMALL, changed, faults

HALLS = Path(__file__).parent.parent.parent / "halls"


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("- a\n- b\n", 1, "`key: value` pairs"),
        ("hall: x\nname: {zh: a\n", 2, "never closed"),
        ('hall: x\nname: "abc\n', 2, "never closed"),
        ("hall: x\n\tname: y\n", 2, "indent with spaces"),
        ("hall: a: b\n", 1, "colon too many"),
        ("hall: a\n---\nhall: b\n", 2, "second document"),
        ("hall: a\nname: \x07\n", 2, "control character"),
        ("hall: *there\n", 1, "undefined alias"),
        ("[" * 1500, 1, "nested too deeply"),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str, line: int, sentence: str) -> None:
    found = faults(text)
    assert (found[0].line, sentence in found[0].sentence) == (line, True), str(found[0])


def test_a_missing_file_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(HallFileError, match="there is no such file or folder"):
        read_hall(tmp_path / "none.yaml")


def sentences(*paths: Path) -> list[str]:
    return [f"{Path(one.file).name}:{one.line}: {one.sentence}" for one in check_paths(list(paths))]


def test_check_finds_no_fault_in_our_own_halls() -> None:
    assert check_paths([HALLS, HALLS / "dongcheng.yaml"]) == []


def test_check_looks_into_folders_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "a.yaml").write_text(changed("letter: B", "letter: A"), "utf-8")
    (tmp_path / "b.yml").write_text("title: x\n", "utf-8")
    (tmp_path / "readme.md").write_text("# halls\n", "utf-8")
    assert sentences(tmp_path) == [
        "b.yml:1: neither a hall file (no `hall`) nor a service script (no `steps`)",
        "a.yaml:9: the letter `A` is already used in line 8: give each its own",
    ]


def test_check_says_that_scripts_are_not_read_yet(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("id: s\nsteps:\n  - {id: a}\n", "utf-8")
    assert len(sentences(tmp_path)) == 1


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
