"""Several real servers, each a process of its own, on one PostgreSQL database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.cli.command import YINGBIN, environment
from tests.forked import Forked
from tests.house import Place
from tests.postgres import free_port

STARTS_WITHIN = 60.0
ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "service_scripts"
NO_SCRIPTS = ROOT / "tests" / "servers" / "no-scripts"
"""A folder that isn't there: the hall walks no scripts."""


@dataclass
class Server:
    """One server: its address stays the same when it starts again."""

    place: Place
    log: Path
    port: int = field(default_factory=free_port)
    scripts: Path = HANDBOOK
    fault: str | None = None
    """A known fault of `faults.py`."""
    environ: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    """A program that starts it, and becomes it."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> None:
        data = self.place.data
        url = ["--database-url", data.url] if data.shared else []
        program = [sys.executable, "-m", "tests.servers.faults", self.fault] if self.fault else [YINGBIN]
        begin = subprocess.Popen if self.fault or self.within else Forked
        with self.log.open("ab") as log:
            self.process = begin(
                [*self.within, *program, "serve", "--data", data.directory, *url, "--port", str(self.port), *self.options],
                stdout=log,
                stderr=log,
                env=environment(YINGBIN_SCRIPTS=str(self.scripts), **self.environ),
                cwd=ROOT,
            )

    def start(self) -> "Server":
        self.launch()
        self.wait_for("/healthz")
        return self

    def wait_for(self, path: str, status: int = 200, within: float = STARTS_WITHIN) -> float:
        """Seconds until it answers so."""
        began = time.monotonic()
        while True:
            assert self.process is not None
            with suppress(httpx.HTTPError):
                if httpx.get(self.address + path, timeout=2).status_code == status:
                    return time.monotonic() - began
            if time.monotonic() - began > within or self.process.poll() is not None:
                raise AssertionError(f"{path} was not {status} in {within} s: {self.words()[-3000:]}")
            time.sleep(0.02)

    def words(self) -> str:
        """What it has logged."""
        return self.log.read_text()

    def kill(self) -> None:
        """At once, in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def ended(self) -> int:
        """Its exit code, once it has stopped by itself or because it was asked to."""
        assert self.process is not None
        code = self.process.wait(15)
        self.process = None
        return code

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        return self.ended()

    def signal(self, wish: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(wish)

    def says(self, words: str, times: int = 1, within: float = STARTS_WITHIN) -> float:
        """Seconds until it has logged this so often."""
        began = time.monotonic()
        while self.words().count(words) < times:
            assert time.monotonic() - began < within, f"no {words!r} in {within} s: {self.words()[-3000:]}"
            time.sleep(0.02)
        return time.monotonic() - began

    def children(self) -> list[int]:
        """The processes of its workers."""
        assert self.process is not None
        pid = self.process.pid
        return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]

    @contextmanager
    def frozen(self) -> Iterator[None]:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def fleet(
    place: Place, directory: Path, count: int = 2, scripts: Path = HANDBOOK, fault: str | None = None, **environ: str
) -> Iterator[list[Server]]:
    servers = [
        Server(place, directory / f"server-{n}.log", scripts=scripts, fault=fault, environ=environ) for n in range(1, count + 1)
    ]
    try:
        for server in servers:
            server.launch()
        for server in servers:
            server.wait_for("/healthz")
        yield servers
    finally:
        for server in servers:
            server.kill()
