"""What a server does while its SQLite database can't be written: its disk is full, takes no write,
or another process has the database in hand.

Tickets are asked for all the time. Whoever gets none must be told so at once and clearly; screens must say that they are out of
touch; and when it has passed all must be well again by itself, with nothing lost of what was acknowledged.
"""

import json
import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

import httpx

from tests.cli.command import yingbin
from tests.house import Place
from tests.servers.fleet import NO_SCRIPTS, Server
from tests.servers.test_outages import Asker, screen, shown

WITHIN = 5.0
"""Seconds in which screens must say so, and in which all must be well again."""
TELLS = 20.0
"""Seconds until a screen has been told on a busy machine: the server waits 2 s for a lock, and looks each second."""
LASTS = 1.0
"""Seconds that a trouble lasts once the screens have said so."""
STARTS = 60.0
FILE = "yingbin.sqlite3"
SMALL = "4m"


# ------------------------------------------------------------ troubles
@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Another process has the database in hand and doesn't let it go."""
    with closing(sqlite3.connect(server.place.data.directory / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def unwritable(server: Server) -> Iterator[None]:
    """The disk takes no write any more: to SQLite the same as one that became read-only under its open files."""
    with limited(server, 0):
        yield


@contextmanager
def no_room(server: Server) -> Iterator[None]:
    """No file can grow by more than two pages."""
    with limited(server, (directory_of(server) / f"{FILE}-wal").stat().st_size + 8192):
        yield


@contextmanager
def limited(server: Server, size: int) -> Iterator[None]:
    assert server.process
    pid, (soft, hard) = server.process.pid, resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full(server: Server) -> Iterator[None]:
    """A small disk of the server's own is filled to the last byte."""
    filler = directory_of(server) / "filler"
    with FileIO(filler, "w") as file:
        for size in (65_536, 4096, 1):
            while grown(file, size):
                pass
    try:
        yield
    finally:
        filler.unlink()


def grown(file: FileIO, size: int) -> bool:
    try:
        return file.write(bytes(size)) == size
    except OSError:
        return False


TROUBLES: dict[str, Callable[[Server], AbstractContextManager[None]]] = {
    "locked": locked,
    "unwritable": unwritable,
    "no room": no_room,
    "full": full,
}


# ------------------------------------------------------------ a disk of the server's own
MOUNTED = 'mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3/." "$2" && shift 3 && exec "$@"'


def on_a_small_disk(place: Place) -> tuple[str, ...]:
    """What starts a server with its data on a disk of 4 MB, which only that server sees. No root is needed where the system lets
    users have namespaces."""
    data, copy = place.data.directory, place.data.directory.with_name("copy")
    place.data.engine.dispose()
    subprocess.run(["cp", "-a", data, copy], check=True)
    return ("unshare", "-Urm", "sh", "-c", MOUNTED, "sh", SMALL, str(data), str(copy))


def directory_of(server: Server) -> Path:
    """The data as the server sees it."""
    assert server.process
    return Path(f"/proc/{server.process.pid}/root{server.place.data.directory}")


# ------------------------------------------------------------ the proof
@dataclass
class Endured:
    """What came of one trouble. `faults`: what was answered or logged that must not be."""

    trouble: str
    acknowledged: int = 0
    refused: int = 0
    lost: int = 0
    gaps: int = 0
    told_after: float = 0.0
    well_after: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.gaps or self.faults) and self.well_after < WITHIN

    def __str__(self) -> str:
        return (
            f"{self.trouble}: acknowledged {self.acknowledged}, refused {self.refused}, acknowledged lost {self.lost}, gaps"
            f" {self.gaps}; screens said so after {self.told_after:.1f} s, well again {self.well_after:.1f} s after it had passed"
        )


@contextmanager
def serving(place: Place, directory: Path, *, fault: str | None = None, small_disk: bool = False) -> Iterator[Server]:
    within = on_a_small_disk(place) if small_disk else ()
    server = Server(place, directory / "server.log", scripts=NO_SCRIPTS, fault=fault, within=within)
    server.launch()
    try:
        server.wait_for("/healthz", within=STARTS)
        yield server
    finally:
        server.kill()


def endured(server: Server, trouble: str, *, times: int = 1) -> Endured:
    """A server through a trouble, so many times."""
    found, place = Endured(trouble), server.place
    asker = Asker(server.address, place.tokens["integration"], each=f"{trouble}-{time.monotonic()}")
    with screen(server, place.tokens["display"]) as seen, asker.asking():
        shown(seen, "html", TELLS, 0)
        asker.well_again(time.monotonic())
        for _ in range(times):
            with TROUBLES[trouble](server):
                found.told_after = max(found.told_after, shown(seen, "lost", TELLS))
                found.faults += asked_beside(server)
                time.sleep(LASTS)
            back = time.monotonic()
            found.well_after = max(found.well_after, asker.well_again(back), shown(seen, "html", TELLS))
    judge(server, asker, found)
    return found


def asked_beside(server: Server) -> list[str]:
    """What is written beside the log is refused as clearly, if there is something to write; and whoever balances is told to go
    elsewhere."""
    faults = []
    headers = {"Authorization": f"Bearer {server.place.tokens['manager']}", "Idempotency-Key": str(time.monotonic())}
    with httpx.Client(base_url=server.address, headers=headers, timeout=10) as http:
        reload, ready = http.post("/api/v1/halls/dongcheng/devices/all/reload", json={}), http.get("/readyz")
    for answer in (ready, *([] if reload.status_code == 200 else [reload])):
        if (answer.status_code, answer.headers.get("retry-after")) != (503, "1") or not answer.json().get("detail"):
            faults.append(f"{answer.request.url.path}: {answer.status_code} {answer.text[:100]}")
    return faults


def judge(server: Server, asker: Asker, found: Endured) -> None:
    copy = server.log.with_name(f"copy-{time.monotonic()}")
    with server.frozen():
        shutil.copytree(directory_of(server), copy)
    numbers = in_the_log(copy / FILE)
    found.acknowledged, found.refused = len(asker.issued), asker.refused
    found.lost = len(set(asker.issued) - set(numbers)) + len(asker.issued) - len(set(asker.issued))
    found.gaps = sum(number != f"B{n:03d}" for n, number in enumerate(numbers, 1))
    found.faults += [f"status {status}" for status in asker.statuses - {201, 503}]
    found.faults += [f"retry after {told}" for told in asker.retry_after - {"1"}]
    found.faults += asker.faults
    found.faults += ["a traceback in the log"] if "Traceback" in server.words() else []
    verified = yingbin("verify", "--data", copy)
    found.faults += [verified.out + verified.err] if verified.code else []


def in_the_log(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT data FROM facts WHERE hall = 'dongcheng' AND type = 'TicketTaken' ORDER BY seq")
        return [json.loads(row[0])["number"] for row in rows.fetchall()]
