"""Several servers of the product on one PostgreSQL database with as many halls as are wanted."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.accounts import ALL, Accounts
from app.database import create_data
from app.founding import found
from app.hall_file import read_hall_text
from app.log import Log
from app.wishes import wall_clock
from bench.machine import cores
from bench.servers import YINGBIN, Server, free_port, running
from bench.shares import with_share
from tests.postgres import Cluster

NO_SCRIPTS = Path(__file__).parent / "no-scripts"
"""A folder that isn't there: the halls walk no scripts."""
AT_ONCE = 100


@contextmanager
def postgres() -> Iterator[Cluster]:
    """Durable, as it comes; on the clients' core unless there is one more."""
    cluster = Cluster.made(shared_buffers="256MB", max_wal_size="4GB").start()
    try:
        yield cluster
    finally:
        cluster.kill()


@dataclass(frozen=True)
class Chain:
    """Halls in one database; `token` commands all of them, `key` opens every screen."""

    data: Path
    url: str | None
    halls: tuple[str, ...]
    token: str
    key: str


def chain(directory: Path, url: str | None, hall_yaml: str, count: int) -> Chain:
    """So many halls alike, founded in one go."""
    data = create_data(directory / "data", url)
    log, plan = Log(data.engine), read_hall_text(hall_yaml)
    halls = tuple(plan.hall if count == 1 else f"hall-{n:05d}" for n in range(1, count + 1))
    for at in range(0, count, AT_ONCE):
        with log.write() as writing:
            for hall in halls[at : at + AT_ONCE]:
                found(writing, replace(plan, hall=hall), wall_clock())
    log.close()
    accounts = Accounts(data.engine, data.key)
    made = Chain(directory / "data", url, halls, accounts.issue("integration", None), accounts.issue(ALL, None))
    data.engine.dispose()
    return made


@contextmanager
def servers(
    chain: Chain, count: int, share: float | None = None, scripts: Path = NO_SCRIPTS, core: int | None = None
) -> Iterator[list[Server]]:
    """`share`: what each may have of a core, as if it had a machine of its own; else all are on the server's core."""
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            port = free_port()
            url = ["--database-url", chain.url] if chain.url else []
            command = [*YINGBIN, "serve", "--data", str(chain.data), *url, "--port", str(port)]
            at = None if share is not None else cores()[0] if core is None else core
            process = stack.enter_context(running(command, port, at, scripts))
            if share is not None and not stack.enter_context(with_share(process.pid, share)):
                print("Shares of a core can't be given here: the servers take what they get.", file=sys.stderr)
            found.append(Server(f"http://127.0.0.1:{port}", port, process.pid, chain.token, chain.data))
        yield found
