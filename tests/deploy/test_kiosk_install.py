"""deploy/kiosk: what makes a machine into a kiosk or a TV. Here its files are put into a folder."""

import base64
import json
import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from app.certificates import authority_file, provide
from tests.deploy.machine import needs

KIOSK = Path(__file__).parents[2] / "deploy" / "kiosk"
URL, TOKEN = "http://10.0.0.5:8000", "yb_" + "a" * 43
GIVEN = ("--url", URL, "--token", TOKEN, "--device", "tv-left")
CONF, POLICY, UNIT = (
    "etc/yingbin-kiosk/kiosk.conf",
    "etc/chromium/policies/managed/yingbin-kiosk.json",
    "etc/systemd/system/yingbin-kiosk.service",
)


def install(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([KIOSK / "install", "--root", root, *words], capture_output=True, text=True, check=False)


def done(root: Path, *words: str) -> list[str]:
    said = install(root, *words)
    assert said.returncode == 0, said.stderr
    return [line.split(":")[0].strip() for line in said.stdout.splitlines()]


def there(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def session(expression: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The functions of the session, without a screen."""
    return subprocess.run(
        ["bash", "-c", f". {KIOSK / 'session'}; {expression}"],
        capture_output=True,
        text=True,
        env=os.environ | settings,
        timeout=20,
        check=False,
    )


def test_the_scripts_are_without_fault():
    shellcheck = Path(sys.executable).parent / "shellcheck"
    said = subprocess.run([shellcheck, "--severity=style", KIOSK / "install", KIOSK / "session"], capture_output=True, text=True)
    assert said.returncode == 0, said.stdout


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path):
    needs("systemd-analyze")
    unit = (KIOSK / "yingbin-kiosk.service").read_text()
    started = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    (tmp_path / "yingbin-kiosk.service").write_text(unit.replace(started, "ExecStart=/bin/true"))  # xinit may not be here
    said = subprocess.run(["systemd-analyze", "verify", tmp_path / "yingbin-kiosk.service"], capture_output=True, text=True)
    assert (said.returncode, [line for line in said.stderr.splitlines() if "yingbin-kiosk" in line]) == (0, []), said.stderr


def test_what_was_put_in_place_stays_at_the_next_run(tmp_path: Path):
    assert set(done(tmp_path, *GIVEN)) == {"done"}
    before = there(tmp_path)
    assert set(done(tmp_path, *GIVEN)) == {"well"}
    assert set(done(tmp_path)) == {"well"}, "what isn't said again is as it was"
    assert there(tmp_path) == before


def test_a_change_is_written_and_the_rest_stays(tmp_path: Path):
    done(tmp_path, *GIVEN, "--hours", "mon-fri 08:00-18:30; sat 08:30-17:30")
    assert done(tmp_path, "--rotate", "left").count("done") == 1
    conf = (tmp_path / CONF).read_text().splitlines()
    assert {'YINGBIN_HOURS="mon-fri 08:00-18:30; sat 08:30-17:30"', "YINGBIN_ROTATE=left", f"YINGBIN_TOKEN={TOKEN}"} <= set(conf)


def test_a_dry_run_tells_all_and_does_nothing(tmp_path: Path):
    assert set(done(tmp_path, *GIVEN, "--dry-run")) == {"would"}
    assert there(tmp_path) == {}


def test_what_was_put_in_place_can_be_taken_away(tmp_path: Path):
    done(tmp_path, *GIVEN)
    done(tmp_path, "--uninstall")
    assert there(tmp_path) == {}


def test_only_root_reads_the_token(tmp_path: Path):
    done(tmp_path, *GIVEN)
    holding = [name for name, text in there(tmp_path).items() if TOKEN.encode() in text]
    assert holding == [CONF]
    assert (tmp_path / CONF).stat().st_mode & 0o777 == 0o600


def test_the_browser_is_let_to_the_server_alone(tmp_path: Path):
    done(tmp_path, *GIVEN)
    policy = json.loads((tmp_path / POLICY).read_text())
    assert policy["URLBlocklist"] == ["*"]
    assert policy["URLAllowlist"] == [URL, "file:///run/yingbin-kiosk/wait.html"]
    assert (policy["DeveloperToolsAvailability"], policy["DownloadRestrictions"], policy["PrintingEnabled"]) == (2, 3, False)
    done(tmp_path, "--print", "yes")
    assert json.loads((tmp_path / POLICY).read_text())["PrintingEnabled"] is True


def test_without_a_token_the_screen_shows_a_code_and_keeps_what_it_was_let_in_with(tmp_path: Path):
    done(tmp_path, "--url", URL, "--path", "/display/myhall", "--device", "tv-left")
    assert "YINGBIN_TOKEN=" in (tmp_path / "etc/yingbin-kiosk/kiosk.conf").read_text().splitlines()
    kept = {"YINGBIN_URL": URL, "YINGBIN_TOKEN": "", "YINGBIN_PATH": "/display/myhall", "YINGBIN_DEVICE": "tv", "HOME": "/home/k"}
    assert session("check", **kept).returncode == 0
    assert "--user-data-dir=/home/k/profile" in session("flags", **kept).stdout.splitlines()
    assert "--user-data-dir=/run/yingbin-kiosk/profile" in session("flags", **kept | {"YINGBIN_TOKEN": TOKEN}).stdout.splitlines()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--url", "10.0.0.5:8000", "--token", TOKEN),
        ("--url", f"{URL}/kiosk", "--token", TOKEN),
        ("--url", f"{URL}|", "--token", TOKEN),
        ("--url", URL, "--token", "yb_short"),
        (*GIVEN, "--path", "http://elsewhere"),
        (*GIVEN, "--path", "/display/x$(id)"),
        (*GIVEN, "--device", "TV links"),
        (*GIVEN, "--hours", "weekdays"),
        (*GIVEN, "--hours", "mon-fri 8-18"),
        (*GIVEN, "--rotate", "upside-down"),
        (*GIVEN, "--screen-by", "magic"),
        (*GIVEN, "--token"),
        (*GIVEN, "--unheard-of"),
    ],
    ids=" ".join,
)
def test_what_can_not_be_is_refused_with_what_it_is_and_nothing_is_done(tmp_path: Path, words: tuple[str, ...]):
    said = install(tmp_path, *words)
    assert said.returncode == 2
    assert said.stderr.splitlines()[-1].startswith("install: --")
    assert there(tmp_path) == {}


# ------------------------------------------------------------ the session
@pytest.mark.parametrize(
    ("path", "asked_for"),
    [
        ("/kiosk/myhall?at=2", "myhall kiosk"),
        ("/display/myhall?zone=west", "myhall display"),
        ("/display/myhall/window/3", "myhall window-3"),
        ("/counter/myhall/3", "myhall counter-3"),
        ("/greeter/myhall", "myhall greeter"),
        ("/rate/myhall/3", ""),
        ("/manager/myhall", ""),
    ],
)
def test_only_a_page_of_which_the_server_hears_is_asked_for(path: str, asked_for: str):
    assert session("place", YINGBIN_PATH=path).stdout.strip() == asked_for


@pytest.mark.parametrize(
    ("hours", "day", "clock", "on"),
    [
        ("", 0, "03:00", True),
        ("mon-fri 08:00-18:30", 1, "08:00", True),
        ("mon-fri 08:00-18:30", 1, "07:59", False),
        ("mon-fri 08:00-18:30", 5, "18:29", True),
        ("mon-fri 08:00-18:30", 5, "18:30", False),
        ("mon-fri 08:00-18:30", 6, "12:00", False),
        ("mon-fri 08:00-18:30; sat 08:30-17:30", 6, "09:09", True),
        ("mon-fri 08:30-12:00; mon-fri 13:00-18:00", 3, "12:30", False),
        ("mon-fri 08:30-12:00; mon-fri 13:00-18:00", 3, "13:00", True),
        ("sat-mon 09:00-17:00", 0, "10:00", True),
        ("sat-mon 09:00-17:00", 1, "10:00", True),
        ("sat-mon 09:00-17:00", 2, "10:00", False),
        ("sun 00:00-24:00", 0, "23:59", True),
        ("fri-sat 20:00-02:00", 5, "19:59", False),
        ("fri-sat 20:00-02:00", 5, "20:00", True),
        ("fri-sat 20:00-02:00", 0, "01:59", True),
        ("fri-sat 20:00-02:00", 0, "02:00", False),
        ("fri-sat 20:00-02:00", 5, "01:00", False),
    ],
)
def test_the_screen_is_on_in_the_hours_that_were_given(hours: str, day: int, clock: str, on: bool):
    said = session(f"in_hours {day} {clock}", YINGBIN_HOURS=hours)
    assert (said.returncode == 0, said.stderr) == (on, "")


def test_what_stands_in_the_wait_page_is_a_value_and_no_markup():
    assert session("""attribute 'a="1"&b=<2'""").stdout == "a=&quot;1&quot;&amp;b=&lt;2"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/display/dongcheng", "dongcheng display"),
        ("/display/dongcheng?zone=west", "dongcheng display"),
        ("/display/dongcheng/window/3", "dongcheng window-3"),
        ("/kiosk/dongcheng?at=2", "dongcheng kiosk"),
        ("/counter/dongcheng/12", "dongcheng counter-12"),
    ],
)
def test_the_watchdog_asks_for_the_device_that_the_page_tells_of(path: str, place: str):
    assert session("place", YINGBIN_PATH=path, YINGBIN_URL=URL).stdout.strip() == place


@pytest.mark.parametrize(
    ("told", "lives"),
    [
        ('{"id":"tv","unseen_ms":15000,"version":"x"}', True),
        ('{"id":"tv","unseen_ms":90001,"version":"x"}', False),
        ('{"code":"unknown_device","status":404}', False),
        ('{"code":"unavailable","status":503}', True),
        ('{"code":"unauthorized","status":401}', True),
        ("<html>502 Bad Gateway</html>", True),
        ("", True),
    ],
)
def test_a_page_is_dead_only_if_the_server_says_so(told: str, lives: bool):
    assert (session(f"ask() {{ echo '{told}'; }}; lives dongcheng display").returncode == 0) is lives
    assert session("ask() { return 7; }; lives dongcheng display").returncode == 0, "nobody could be asked"


@pytest.mark.parametrize(
    "wrong",
    [{"YINGBIN_URL": "nowhere"}, {"YINGBIN_TOKEN": "yb_short"}, {"YINGBIN_PATH": '/"><script>'}, {"YINGBIN_DEVICE": "../x"}],
    ids=str,
)
def test_settings_that_can_not_be_are_told_of_in_a_sentence(wrong: dict[str, str]):
    settings = {"YINGBIN_URL": URL, "YINGBIN_TOKEN": TOKEN, "YINGBIN_PATH": "", "YINGBIN_DEVICE": "tv"} | wrong
    said = session("sleep() { :; }; check", **settings)
    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
    assert next(iter(wrong)) in said.stderr


def test_a_machine_is_given_the_halls_authority_and_gives_it_back(tmp_path: Path):
    made = authority_of(tmp_path)
    root = tmp_path / "machine"
    done(root, *GIVEN, "--ca", str(made))
    placed = root / "usr/local/share/ca-certificates/yingbin-hall.crt"
    assert (placed.read_bytes(), placed.stat().st_mode & 0o777) == (made.read_bytes(), 0o644)
    [told] = json.loads((root / POLICY).read_text())["CACertificates"]
    assert base64.b64decode(told, validate=True) == ssl.PEM_cert_to_DER_cert(made.read_text())
    before = there(root)
    assert set(done(root, "--scale", "1")) == {"well"}
    assert there(root) == before
    done(root, "--uninstall")
    assert there(root) == {}


def test_a_key_is_no_authority_and_neither_is_anything_else(tmp_path: Path):
    made = authority_of(tmp_path)
    other = tmp_path / "other"
    other.write_text("nothing")
    for wrong in (made.with_name("ca.key"), made.with_name("server.pem"), other, tmp_path / "none"):
        said = install(tmp_path / "machine", *GIVEN, "--ca", str(wrong))
        assert (said.returncode, "ca.pem of the server" in said.stderr) == (2, True)


def authority_of(directory: Path) -> Path:
    provide(directory, ("queue.example.cn",))
    return authority_file(directory)
