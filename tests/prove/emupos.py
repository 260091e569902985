"""`emupos`, an emulated receipt printer, as a process of its own: it needs Python 3.13 and an environment for itself."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.browser.conftest import free_port

VERSION = "0.4.0"
MADE_WITHIN, STARTS_WITHIN = 300, 30


def python_3_13() -> str:
    """Python 3.13 of this machine: PYTHON313, the PATH, pyenv."""
    known = (Path.home() / ".pyenv" / "versions").glob("3.13*/bin/python3.13")
    for candidate in (os.environ.get("PYTHON313"), shutil.which("python3.13"), *map(str, known)):
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    pytest.fail("emupos needs Python 3.13: install it, or name it with PYTHON313=/path/to/python3.13")


def installed(directory: Path) -> Path:
    """The command `emupos`, in an environment made in this directory."""
    python = python_3_13()
    subprocess.run([python, "-m", "venv", directory], check=True, timeout=MADE_WITHIN)
    install = [directory / "bin" / "pip", "install", "-q", f"emupos=={VERSION}"]
    done = subprocess.run(install, capture_output=True, text=True, timeout=MADE_WITHIN)
    assert done.returncode == 0, f"emupos can't be installed: {done.stderr[-400:]}"
    return directory / "bin" / "emupos"


class Emupos:
    """One printer, and what it is asked over its control interface."""

    def __init__(self, port: int, control: int) -> None:
        self.address = f"tcp://127.0.0.1:{port}"
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{control}/api/v1/devices/front")

    def fault(self, name: str, *, clear: bool = False) -> None:
        path = f"/faults/{name}"
        (self._http.delete(path) if clear else self._http.put(path)).raise_for_status()

    def receipts(self) -> list[Image.Image]:
        """The oldest first."""
        found = self._http.get("/receipts").raise_for_status().json()
        images = (self._http.get(f"/receipts/{one['id']}/image").content for one in reversed(found))
        return [Image.open(BytesIO(image)) for image in images]

    def answers(self) -> bool:
        try:
            return self._http.get("/receipts").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running(command: Path, directory: Path) -> Iterator[Emupos]:
    port, control = free_port(), free_port()
    (directory / "emupos.yaml").write_text(
        f"schema: 1\napi: {{host: 127.0.0.1, port: {control}}}\ndevices:\n"
        f"  - {{id: front, type: printer, profile: epson-tm-t20iii, connections: [{{tcp: {{port: {port}}}}}]}}\n"
    )
    with (directory / "emupos.log").open("w") as log:
        process = subprocess.Popen([command, "run"], cwd=directory, stdout=log, stderr=log)
    emulated, deadline = Emupos(port, control), time.monotonic() + STARTS_WITHIN
    try:
        while not emulated.answers():
            told = (directory / "emupos.log").read_text()[-400:]
            assert process.poll() is None, f"emupos has ended: {told}"
            assert time.monotonic() < deadline, f"emupos doesn't answer: {told}"
            time.sleep(0.1)
        yield emulated
    finally:
        process.terminate()
        process.wait(10)
