"""What is asked of the desk, and what it answers."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.personal import Noted


class KeyReused(Refusal):
    code = "key_reused"


class TooLate(Refusal):
    """The sender has stopped waiting: what it asked for is not done behind its back."""

    code = "too_late"


class Unavailable(Refusal):
    """The database can't be written or read at the moment; nothing has changed."""

    code = "unavailable"


@dataclass(frozen=True, slots=True)
class Once:
    """What makes a repeated command the same one: `id` names token and key, `fingerprint` the request."""

    id: bytes
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


@dataclass(slots=True)
class Wish:
    """One command. `answer` is made from the facts right after they are applied; `personal` gives what is kept apart."""

    hall: str
    decide: Callable[[Hall, Instant], Sequence[Fact]]
    answer: Callable[[Hall, Sequence[Fact], Instant], Answer]
    once: Once | None = None
    personal: Callable[[Hall, Sequence[Fact]], list[Noted]] | None = None
    deadline: Instant | None = None


def wall_clock() -> Instant:
    return time.time_ns() // 1_000_000
