"""A thermal printer of ours: it reads dots back into pictures, and can have every fault that a printer has."""

import os
import socket
import struct
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from PIL import Image

WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
Fault = Literal[
    "paper_low", "paper_out", "cover_open", "jammed", "garbled", "raves", "silent", "hangs", "babbles", "cut", "runs_out"
]


@dataclass
class Thermal:
    """`fault`: what ails it now. `cut`: it hangs up in the middle of the dots; `runs_out`: its paper ends there; `babbles`: it
    talks without end; `raves`: after a ticket nobody understands it. `tickets`: what came out whole, `scraps`: how many rows of
    the others. `odd`: bytes that it didn't understand."""

    fault: Fault | None = None
    slowness: float = 0.0
    tickets: list[Image.Image] = field(default_factory=list)
    scraps: list[int] = field(default_factory=list)
    odd: bytearray = field(default_factory=bytearray)
    talks: int = 0
    at_once: int = 0
    most_at_once: int = 0
    address: str = ""
    knows_done: bool = True
    width: int = 0
    _rows: list[bytes] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # ------------------------------------------------------------ the status bytes
    def answer(self, of: int) -> bytes:
        if self.fault == "silent":
            return b""
        if self.fault == "garbled" or (self.fault == "raves" and self.tickets):
            return b"HTTP/1.1 400 Bad Request\r\n"[of : of + 1]
        bits = {
            ("paper_low", 4): 0x0C,
            ("paper_out", 4): 0x60,
            ("paper_out", 2): 0x20,
            ("paper_out", 1): 0x08,
            ("cover_open", 2): 0x04,
            ("cover_open", 1): 0x08,
            ("jammed", 3): 0x08,
            ("jammed", 1): 0x08,
        }
        return bytes((WELL[of] | bits.get((self.fault or "", of), 0),))

    # ------------------------------------------------------------ one conversation
    def talk(self, read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
        with self._lock:
            self.talks += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        buffer = bytearray()
        try:
            while self.fault == "babbles":
                write(b"x" * 4096)
            while self.fault != "hangs" and (data := read()):
                buffer += data
                while used := self._obey(buffer, write):
                    del buffer[:used]
            while self.fault == "hangs":
                time.sleep(0.02)
        except _HungUp:
            raise
        except OSError:
            pass
        finally:
            if self._rows:
                self.scraps.append(len(self._rows))
                self._rows.clear()
            with self._lock:
                self.at_once -= 1

    def _obey(self, buffer: bytearray, write: Callable[[bytes], object]) -> int:
        """How many bytes the first command takes; 0: it isn't whole yet."""
        for head, length, obey in (
            (b"\x1b@", 2, self._begin),
            (b"\x1dV\x42", 4, self._cut),
            (b"\x10\x04", 3, lambda command: write(self.answer(command[2]))),
            (b"\x1dr", 3, lambda command: self.knows_done and self.fault != "silent" and write(b"\x00")),
        ):
            if buffer.startswith(head):
                if len(buffer) < length:
                    return 0
                obey(bytes(buffer[:length]))
                return length
        if buffer.startswith(b"\x1dv0"):
            return self._dots(buffer)
        if len(buffer) > 2:
            self.odd.append(buffer[0])
            return 1
        return 0

    def _begin(self, command: bytes) -> None:
        self._rows.clear()

    def _dots(self, buffer: bytearray) -> int:
        if len(buffer) < 8:
            return 0
        across, down = struct.unpack_from("<HH", buffer, 4)
        if len(buffer) < 8 + across * down:
            return 0
        if self.fault == "cut":
            raise _HungUp
        if self.fault == "runs_out":
            self.fault = "paper_out"
        if self.fault != "paper_out":
            self.width = across * 8
            self._rows += [bytes(buffer[8 + row * across : 8 + (row + 1) * across]) for row in range(down)]
        time.sleep(self.slowness)
        return 8 + across * down

    def _cut(self, command: bytes) -> None:
        if self._rows:
            size = self.width, len(self._rows)
            self.tickets.append(Image.frombytes("1", size, b"".join(self._rows), "raw", "1;I"))
        self._rows.clear()


class _HungUp(Exception):
    """The line is cut."""


@contextmanager
def network_printer(**told: object) -> Iterator[Thermal]:
    """On a free port of this machine; `address` is what a hall file says of it."""
    printer = Thermal(**told)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        printer.address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        threading.Thread(target=_accept, args=(printer, listening), daemon=True).start()
        yield printer
        printer.fault = None
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def _accept(printer: Thermal, listening: socket.socket) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(printer, line), daemon=True).start()


def _serve(printer: Thermal, line: socket.socket) -> None:
    with line:
        try:
            printer.talk(lambda: line.recv(4096), line.sendall)
        except _HungUp:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def serial_printer(baud: int = 115200, **told: object) -> Iterator[Thermal]:
    """On a pseudo-terminal, which is a serial line for whoever opens it."""
    printer = Thermal(**told)  # type: ignore[arg-type]
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    printer.address = f"serial://{os.ttyname(theirs)}?baud={baud}"

    def read() -> bytes:
        return os.read(ours, 4096)

    threading.Thread(target=printer.talk, args=(read, lambda data: os.write(ours, data)), daemon=True).start()
    yield printer
    os.close(theirs)
    os.close(ours)


def nobody_there() -> str:
    """An address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"
