"""The real command in a process of its own, and a real server."""

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import httpx

from app.cli.command import run
from tests.forked import Forked

YINGBIN = str(Path(sys.executable).with_name("yingbin"))
FULL_DISK = """
import sqlite3, sys
import app.engine
connect = app.engine._sqlite_connect
def full(connection, record):
    connect(connection, record)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {max(pages, 1)}")
app.engine._sqlite_connect = full
from app.cli import main
main()
"""
"""The command on a disk without room for one more page of the database."""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    def refused(self, *words: str, code: int = 1) -> None:
        """One clear sentence a line on stderr, nothing on stdout, no traceback."""
        assert (self.code, self.out) == (code, ""), self
        assert "Traceback" not in self.err
        assert self.err.strip()
        for word in words:
            assert word in self.err, self.err

    def refused_in_one_line(self, *words: str, code: int = 1) -> None:
        self.refused(*words, code=code)
        assert self.err.count("\n") == 1, self.err

    def done(self) -> str:
        assert (self.code, self.err) == (0, ""), self
        return self.out


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YINGBIN_")}
    return kept | more


def yingbin(*arguments: object, env: Mapping[str, str] = MappingProxyType({})) -> Said:
    """The command as it is, but in this process: a process of its own takes half a second more."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, environment(**env), clear=True), redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Said(code, out.getvalue(), err.getvalue())


def in_a_process(*arguments: object, program: tuple[str, ...] = (YINGBIN,), **more: Any) -> Said:
    env = environment(**more.pop("env", {}))
    done = subprocess.run([*program, *map(str, arguments)], env=env, capture_output=True, text=True, timeout=30, **more)
    return Said(done.returncode, done.stdout, done.stderr)


def on_full_disk(*arguments: object) -> Said:
    return in_a_process(*arguments, program=(sys.executable, "-c", FULL_DISK))


@dataclass
class Server:
    """A server on a free port. `link` is the line that opens all screens."""

    data: Path
    process: "subprocess.Popen[str]"
    url: str
    link: str

    def token(self, role: str, hall: str = "dongcheng", counter: int | None = None) -> str:
        more = () if counter is None else ("--counter", counter)
        return yingbin("token", "--data", self.data, "--hall", hall, "--role", role, *more).done().strip()

    def post(self, token: str, path: str, key: str, **body: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return httpx.post(f"{self.url}/api/v1/halls/{path}", json=body, headers=headers)

    def get(self, token: str, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})

    def take(self, token: str, key: str, service: str = "pay-bill") -> str:
        answer = self.post(token, "dongcheng/tickets", key, service=service)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    def end(self, wish: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """The exit code and what was logged."""
        self.process.send_signal(wish)
        _, log = self.process.communicate(timeout=15)
        return self.process.returncode, without_numbers(log)


PHONE = re.compile(r"\b1[3-9][0-9]{9}\b")


def without_numbers(log: str) -> str:
    """What any test's server logged has nobody's phone number in it."""
    assert not PHONE.search(log), PHONE.sub("a phone number!", log)
    return log


@contextmanager
def serving(data: Path, port: int = 0, *, open_link: bool = True, **environ: str) -> Iterator[Server]:
    process = Forked(
        [YINGBIN, "serve", "--data", data, "--port", str(port), *(["--open-link"] if open_link else [])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**environ),
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"(https?://[^/]+)/(?:enter|set-up)\?key=\S+", line)
        if found is None:
            process.kill()
            raise AssertionError(process.communicate()[1])
        yield Server(data, process, found[1], found[0])
    finally:
        if process.poll() is None:
            process.kill()
        without_numbers(process.communicate()[1] or "")
