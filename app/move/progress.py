"""What is said while a big hall moves; of a small one nothing."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
SOON, EVERY = 3.0, 5.0
"""Seconds until the first word, and between two."""
COUNT = 1000
"""Rows between two looks at the clock."""


class Progress:
    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._next = clock() + SOON

    def told(self, sentence: str) -> None:
        """Says it, if it is time for a word."""
        if self._clock() >= self._next:
            self._say(sentence)
            self._next = self._clock() + EVERY

    def counting(self, rows: Iterator[T], sentence: str) -> Iterator[T]:
        """`sentence` with the count in the place of {count}."""
        for count, row in enumerate(rows, 1):
            yield row
            if not count % COUNT:
                self.told(sentence.format(count=count))
