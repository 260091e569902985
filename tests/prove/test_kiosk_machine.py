"""A kiosk's machine as it stands in a hall: X, the window manager, Chromium with its policy, and whatever is pressed or breaks.

Needs root, for the policy lies in /etc: it is put there for these processes alone.
"""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import free_port
from tests.cli.command import Server, serving, yingbin
from tests.deploy.machine import HEADLESS, SESSION, machine, needs, until
from tests.house import HALL

SIZE = (1080, 1920)
LEADING_AWAY = (
    *("F5", "ctrl+r", "ctrl+shift+r", "ctrl+w", "ctrl+shift+w", "alt+F4", "ctrl+q", "ctrl+shift+q", "ctrl+F4", "alt+Left"),
    *("alt+Right", "alt+Home", "ctrl+h", "ctrl+j", "ctrl+o", "ctrl+l", "alt+d", "F6", "ctrl+t", "ctrl+n", "ctrl+shift+n", "F12"),
    *("ctrl+shift+i", "ctrl+shift+j", "ctrl+u", "shift+Escape", "F1", "F3", "F7", "F10", "F11", "Escape", "alt+f", "ctrl+p"),
    *("ctrl+s", "ctrl+f", "ctrl+plus", "ctrl+minus", "ctrl+d", "ctrl+shift+Delete", "ctrl+shift+b", "XF86Back", "XF86Refresh"),
)


@pytest.fixture
def hall_data(tmp_path: Path) -> Path:
    (tmp_path / "hall.yaml").write_text(HALL)
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    return tmp_path / "var"


def told(server: Server, id: str = "kiosk-1.kiosk") -> dict[str, Any]:
    found = server.get(server.token("manager"), f"halls/dongcheng/devices/{id}")
    return found.json() if found.status_code == 200 else {}


def waiting(server: Server) -> int:
    hall = server.get(server.token("manager"), "halls/dongcheng").json()
    return sum(service["waiting"] for service in hall["services"])


# ------------------------------------------------------------ what is pressed
@contextmanager
def display() -> Iterator[str]:
    needs("Xvfb", "openbox", "xdotool")
    number = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    server = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"])
    try:
        until(Path(f"/tmp/.X11-unix/X{number}").exists, 10)
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(5)


@contextmanager
def standing(
    directory: Path, server: Server, screen: str, role: str = "kiosk", *, keys: bool = True, url: str = ""
) -> Iterator[Path]:
    """The session as the service starts it, with the policy that `install` writes. Yields its folder. Without `keys` the window
    manager takes none; `url`: which address it opens though the policy has another one."""
    if os.geteuid() != 0:
        pytest.fail("the browser's policy lies in /etc: prove this as root")
    run, root = directory / "run", directory / "root"
    run.mkdir()
    token = server.token(role)
    given = ("--url", server.url, "--token", token, "--device", "kiosk-1")
    subprocess.run([SESSION.parent / "install", "--root", root, *given], check=True, capture_output=True)
    if not keys:
        taken = root / "usr/lib/yingbin-kiosk/openbox.xml"
        taken.write_text(re.sub("<keybind.*", "", taken.read_text()))
    policies = root / "etc/chromium/policies/managed"
    policy = json.loads((policies / "yingbin-kiosk.json").read_text())
    policy["URLAllowlist"][1] = f"file://{run}/wait.html"
    (policies / "yingbin-kiosk.json").write_text(json.dumps(policy))
    settings = {
        "YINGBIN_URL": url or server.url,
        "YINGBIN_TOKEN": token,
        "YINGBIN_PATH": "",
        "YINGBIN_DEVICE": "kiosk-1",
        "YINGBIN_FLAGS": "--no-sandbox --disable-gpu",
        "RUNTIME_DIRECTORY": str(run),
        "DISPLAY": screen,
    }
    Path("/etc/chromium/policies").mkdir(parents=True, exist_ok=True)  # a place to mount on; what is there stays
    inside = f"mount --bind {root}/etc/chromium/policies /etc/chromium/policies && exec {root}/usr/lib/yingbin-kiosk/session"
    with (run / "log").open("w") as log:
        process = subprocess.Popen(
            ["unshare", "--mount", "bash", "-c", inside],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | settings,
            start_new_session=True,
        )
    try:
        yield run
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def press(screen: str, *words: object) -> str:
    said = subprocess.run(["xdotool", *map(str, words)], env=os.environ | {"DISPLAY": screen}, capture_output=True, text=True)
    return said.stdout


def windows(screen: str) -> list[str]:
    """The titles of what can be seen."""
    found = press(screen, "search", "--onlyvisible", "--class", "chromium").split()
    return [press(screen, "getwindowname", window).strip() for window in found]


def browser_of(run: Path) -> str:
    return (run / "browser").read_text()


