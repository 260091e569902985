import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.rooms import rooms as rooms
from tests.cli.command import Server, serving, yingbin
from tests.house import HALL

ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """While it is there its event loop runs in this thread: no other can, and no second browser."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for the folder's tests, gone with the last of them."""
    with chromium() as found:
        yield found


@pytest.fixture
def hall_data(tmp_path: Path) -> Path:
    (tmp_path / "hall.yaml").write_text(HALL)
    yingbin("init", "--data", tmp_path / "var", "--hall", tmp_path / "hall.yaml").done()
    return tmp_path / "var"


@pytest.fixture
def without_scripts(tmp_path: Path) -> dict[str, str]:
    """A handbook with nothing in it: what stands on the keys is the calling and serving alone."""
    (tmp_path / "no-scripts").mkdir()
    return {"YINGBIN_SCRIPTS": str(tmp_path / "no-scripts")}


@pytest.fixture
def running(hall_data: Path, without_scripts: dict[str, str]) -> Iterator[Server]:
    with serving(hall_data, free_port(), **without_scripts) as server:
        yield server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def opened(browser: Browser, running: Server) -> Iterator[Callable[[str], Page]]:
    """Opens screens in one browser that came in by the printed link; a fault in a page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    page = context.new_page()
    page.goto(running.link)

    def screen(path: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(running.url + path)
        live(page)
        return page

    yield screen
    context.close()
    assert faults == []


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Page]:
    """A page of its own, in a browser that knows nobody yet; a fault in it fails the test."""
    context = browser.new_context(viewport={"width": 1024, "height": 1366})
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def double_tap(page: Page, x: float, y: float, pause: int) -> None:
    """Two touches, `pause` ms apart by the screen's own clock, however late a busy machine brings the second one."""
    session = page.context.new_cdp_session(page)
    first = time.time()
    for down in (first, first + pause / 1000):
        page.wait_for_timeout(max(0.0, down - time.time()) * 1000)
        for type in ("mousePressed", "mouseReleased"):
            touch = {"x": x, "y": y, "button": "left", "clickCount": 1, "timestamp": down}
            session.send("Input.dispatchMouseEvent", {"type": type, **touch})


def live(page: Page, milliseconds: int = 5000) -> None:
    page.wait_for_selector("body[data-link=live]", timeout=milliseconds)
