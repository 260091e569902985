"""Where a run of figures happens: a directory of its own, and servers on the server's core."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bench.hall_of_32 import HALL, hall_of_32
from bench.machine import cores
from bench.servers import Server, bare_server, own_server

_fresh = count(1)


@dataclass(frozen=True)
class Rig:
    directory: Path

    def room(self) -> Path:
        """A new empty directory."""
        room = self.directory / str(next(_fresh))
        room.mkdir()
        return room

    @property
    def hall_file(self) -> str:
        return hall_of_32(datetime.now(UTC).hour)

    @contextmanager
    def bare(self) -> Iterator[Server]:
        with bare_server(cores()[0]) as server:
            yield server

    @contextmanager
    def product(self, scripts: Path | None = None) -> Iterator[Server]:
        """The product with an empty hall."""
        with own_server(self.room(), self.hall_file, HALL, cores()[0], scripts) as server:
            yield server
