"""A server's process without its start: forked from one that has imported all of it already.

The imports take two seconds of a processor, and the tests start some two hundred servers. What is forked is a process as
any other (its own sockets, files, signals, a real kill) and runs the command; it becomes a child of whoever asked for it.
`python -m tests.forked FD` is the one that is forked.
"""

import ctypes
import json
import os
import socket
import subprocess
import sys
import threading
from functools import cache
from importlib import import_module
from inspect import signature
from typing import Any

from app.cli import command
from app.garbage import keep_what_stands

PR_SET_CHILD_SUBREAPER = 36
LARGEST = 1 << 17
"""Bytes of a request; the environment is most of it."""


class Forked(subprocess.Popen[Any]):
    """As `Popen(["yingbin", ...])`, with stdout and stderr given."""

    def _execute_child(self, *given: Any) -> None:
        asked = signature(subprocess.Popen._execute_child).bind(self, *given).arguments  # type: ignore[attr-defined]
        words = [os.fspath(word) for word in asked["args"]]
        about = {"words": words, "env": asked["env"], "cwd": os.fspath(asked["cwd"] or os.getcwd())}
        self.pid = _forked(about, asked["c2pwrite"], asked["errwrite"])
        self._child_created = True
        ends = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(asked[end] for end in ends))  # type: ignore[attr-defined]


_one_asks = threading.Lock()


@cache
def _ready() -> socket.socket:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        subprocess.Popen([sys.executable, "-m", "tests.forked", str(its.fileno())], pass_fds=[its.fileno()])
    return mine


def _forked(about: dict[str, Any], out: int, err: int) -> int:
    with _one_asks:
        asks = _ready()
        socket.send_fds(asks, [json.dumps(about).encode()], [out, err])
        return int(asks.recv(32))


# ------------------------------------------------------------ the process that is forked
def main(fd: int) -> None:
    for module in ("app.cli.serve", "app.cli.server"):
        import_module(module)
    keep_what_stands()
    asks = socket.socket(fileno=fd)
    while True:
        about, files, *_ = socket.recv_fds(asks, LARGEST, 2)
        if not about:  # whoever asks has ended
            return
        out, err = files
        pid = _twice(asks, out, err)
        os.close(out)
        os.close(err)
        if pid == 0:
            _become(json.loads(about))
            command.main()
        asks.send(str(pid).encode())


def _twice(asks: socket.socket, out: int, err: int) -> int:
    """0 in the new process. Its parent ends before its number is told: whoever asked is its parent then."""
    reads, writes = os.pipe()
    between = os.fork()
    if between:
        os.waitpid(between, 0)
        pid = int(os.read(reads, 32))
        os.close(reads)
        os.close(writes)
        return pid
    if pid := os.fork():
        os.write(writes, str(pid).encode())
        os._exit(0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    for mine in (asks.detach(), reads, writes):
        os.close(mine)
    return 0


def _become(about: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(about["env"])
    os.chdir(about["cwd"])
    sys.argv = about["words"]


if __name__ == "__main__":
    main(int(sys.argv[1]))