def test_no_key_and_no_touch_leads_off_the_kiosks_page(hall_data: Path, tmp_path: Path):
    with serving(hall_data, free_port()) as server, display() as screen, standing(tmp_path, server, screen) as run:
        until(lambda: told(server), 40, (run / "log").read_text())
        until(lambda: windows(screen), 10)
        whole = f"{SIZE[0]}x{SIZE[1]}"  # it may tell of itself before the window manager has made it as large
        until(lambda: told(server)["viewport"] == whole, 40, "it fills the screen")
        time.sleep(3)
        before, browser, titles = told(server), browser_of(run), windows(screen)
        for keys in LEADING_AWAY:
            press(screen, "key", "--delay", 20, keys)
            time.sleep(0.2)
            assert browser_of(run) == browser, f"{keys} has ended the browser"
            assert windows(screen) == titles, f"{keys} has opened something"
        for _ in range(3):
            press(screen, "mousemove", 540, 150, "click", 3)
            press(screen, "keydown", "ctrl", "click", 4, "click", 4, "click", 5, "keyup", "ctrl")
            press(screen, "mousemove", 200, 150, "mousedown", 1, "mousemove", "--sync", 800, 400, "mouseup", 1)
            press(screen, "click", 2, "click", 8, "click", 9)
        time.sleep(22)  # so that its next sign of life tells how it is now
        after = told(server)
        assert (after["loaded_at"], after["viewport"]) == (before["loaded_at"], before["viewport"]), "it was never loaded anew"
        assert after["unseen_ms"] < 25_000
        assert (browser_of(run), windows(screen)) == (browser, titles)
        press(screen, "mousemove", 540, 415, "click", 1)
        until(lambda: waiting(server) == 1, 5, "it still issues a ticket to whoever touches a service")


def test_the_same_keys_lead_away_where_nobody_takes_them(hall_data: Path, tmp_path: Path):
    """The control: a page for staff, which holds nothing back, under a window manager that takes no keys."""
    id = "kiosk-1.greeter"
    with (
        serving(hall_data, free_port()) as server,
        display() as screen,
        standing(tmp_path, server, screen, "greeter", keys=False) as run,
    ):
        until(lambda: told(server, id), 40, (run / "log").read_text())
        until(lambda: windows(screen), 10)
        time.sleep(3)
        loaded, browser = told(server, id)["loaded_at"], browser_of(run)
        press(screen, "key", "F5")
        until(lambda: told(server, id)["loaded_at"] != loaded, 20, "it was loaded anew")
        press(screen, "key", "ctrl+w")
        until(lambda: browser_of(run) != browser, 20, "the browser has ended")


def test_no_other_address_than_the_servers_is_opened(hall_data: Path, tmp_path: Path):
    """The same server under another name is another address to the policy."""
    with serving(hall_data, free_port()) as server, display() as screen:
        other = server.url.replace("127.0.0.1", "localhost")
        with standing(tmp_path, server, screen, url=other):
            until(lambda: any("localhost" in title for title in windows(screen)), 30, "what it shows is that this is closed")
            time.sleep(5)
            assert told(server) == {}


# ------------------------------------------------------------ what breaks
def renderers(browser: int) -> list[int]:
    said = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True).stdout.splitlines()[1:]
    rows = [(int(pid), int(parent), words) for pid, parent, words in (line.split(None, 2) for line in said)]
    mine, grown = {browser}, True
    while grown:
        more = {pid for pid, parent, _ in rows if parent in mine} - mine
        mine, grown = mine | more, bool(more)
    return [pid for pid, _, words in rows if pid in mine and "--type=renderer" in words]


def test_a_page_that_hangs_is_noticed_and_its_browser_replaced(hall_data: Path, tmp_path: Path):
    with serving(hall_data, free_port()) as server, sync_playwright() as playwright:
        quick = {"YINGBIN_WATCH_EVERY": "2", "YINGBIN_LIFELESS": "30", "YINGBIN_SETTLES": "30", "YINGBIN_DEVICE": "kiosk-1"}
        with machine(tmp_path, playwright, server.url, server.token("kiosk"), YINGBIN_FLAGS=HEADLESS, **quick) as one:
            until(lambda: told(server), 40, one.words())
            hanging, loaded = one.browser, told(server)["loaded_at"]
            time.sleep(45)
            assert one.browser == hanging, "a page that lives is left alone"
            for pid in renderers(hanging):
                os.kill(pid, signal.SIGSTOP)
            took = until(lambda: one.browser != hanging, 90, one.words())
            until(lambda: told(server)["loaded_at"] != loaded, 40)
            print(f"noticed and replaced {took:.0f} s after it hung")
            assert "no sign of life" in one.words()


@pytest.mark.parametrize("times", [5])
def test_a_browser_that_crashes_is_back_on_its_page(hall_data: Path, tmp_path: Path, times: int):
    took = []
    with serving(hall_data, free_port()) as server, sync_playwright() as playwright:
        settings = {"YINGBIN_FLAGS": HEADLESS, "YINGBIN_DEVICE": "kiosk-1"}
        with machine(tmp_path, playwright, server.url, server.token("kiosk"), **settings) as one:
            until(lambda: told(server), 40, one.words())
            for _ in range(times):
                time.sleep(6)
                loaded = told(server)["loaded_at"]
                one.kill()
                took.append(until(lambda before=loaded: told(server)["loaded_at"] != before, 30))
    print(f"back after {', '.join(f'{seconds:.1f}' for seconds in took)} s")
    assert max(took) < 20
