"""Seats at the door: the connections over which nobody has shown a valid token or a valid link yet, counted by address.

When an address has taken its share, the oldest of them makes room. So nobody is ever turned away, however many sockets are
held beside: whoever comes with a valid token has shown it with the first request, and is counted no more. A hall behind one
address can't be shut out by somebody who sits in it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

AN_ADDRESS, IN_ALL = 256, 2_000
Network = IPv4Network | IPv6Network


class Guest(Protocol):
    """A connection. `served`: its request is here as a whole, and is being answered."""

    @property
    def served(self) -> bool: ...

    def dismiss(self) -> None: ...


class Seat:
    __slots__ = ("_seats", "guest", "place")

    def __init__(self, seats: "Seats", place: str, guest: Guest) -> None:
        self._seats, self.place, self.guest = seats, place, guest

    def give_up(self) -> None:
        """The connection has ended, or a valid token or link came over it."""
        self._seats.free(self)


class Seats:
    """For one event loop."""

    def __init__(self, proxies: Sequence[Network] = (), an_address: int = AN_ADDRESS, in_all: int = IN_ALL) -> None:
        self._proxies, self._an_address, self._in_all = proxies, an_address, in_all
        self._taken: dict[Seat, None] = {}
        self._of_place: dict[str, dict[Seat, None]] = {}

    def __len__(self) -> int:
        return len(self._taken)

    def take(self, address: str, guest: Guest) -> Seat | None:
        """None: a proxy that we know, in whose name many ask."""
        if self._proxies and self._is_proxy(address):
            return None
        place = place_of(address)
        if len(here := self._of_place.get(place, {})) >= self._an_address:
            self._make_room(here)
        elif len(self._taken) >= self._in_all:
            self._make_room(self._taken)
        seat = Seat(self, place, guest)
        self._taken[seat] = self._of_place.setdefault(place, {})[seat] = None
        return seat

    def _is_proxy(self, address: str) -> bool:
        try:
            asker = ip_address(address)
        except ValueError:
            return False
        return any(asker in network for network in self._proxies)

    def _make_room(self, seats: Iterable[Seat]) -> None:
        """The oldest that isn't being served goes, or else the oldest."""
        oldest = next((seat for seat in seats if not seat.guest.served), next(iter(seats)))
        self.free(oldest)
        oldest.guest.dismiss()

    def free(self, seat: Seat) -> None:
        if seat in self._taken:
            del self._taken[seat]
            here = self._of_place[seat.place]
            del here[seat]
            if not here:
                del self._of_place[seat.place]


@lru_cache(1000)
def place_of(address: str) -> str:
    """Whom an address stands for: in IPv6 a host has as many as it likes, all with the same first half."""
    if ":" not in address:
        return address
    try:
        given = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(given.ipv4_mapped or IPv6Network((given, 64), strict=False))
