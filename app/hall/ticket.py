"""A ticket: its number, its states, its place."""

from dataclasses import dataclass
from enum import StrEnum

from app.hall.day import Instant


class State(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


AT_COUNTER = (State.CALLED, State.SERVING)
GONE = (State.DONE, State.CANCELLED, State.EXPIRED)


def number(letter: str, count: int) -> str:
    """A001 … A999, A1000 …"""
    return f"{letter}{count:03d}"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A customer's place in the hall. `due` is when the promise of the level ends: the earliest due is called first.

    `counter` is where the ticket is called or served or, while it waits, the only counter that it waits for.
    """

    number: str
    day: str
    service: str
    level: str
    taken_at: Instant
    due: Instant
    state: State = State.WAITING
    counter: int | None = None
    call: str | None = None
    called_at: Instant | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    held_until: Instant | None = None
    recalls: int = 0
    waiting_since: Instant = 0
    language: str | None = None
    let_pass: int = 0
    """So many others its customer has let go before, by wish."""
    who: str | None = None
    """Who served it, as the counter was opened with it; set when the service ends."""
    rated_at: Instant | None = None

    @property
    def place(self) -> tuple[Instant, str, int, str]:
        """What the queue is sorted by: due, then number, then day: a ticket of yesterday may still wait."""
        return self.due, self.number[0], int(self.number[1:]), self.day
