"""`yingbin init`: all or nothing."""

import os
import sqlite3
from pathlib import Path

from app.database import locked
from tests.cli.command import in_a_process, on_full_disk, yingbin
from tests.cli.rights import without_rights
from tests.house import HALL


def test_creates_every_hall_with_its_first_day(tmp_path: Path, hall_file: Path) -> None:
    other = tmp_path / "xicheng.yaml"
    other.write_text(HALL.replace("dongcheng", "xicheng"))
    said = yingbin("init", "--data", tmp_path / "var", "--hall", hall_file, "--hall", other).done()
    assert "dongcheng, xicheng" in said
    lines = yingbin("verify", "--data", tmp_path / "var").done().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["dongcheng", "xicheng"]
    assert all("2 facts" in line and "1 days" in line for line in lines)


def test_the_key_and_the_database_are_for_their_owner_only(data: Path) -> None:
    for name in ("secret.key", "yingbin.sqlite3"):
        assert (data / name).stat().st_mode & 0o077 == 0


def test_refuses_to_overwrite(data: Path, hall_file: Path) -> None:
    before = (data / "secret.key").read_bytes(), (data / "yingbin.sqlite3").read_bytes()
    yingbin("init", "--data", data, "--hall", hall_file).refused_in_one_line("has data already")
    assert before == ((data / "secret.key").read_bytes(), (data / "yingbin.sqlite3").read_bytes())


def test_a_fault_in_one_of_several_files_creates_nothing(tmp_path: Path, hall_file: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(HALL.replace("letter: B", "letter: A").replace("hall: dongcheng", "hall: xicheng"))
    said = yingbin("init", "--data", tmp_path / "var", "--hall", hall_file, "--hall", bad)
    said.refused_in_one_line(f"{bad}:10: ")
    assert not (tmp_path / "var").exists()


def test_the_same_hall_twice_is_refused(tmp_path: Path, hall_file: Path) -> None:
    yingbin("init", "--data", tmp_path / "var", "--hall", hall_file, "--hall", hall_file).refused_in_one_line("dongcheng")
    assert not (tmp_path / "var").exists()


def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path, hall_file: Path) -> None:
    on_full_disk("init", "--data", tmp_path / "var", "--hall", hall_file).refused_in_one_line("full")
    assert not (tmp_path / "var").exists()
    (tmp_path / "there").mkdir()
    on_full_disk("init", "--data", tmp_path / "there", "--hall", hall_file).refused_in_one_line("full")
    assert os.listdir(tmp_path / "there") in ([], ["lock"])
    yingbin("init", "--data", tmp_path / "there", "--hall", hall_file).done()


def test_a_place_where_one_may_not_write_is_refused(tmp_path: Path, hall_file: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    said = in_a_process("init", "--data", tmp_path / "closed/var", "--hall", hall_file, preexec_fn=without_rights)
    said.refused_in_one_line("can't be created")


def test_a_directory_in_use_is_refused(tmp_path: Path, hall_file: Path) -> None:
    with locked(tmp_path):
        yingbin("init", "--data", tmp_path, "--hall", hall_file).refused_in_one_line("in use")


def test_a_database_named_by_url_is_emptied_again_if_the_halls_cannot_be_made(tmp_path: Path, hall_file: Path) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    yingbin("init", "--data", tmp_path / "var", "--database-url", url, "--hall", hall_file).done()
    assert not (tmp_path / "var/yingbin.sqlite3").exists()
    again = yingbin("init", "--data", tmp_path / "var2", "--database-url", url, "--hall", hall_file)
    again.refused_in_one_line("choose an empty one")
    assert not (tmp_path / "var2").exists()
    with sqlite3.connect(tmp_path / "elsewhere.sqlite3") as connection:
        assert connection.execute("SELECT version FROM halls").fetchall() == [(2,)]
