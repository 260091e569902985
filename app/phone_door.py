"""The door of the phone pages. Whoever holds a ticket's secret sees that ticket and nothing else: the secret is the key, and no
token is needed. What comes in here is bounded, so that it can't keep the hall from its work."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import HTTPConnection

from app.access import Access, TooMany, came_in
from app.desk import Desk
from app.hall.refusals import Refusal
from app.limits import Buckets
from app.phone_link import parts
from app.retention import first_kept

K = TypeVar("K")

LOOKS, LOOKS_A_MINUTE = 20, 40
"""How often one page may be opened or asked anew: without any script it asks four times a minute."""
ACTS, ACTS_A_MINUTE = 6, 12
AT_ONCE = 4
"""So many secrets are looked up at a time; the rest wait. The pool of connections has room for the hall besides."""
SOCKETS_A_PAGE, SOCKETS_AN_ADDRESS, SOCKETS = 4, 400, 4_000
"""Live sockets of a page, of an address (all phones in a hall may share one), of a server. Who gets none asks anew instead."""


class UnknownLink(Refusal):
    """No ticket has this link, or what was personal about it has been erased."""

    code = "unknown_link"


@dataclass(frozen=True, slots=True)
class Opened:
    """The ticket of a page; `id` stands for its secret."""

    hall: str
    day: str
    number: str
    id: bytes


class PhoneDoor:
    def __init__(self, desk: Desk, access: Access, days: int) -> None:
        self._desk, self._access, self._days = desk, access, days
        self._looks, self._acts = Buckets(LOOKS, LOOKS_A_MINUTE), Buckets(ACTS, ACTS_A_MINUTE)
        self._few = asyncio.Semaphore(AT_ONCE)
        self._of_page: Counter[bytes] = Counter()
        self._of_address: Counter[str] = Counter()
        self._seated = 0

    async def open(self, connection: HTTPConnection, secret: str, *, acts: bool = False) -> Opened:
        """Raises UnknownLink, TooMany, Unavailable. Who tries secrets that there aren't is counted as a stranger."""
        named = parts(secret)
        if named is not None:
            bucket = self._acts if acts else self._looks
            bucket.of(named[2]).spend(int(time.monotonic() * 1000))
            if (found := await self._found(named)) is not None:
                came_in(connection.scope)
                return found
        self._access.stranger(connection)
        raise UnknownLink()

    async def still(self, secret: str) -> None:
        """Raises UnknownLink once what was personal has been erased, and the link with it; Unavailable."""
        named = parts(secret)
        if named is None or await self._found(named) is None:
            raise UnknownLink()

    async def _found(self, named: tuple[str, int, bytes]) -> Opened | None:
        async with self._few:
            found = await asyncio.to_thread(self._desk.log.personal_of, *named)
        if found is None or found[0] < first_kept(self._desk.clock(), self._days):
            return None
        return Opened(named[0], *found, named[2])

    @contextmanager
    def seat(self, opened: Opened, address: str) -> Iterator[None]:
        """For a live socket. Raises TooMany."""
        full = self._of_page[opened.id] >= SOCKETS_A_PAGE or self._of_address[address] >= SOCKETS_AN_ADDRESS
        if full or self._seated >= SOCKETS:
            raise TooMany(retry_after=60)
        self._seated += 1
        self._of_page[opened.id] += 1
        self._of_address[address] += 1
        try:
            yield
        finally:
            self._seated -= 1
            _leave(self._of_page, opened.id)
            _leave(self._of_address, address)


def _leave(seats: Counter[K], name: K) -> None:
    seats[name] -= 1
    if not seats[name]:
        del seats[name]
