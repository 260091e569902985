"""Token buckets: so many in a burst, so many a minute."""

from math import ceil

from app.access import TooMany
from app.hall.day import Instant

MOST = 20_000
"""So many are remembered; then all begin anew with a full bucket."""


class Bucket:
    """Holds `burst` at most and gains `a_minute` a minute. Used by one thread."""

    __slots__ = ("_a_minute", "_at", "_burst", "_left")

    def __init__(self, burst: int, a_minute: int) -> None:
        self._burst, self._a_minute = burst, a_minute
        self._left, self._at = float(burst), 0

    def spend(self, now: Instant) -> None:
        """Takes one out. Raises TooMany with the seconds until there is one again."""
        self._left = min(self._burst, self._left + (now - self._at) * self._a_minute / 60_000)
        self._at = now
        if self._left < 1:
            raise TooMany(retry_after=max(1, ceil((1 - self._left) * 60 / self._a_minute)))
        self._left -= 1


class Buckets:
    """One bucket a token, or whatever else is counted."""

    def __init__(self, burst: int, a_minute: int) -> None:
        self._burst, self._a_minute = burst, a_minute
        self._of: dict[bytes, Bucket] = {}

    def of(self, token: bytes) -> Bucket:
        if len(self._of) > MOST:
            self._of.clear()
        return self._of.setdefault(token, Bucket(self._burst, self._a_minute))
