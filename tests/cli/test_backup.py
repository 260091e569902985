"""`yingbin backup` and `yingbin restore`: a checked file, and a way back that destroys nothing."""

import resource
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from app import tables
from app.database import open_data
from app.log import Log
from app.personal import Strongbox
from app.phones import VipList
from tests.cli.command import Server, in_a_process, serving, yingbin


def small_files_only() -> None:
    """Like a disk that is full after 40 KiB."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, 40_960))


@pytest.fixture
def with_vip(data: Path, tmp_path: Path) -> Path:
    (tmp_path / "vips.csv").write_text("phone,level\n13800138000,vip\n")
    yingbin("vip", "--data", data, "--hall", "dongcheng", "import", tmp_path / "vips.csv").done()
    return data


def vip_level(data: Path) -> str | None:
    found = open_data(data, None)
    return VipList(found.engine, found.key).level("dongcheng", "13800138000")


def epoch(data: Path) -> str:
    return Log(open_data(data, None).engine).epoch("dongcheng")


def test_a_backup_is_made_beside_a_running_server_for_its_owner_only(server: Server, tmp_path: Path) -> None:
    number = server.take(server.token("integration"), "before-backup")
    file = tmp_path / "copy.sqlite3"
    assert "checked" in yingbin("backup", "--data", server.data, file).done()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite3"]
    assert (server.data / "secret.key").read_bytes() not in file.read_bytes()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM personal WHERE number = ?", [number]).fetchone() == (1,)


def test_a_backup_never_overwrites_and_leaves_nothing_behind_when_it_fails(data: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    yingbin("backup", "--data", data, tmp_path / "there").refused_in_one_line("is there already")
    assert (tmp_path / "there").read_text() == "mine"
    yingbin("backup", "--data", data, tmp_path / "none/copy").refused_in_one_line("can't be written")
    said = in_a_process("backup", "--data", data, tmp_path / "copy", preexec_fn=small_files_only)
    said.refused_in_one_line("can't be written", "room")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there", "var"]


def test_a_restore_keeps_what_was_there_and_begins_a_new_epoch(with_vip: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with serving(with_vip) as running:
        token = running.token("integration")
        running.take(token, "kept")
        yingbin("backup", "--data", with_vip, copy).done()
        running.take(token, "lost")
        issued_later = running.token("manager")
        yingbin("restore", "--data", with_vip, copy).refused_in_one_line("in use by another server")
    before = epoch(with_vip)
    said = yingbin("restore", "--data", with_vip, copy).done()
    (aside,) = with_vip.glob("yingbin-before-restore-*.sqlite3")
    assert str(aside) in said
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT count(*) FROM facts WHERE type = 'TicketTaken'").fetchone() == (2,)
    assert epoch(with_vip) != before
    assert vip_level(with_vip) == "vip"
    assert "1 tickets" in yingbin("verify", "--data", with_vip).done()
    with serving(with_vip) as running:
        assert running.get(issued_later, "me").status_code == 200
        assert running.take(token, "kept") == "B001"
        assert running.take(token, "again") == "B002"


def test_a_token_that_was_revoked_since_the_backup_stays_revoked(data: Path, tmp_path: Path) -> None:
    token = yingbin("token", "--data", data, "--hall", "dongcheng", "--role", "kiosk").done().strip()
    yingbin("backup", "--data", data, tmp_path / "copy").done()
    with closing(sqlite3.connect(data / "yingbin.sqlite3")) as connection, connection:
        connection.execute("UPDATE tokens SET revoked_at = 1")
    yingbin("restore", "--data", data, tmp_path / "copy").done()
    with serving(data) as running:
        assert running.get(token, "me").status_code == 401


def test_without_its_key_the_vip_list_is_emptied_and_that_is_said(with_vip: Path, data: Path, tmp_path: Path) -> None:
    yingbin("backup", "--data", with_vip, tmp_path / "copy").done()
    said = yingbin("restore", "--data", tmp_path / "new/var", tmp_path / "copy").done()
    assert "VIP list" in said
    assert "emptied" in said
    assert vip_level(tmp_path / "new/var") is None
    yingbin("init", "--data", tmp_path / "other", "--hall", _hall(tmp_path)).done()
    assert "emptied" in yingbin("restore", "--data", tmp_path / "other", tmp_path / "copy").done()


def _hall(tmp_path: Path) -> Path:
    from tests.house import HALL

    (tmp_path / "hall.yaml").write_text(HALL)
    return tmp_path / "hall.yaml"


def test_with_a_copy_of_its_key_the_vip_list_comes_back(with_vip: Path, tmp_path: Path) -> None:
    yingbin("backup", "--data", with_vip, tmp_path / "copy").done()
    (tmp_path / "new").mkdir()
    shutil.copy(with_vip / "secret.key", tmp_path / "new")
    assert "emptied" not in yingbin("restore", "--data", tmp_path / "new", tmp_path / "copy").done()
    assert vip_level(tmp_path / "new") == "vip"


def test_what_is_no_sound_backup_is_refused_and_nothing_changes(data: Path, tmp_path: Path) -> None:
    before = (data / "yingbin.sqlite3").read_bytes()
    yingbin("backup", "--data", data, tmp_path / "good").done()
    good = (tmp_path / "good").read_bytes()
    for content in (b"", b"no database" * 999, good[: len(good) // 2], good[:8192] + b"\0" * 60_000 + good[68_192:]):
        (tmp_path / "bad").write_bytes(content)
        yingbin("restore", "--data", data, tmp_path / "bad").refused_in_one_line(str(tmp_path / "bad"))
    yingbin("restore", "--data", data, tmp_path / "none").refused_in_one_line("no file")
    assert (data / "yingbin.sqlite3").read_bytes() == before
    assert list(data.glob("yingbin-before-*")) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer version"),
        ("UPDATE halls SET version = 7", "doesn't agree with its own log"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(data: Path, tmp_path: Path, change: str, words: str) -> None:
    yingbin("backup", "--data", data, tmp_path / "copy").done()
    with closing(sqlite3.connect(tmp_path / "copy")) as connection, connection:
        connection.execute(change)
    yingbin("restore", "--data", data, tmp_path / "copy").refused_in_one_line(words)


def test_a_database_that_does_not_agree_with_itself_is_not_backed_up_as_if_it_did(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / "yingbin.sqlite3")) as connection, connection:
        connection.execute("UPDATE halls SET version = 7")
    yingbin("backup", "--data", data, tmp_path / "copy").refused_in_one_line("yingbin verify")
    assert not (tmp_path / "copy").exists()


def test_postgresql_is_told_to_use_its_own_tools(data: Path, tmp_path: Path) -> None:
    for command in ("backup", "restore"):
        said = yingbin(command, "--data", data, "--database-url", "postgresql+psycopg://db/yingbin", tmp_path / "copy")
        said.refused_in_one_line("pg_dump", code=2)


# ------------------------------------------------------------ what is personal
PHONE, NOTE = "13812345678", "a very personal remark"


@pytest.fixture
def with_phone(data: Path) -> Path:
    with serving(data) as running:
        answer = running.post(running.token("greeter"), "dongcheng/tickets", "t1", service="pay-bill", phone=PHONE, note=NOTE)
        assert answer.status_code == 201, answer.text
    return data


def personal_rows(file: Path) -> list[tuple]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT note, customer, box, phone, secret IS NOT NULL FROM personal").fetchall()


def test_a_backup_leaves_out_what_is_personal_and_phone_pages_live_on(with_phone: Path, tmp_path: Path) -> None:
    (box,) = [row[2] for row in personal_rows(with_phone / "yingbin.sqlite3")]
    yingbin("backup", "--data", with_phone, tmp_path / "copy").done()
    assert personal_rows(tmp_path / "copy") == [(None, None, None, None, 1)]
    content = (tmp_path / "copy").read_bytes()
    assert not [trace for trace in (box[13:40], PHONE.encode(), NOTE.encode()) if trace in content]


def test_a_backup_with_what_is_personal_has_it_closed_and_needs_the_key(with_phone: Path, tmp_path: Path) -> None:
    data = with_phone
    with closing(sqlite3.connect(data / "yingbin.sqlite3")) as old, old:
        old.execute("UPDATE personal SET note = ?, box = NULL, phone = NULL", [NOTE])
    yingbin("backup", "--data", data, "--with-personal", tmp_path / "copy").done()
    assert NOTE.encode() not in (tmp_path / "copy").read_bytes(), "what an older version left open is closed in the copy"
    assert [row[:2] for row in personal_rows(tmp_path / "copy")] == [(None, None)]
    yingbin("restore", "--data", data, tmp_path / "copy").done()
    found = open_data(data, None)
    with found.engine.connect() as connection:
        [row] = connection.execute(select(tables.personal))
    assert Strongbox(found.key).of_row(row).note == NOTE
    elsewhere = tmp_path / "elsewhere"
    assert "notes and names" in yingbin("restore", "--data", elsewhere, tmp_path / "copy").done()
    assert [row[:4] for row in personal_rows(elsewhere / "yingbin.sqlite3")] == [(None, None, None, None)]
    (tmp_path / "third").mkdir()
    shutil.copy(data / "secret.key", tmp_path / "third")
    yingbin("restore", "--data", tmp_path / "third", tmp_path / "copy").done()
    third = open_data(tmp_path / "third", None)
    with third.engine.connect() as connection:
        [row] = connection.execute(select(tables.personal))
    assert Strongbox(third.key).of_row(row).note == NOTE, "with the key's copy it opens on another machine"
