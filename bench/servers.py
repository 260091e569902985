"""Servers to measure: the product, as `yingbin` starts it, on a directory of its own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN = 30.0
YINGBIN = [sys.executable, "-c", "from app.cli import main; main()"]


class NotStarted(Exception):
    """A server didn't come up; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `token`: an integration token of its hall; `data`: its directory, if it has one."""

    base: str
    port: int
    pid: int
    token: str
    data: Path | None = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def yingbin(*arguments: str) -> str:
    """What the command prints. Raises NotStarted with its own sentence."""
    done = subprocess.run([*YINGBIN, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotStarted(done.stderr.strip() or f"`yingbin {arguments[0]}` failed.")
    return done.stdout.strip()


@contextmanager
def running(
    command: list[str], port: int, core: int | None = None, scripts: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process on one core, until the block ends. Answers on `port` when the block begins."""
    with tempfile.TemporaryFile() as words:
        settings = os.environ | ({"YINGBIN_SCRIPTS": str(scripts)} if scripts else {})
        process = subprocess.Popen(command, stdout=words, stderr=words, env=settings)
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        try:
            if not _up(process, port):
                words.seek(0)
                raise NotStarted(f"The server didn't start: {words.read().decode(errors='replace').strip()[-500:]}")
            yield process
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _up(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether it answers anything on that port in time."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.005)
    return False


@contextmanager
def bare_server(core: int | None = None) -> Iterator[Server]:
    """The baselines of bench.bare."""
    port = free_port()
    with running([sys.executable, "-m", "bench.bare", str(port)], port, core) as process:
        yield Server(f"http://127.0.0.1:{port}", port, process.pid, "")


@contextmanager
def served(data: Path, core: int | None = None, token: str = "", scripts: Path | None = None) -> Iterator[Server]:
    """The product on a data directory that is there; `scripts`: a folder of service scripts instead of the handbook."""
    port = free_port()
    with running([*YINGBIN, "serve", "--data", str(data), "--port", str(port)], port, core, scripts) as process:
        yield Server(f"http://127.0.0.1:{port}", port, process.pid, token, data)


@contextmanager
def own_server(
    directory: Path, hall_yaml: str, hall: str, core: int | None = None, scripts: Path | None = None
) -> Iterator[Server]:
    """The product on a fresh data directory with one hall."""
    data, file = directory / "data", directory / "hall.yaml"
    file.write_text(hall_yaml)
    yingbin("init", "--data", str(data), "--hall", str(file))
    token = yingbin("token", "--data", str(data), "--hall", hall, "--role", "integration")
    with served(data, core, token, scripts) as server:
        yield server
