"""A machine that shows a screen: the session of deploy/kiosk with a real Chromium, looked at from outside."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, Playwright

from tests.browser.conftest import free_port

SESSION = Path(__file__).parents[2] / "deploy" / "kiosk" / "session"
HEADLESS = "--headless=new --no-sandbox --disable-gpu"


def needs(*programs: str) -> None:
    """Fails where one is missing; `make test` and `make prove` install them where they can."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.fail(f"{program} is not installed: this test needs it")


def until(check: Callable[[], Any], seconds: float, what: str = "") -> float:
    """Seconds until it was so."""
    began = time.monotonic()
    while not check():
        assert time.monotonic() - began < seconds, what
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass
class Machine:
    run: Path
    process: "subprocess.Popen[str]"
    port: int
    playwright: Playwright

    @property
    def browser(self) -> int:
        """The process of the browser that was started last."""
        with suppress(OSError):
            return int((self.run / "browser").read_text().split()[0])
        return 0

    def page(self, address: str, seconds: float = 20) -> Page:
        """The page that the browser shows, once it is this one."""
        found: list[Page] = []

        def shows() -> bool:
            with suppress(BrowserError):
                browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self.port}")
                pages = [page for context in browser.contexts for page in context.pages]
                found[:] = [page for page in pages if address in page.url]
            return bool(found)

        until(shows, seconds, f"{address} is not shown: {self.words()}")
        return found[0]

    def words(self) -> str:
        return (self.run / "log").read_text()

    def kill(self) -> int:
        """As if it had crashed."""
        killed = self.browser
        os.kill(killed, signal.SIGKILL)
        return killed


@contextmanager
def machine(directory: Path, playwright: Playwright, url: str, token: str, **settings: str) -> Iterator[Machine]:
    needs("curl")
    run, port = directory / "run", free_port()
    run.mkdir()
    flags = f"{HEADLESS} --remote-debugging-port={port}"
    given = {
        "YINGBIN_URL": url,
        "YINGBIN_TOKEN": token,
        "YINGBIN_PATH": "",
        "YINGBIN_DEVICE": "tv-left",
        "YINGBIN_DISPLAY": "none",
        "YINGBIN_FLAGS": flags,
        "YINGBIN_BROWSER": os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium",
        "RUNTIME_DIRECTORY": str(run),
    }
    with (run / "log").open("w") as log:
        process = subprocess.Popen(
            [SESSION], stdout=log, stderr=subprocess.STDOUT, text=True, env=os.environ | given | settings, start_new_session=True
        )
    try:
        yield Machine(run, process, port, playwright)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
