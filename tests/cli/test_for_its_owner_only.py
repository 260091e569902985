"""What lies in the data directory, and what is copied out of it, is for the server's user only."""

import stat
from pathlib import Path

import pytest

from app.database import keep_to_owner
from tests.cli.command import in_a_process, serving

HALL = Path(__file__).parents[2] / "halls" / "dongcheng.yaml"


def open_files(*places: Path) -> list[str]:
    """Those that somebody else may read or write."""
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*")) if file.is_file()]
    assert files
    return [str(file) for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]


def test_database_keys_backups_and_what_is_restored(tmp_path: Path):
    data, copy = tmp_path / "var", tmp_path / "copy"
    told = [("init", "--data", data, "--hall", HALL), ("certificate", "--data", data), ("backup", "--data", data, copy)]
    for arguments in (*told, ("restore", "--data", data, copy)):
        said = in_a_process(*arguments, umask=0)
        assert said.code == 0, said
    assert open_files(data, copy) == [str(data / "tls" / "ca.pem")], "the authority is for every screen"


@pytest.mark.parametrize("mode", [0o644, 0o666, 0o640])
def test_what_an_older_version_left_open_is_closed_at_the_start(data: Path, mode: int):
    for file in data.iterdir():
        file.chmod(mode)
    assert open_files(data)
    with serving(data) as server:
        assert [name for name in open_files(data) if "sqlite3" in name or "secret" in name] == []
        server.end()
    keep_to_owner(data)


@pytest.mark.parametrize(("mode", "warned"), [(0o644, True), (0o600, False)])
def test_a_secret_of_others_that_lies_open_is_warned_of(data: Path, tmp_path: Path, mode: int, warned: bool):
    secret = tmp_path / "lamps"
    secret.write_text("secret of the lamps")
    secret.chmod(mode)
    with serving(data, YINGBIN_LAMPS_SECRET_FILE=str(secret)) as server:
        _, log = server.end()
    assert ("secret_is_open" in log, "secret of the lamps" in log) == (warned, False)
