"""Real proxies, made from the examples in deploy/ with other ports and paths."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx
import pytest

from tests.postgres import free_port
from tests.servers.fleet import Server

DEPLOY = Path(__file__).parents[2] / "deploy"
EXAMPLES = (8001, 8002)
"""The servers' ports in the examples."""
PROXIES = ("nginx", "haproxy")


@dataclass(frozen=True)
class Proxy:
    address: str
    log: Path

    def words(self) -> str:
        return self.log.read_text()


@contextmanager
def proxy(
    kind: str, directory: Path, servers: Sequence[Server], others: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Proxy]:
    """Before these servers; of one server it is told twice. `others`: what else its file says otherwise than the example."""
    program = os.environ.get(kind.upper()) or shutil.which(kind) or f"/usr/sbin/{kind}"
    if not Path(program).exists():
        pytest.fail(f"{kind} is not installed: bin/get-proxy {kind}")
    port = free_port()
    ports = {f"127.0.0.1:{example}": f"127.0.0.1:{at.port}" for example, at in zip(EXAMPLES, (*servers, *servers), strict=False)}
    log = directory / f"{kind}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(_command(kind, program, directory, port, {**others, **ports}), stdout=out, stderr=out)
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield Proxy(f"http://127.0.0.1:{port}", log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _command(kind: str, program: str, directory: Path, port: int, ports: Mapping[str, str]) -> list[object]:
    if kind == "nginx":
        paths = {"/run/nginx.pid": f"{directory}/nginx.pid", "/var/log/nginx/": f"{directory}/"}
        made = _made("nginx.conf", directory, ports | paths | {"listen 80;": f"listen 127.0.0.1:{port};"})
        return [program, "-c", made, "-g", "daemon off;"]
    made = _made("haproxy.cfg", directory, ports | {"bind :80\n": f"bind 127.0.0.1:{port}\n"})
    return [program, "-db", "-f", made]


def _made(example: str, directory: Path, others: Mapping[str, str]) -> Path:
    text = (DEPLOY / example).read_text()
    for usual, here in others.items():
        assert usual in text, usual
        text = text.replace(usual, here)
    (directory / example).write_text(text)
    return directory / example


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            if httpx.get(address).status_code < 500:
                return
        except httpx.TransportError:
            pass
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)
