"""The line to a printer: a socket or a device file. Nothing on it waits for longer than it is told to."""

import os
import select
import socket
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, parse_qs, urlsplit

PORT = 9100
CONNECTS_WITHIN = 2.0
SLICE = 0.2
"""Seconds after which a wait looks whether the server stops."""
ODD = 0.3
"""Seconds for which an answer may still come after a byte that is none."""
CHUNK = 4096
UNASKED = 16
"""Chunks at most that are read of what a printer says unasked: one that never stops talking is left to it."""
GOES_WITHIN = 0.3
"""Seconds in which a network printer may take leave: what is still on its way to it isn't thrown away."""


class Stopped(OSError):
    """The server stops: nothing is waited for any more."""


class Line:
    """A file descriptor that doesn't block. Every fault is an OSError."""

    def __init__(self, number: int, stopping: threading.Event) -> None:
        self._number, self._stopping = number, stopping

    def send(self, data: bytes, within: float) -> None:
        """Raises TimeoutError if the printer takes no more."""
        until, left = time.monotonic() + within, memoryview(data)
        while left:
            if not self._ready(select.POLLOUT, until):
                raise TimeoutError("the printer takes no more")
            left = left[self._write(left[:CHUNK]) :]

    def ask(self, question: bytes, within: float, fits: Callable[[int], bool]) -> int | None:
        """The first byte that fits as an answer: one to an earlier question may come late. Else one that doesn't; None: none."""
        self.read_off()
        until, odd = time.monotonic() + within, None
        self.send(question, within)
        while time.monotonic() < until and self._ready(select.POLLIN, until):
            if answer := self._read(1):
                if fits(answer[0]):
                    return answer[0]
                odd, until = answer[0], min(until, time.monotonic() + ODD)
        return odd

    def read_off(self) -> None:
        """What the printer said unasked."""
        for _ in range(UNASKED):
            if not (self._ready(select.POLLIN, 0) and self._read(CHUNK)):
                return

    def await_end(self, within: float) -> None:
        """Until the other side has closed too, or the time is over."""
        until = time.monotonic() + within
        try:
            while time.monotonic() < until and self._ready(select.POLLIN, until):
                self._read(CHUNK)
        except ConnectionError:
            pass

    def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._number, data)
        except BlockingIOError:
            return 0

    def _read(self, most: int) -> bytes:
        try:
            found = os.read(self._number, most)
        except BlockingIOError:
            return b""
        if not found:
            raise ConnectionResetError("the printer has hung up")
        return found

    def _ready(self, what: int, until: float) -> bool:
        poll = select.poll()
        poll.register(self._number, what)
        while not self._stopping.is_set():
            left = until - time.monotonic()
            if poll.poll(max(0.0, min(left, SLICE)) * 1000):
                return True
            if left <= 0:
                return False
        raise Stopped("the server stops")


@contextmanager
def line_to(connection: str, stopping: threading.Event) -> Iterator[Line]:
    """The line that a hall file names. Raises OSError."""
    parts = urlsplit(connection)
    with _to_network(parts, stopping) if parts.scheme == "tcp" else _to_device(parts, stopping) as line:
        yield line


@contextmanager
def _to_network(parts: SplitResult, stopping: threading.Event) -> Iterator[Line]:
    with socket.create_connection((parts.hostname or "", parts.port or PORT), CONNECTS_WITHIN) as connected:
        connected.setblocking(False)
        line = Line(connected.fileno(), stopping)
        yield line
        connected.shutdown(socket.SHUT_WR)
        line.await_end(GOES_WITHIN)


@contextmanager
def _to_device(parts: SplitResult, stopping: threading.Event) -> Iterator[Line]:
    """The kernel's own driver: usblp for USB, a terminal line for serial."""
    number = os.open(parts.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        if parts.scheme == "serial":
            _set_speed(number, parse_qs(parts.query).get("baud", ["9600"])[0])
        yield Line(number, stopping)
    finally:
        os.close(number)


def _set_speed(number: int, baud: str) -> None:
    """Eight bits, no parity, the printer's own brake (RTS/CTS)."""
    try:
        tty.setraw(number, termios.TCSANOW)
        told = termios.tcgetattr(number)
        speed = getattr(termios, f"B{baud}")
        told[2] |= termios.CLOCAL | termios.CREAD | termios.CRTSCTS
        termios.tcsetattr(number, termios.TCSANOW, [*told[:4], speed, speed, told[6]])
    except termios.error as error:
        raise OSError(f"no serial line: {error}") from error
