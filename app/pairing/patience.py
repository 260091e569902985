"""How often a screen may ask, and how many codes may be tried. Each server counts for itself."""

import time

from app.access import TooMany
from app.limits import Buckets

INTERVAL = 5
"""Seconds between two questions of a waiting screen."""
EARLY = 0.5
"""By so much one may be early: networks aren't exact."""
CODES, CODES_A_MINUTE = 40, 20
"""New codes of one address: in the morning all screens of a hall come at once, and behind one router."""
TRIES, TRIES_A_MINUTE = 12, 6
"""Codes that one manager may type, or that may be typed from one address."""


class SlowDown(TooMany):
    """A waiting screen asks more often than it was told to."""

    code = "slow_down"


class Patience:
    def __init__(self) -> None:
        self._codes, self._tries = Buckets(CODES, CODES_A_MINUTE), Buckets(TRIES, TRIES_A_MINUTE)
        self._asked: dict[bytes, float] = {}

    def new_code(self, address: str) -> None:
        """Raises TooMany."""
        self._codes.of(address.encode()).spend(_now())

    def typed(self, manager: bytes, address: str) -> None:
        """Raises TooMany."""
        for one in (manager, address.encode()):
            self._tries.of(one).spend(_now())

    def asked(self, secret: bytes) -> None:
        """Raises SlowDown."""
        now, before = time.monotonic(), self._asked.get(secret)
        if len(self._asked) > 10_000:
            self._asked.clear()
        self._asked[secret] = now
        if before is not None and now - before < INTERVAL - EARLY:
            raise SlowDown(retry_after=INTERVAL)


def _now() -> int:
    return int(time.monotonic() * 1000)
