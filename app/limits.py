"""What one may take of what all share: token buckets, so many in a burst and then one by one; live sockets, so many a token."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import ceil

from app.access import TooMany
from app.accounts import Principal
from app.hall.day import Instant
from app.hall.refusals import Refusal

MOST = 20_000
"""So many are remembered; then all begin anew with a full bucket."""
MINUTE, DAY = 60_000, 86_400_000
"""Milliseconds."""
MANY = ("integration", "display")
"""Roles whose tokens hold many sockets: one of them may be for all TVs of a hall."""


class PhonePastLimit(Refusal):
    """A phone number has taken its share of tickets here; `retry_after` in seconds."""

    code = "phone_past_limit"


class Bucket:
    """Holds `burst` at most and gains one in `every` milliseconds. Used by one thread."""

    __slots__ = ("_at", "_burst", "_every", "_left", "_past")

    def __init__(self, burst: int, every: float, past: type[Refusal] = TooMany) -> None:
        self._burst, self._every, self._past = burst, every, past
        self._left, self._at = float(burst), 0

    def look(self, now: Instant) -> None:
        """Raises its refusal, with the seconds until there is one again, if there is none."""
        self._left = min(self._burst, self._left + (now - self._at) / self._every)
        self._at = now
        if self._left < 1:
            raise self._past(retry_after=max(1, ceil((1 - self._left) * self._every / 1000)))

    def spend(self, now: Instant) -> None:
        """Takes one out. Raises as `look`."""
        self.look(now)
        self._left -= 1


def spend_all(buckets: Iterable[Bucket], now: Instant) -> None:
    """One out of each, or none. Raises the refusal of the first that is empty."""
    spent = tuple(buckets)
    for bucket in spent:
        bucket.look(now)
    for bucket in spent:
        bucket.spend(now)


class Buckets:
    """One bucket a token, or whatever else is counted."""

    def __init__(self, burst: int, many: int, within: int = MINUTE, past: type[Refusal] = TooMany) -> None:
        self._burst, self._every, self._past = burst, within / many, past
        self._of: dict[bytes, Bucket] = {}

    def of(self, token: bytes) -> Bucket:
        if len(self._of) > MOST:
            self._of.clear()
        return self._of.setdefault(token, Bucket(self._burst, self._every, self._past))


class Sockets:
    """Live sockets that a token holds, screens' and streams' together; the link that opens every screen is counted for each hall
    and role."""

    def __init__(self, each: int, many: int) -> None:
        self._each, self._many = each, many
        self._held: Counter[tuple[bytes, str, str | None]] = Counter()

    @contextmanager
    def held_by(self, principal: Principal) -> Iterator[None]:
        """Raises TooMany."""
        holder = principal.id, principal.role, principal.hall
        if self._held[holder] >= (self._many if principal.role in MANY else self._each):
            raise TooMany(retry_after=30)
        self._held[holder] += 1
        try:
            yield
        finally:
            self._held[holder] -= 1
            if not self._held[holder]:
                del self._held[holder]
