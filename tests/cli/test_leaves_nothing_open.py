"""A command that has ended holds no file of the database: SQLite's locks belong to the process, and whoever opens and closes the
file beside a connection that was left open takes them from it: others exchange then what it still looks at."""

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.cli.command import yingbin
from tests.house import HALL

WRONG_LIST = ("vip", "--hall", "dongcheng", "import", "wrong.csv")
NO_HALL = ("token", "--hall", "nowhere", "--role", "kiosk")
IS_THERE = ("backup", "whole")
NO_DEVICE = ("devices", "revoke", "nobody")
REFUSED = WRONG_LIST, NO_HALL, IS_THERE, NO_DEVICE
COMMANDS = (
    ("hall", "apply", "hall.yaml"),
    ("hall", "apply", "changed.yaml"),
    ("vip", "--hall", "dongcheng", "import", "vips.csv"),
    WRONG_LIST,
    ("token", "--hall", "dongcheng", "--role", "kiosk"),
    NO_HALL,
    ("events", "--hall", "dongcheng"),
    ("verify",),
    ("backup", "copy"),
    ("backup", "--with-personal", "whole"),
    IS_THERE,
    ("restore", "copy"),
    ("personal", "export", "13912345678"),
    ("personal", "erase", "13912345678"),
    ("staff", "list"),
    ("devices", "list"),
    NO_DEVICE,
    ("reports", "rebuild"),
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "hall.yaml").write_text(HALL)
    (tmp_path / "changed.yaml").write_text(HALL + "retention: 2h\n")
    (tmp_path / "vips.csv").write_text("phone,level\n13912345678,vip\n")
    (tmp_path / "wrong.csv").write_text("phone,level\n13912345678,none\n")
    return tmp_path


@pytest.fixture(autouse=True)
def nothing_is_collected() -> Iterator[None]:
    """Not even by chance."""
    gc.disable()
    yield
    gc.enable()


def held(directory: Path) -> list[str]:
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(os.readlink(descriptor))
    return [name for name in found if name.startswith(str(directory))]


def test_no_command_leaves_a_file_open(files: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(files)
    codes = []
    for words in (("init", "--hall", "hall.yaml"), *COMMANDS):
        codes.append(yingbin(*words, env={"YINGBIN_DATA": "var"}).code)
        assert held(files) == [], words
    assert [words for words, code in zip(COMMANDS, codes[1:], strict=True) if code] == list(REFUSED)


def test_a_command_that_finds_data_of_a_newer_version_leaves_no_file_open(files: Path):
    yingbin("init", "--data", files / "var", "--hall", files / "hall.yaml").done()
    with closing(sqlite3.connect(files / "var" / "yingbin.sqlite3")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    yingbin("verify", "--data", files / "var").refused_in_one_line("newer version")
    assert held(files) == []
