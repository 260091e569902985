"""Which calls are shown as «called now», and which as the recent ones."""

from dataclasses import dataclass

from app.hall.call import RECENT_CALLS, Call
from app.hall.day import Instant
from app.hall.plan import Zone
from app.hall.state import Hall
from app.hall.ticket import State
from app.hall.zones import is_called_in

FRESH = 15_000
"""Milliseconds for which a call is new: calls that come together within this time are all shown as called now."""
LEAST = 10_000
"""A call stays so long whatever becomes of its ticket: whoever looks up a moment late still finds it."""
STILL = 180_000
"""Between calls the newest one stays as long as its customer is awaited, but not longer than this: an old call is not new."""

BESIDE = {0: 4, 1: 4, 2: 4, 3: 2}
"""How many recent calls fit below so many that are called now; below more of them none."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as the lobby reads it: `call` is its id, new with each recall."""

    call: str
    ticket: str
    counter: int

    @property
    def length(self) -> int:
        """How many characters the two numbers have; the screen chooses their size by it."""
        return len(self.ticket) + len(str(self.counter))

    @property
    def long(self) -> bool:
        """The ticket's number alone is longer than the usual letter and three digits."""
        return len(self.ticket) > 4


def awaited(hall: Hall, call: Call) -> bool:
    """The customer of this very call is still expected at the counter."""
    counter = hall.counters.get(call.counter)
    ticket = hall.in_hand(counter) if counter else None
    return ticket is not None and ticket.call == call.id and ticket.state == State.CALLED


def newest_calls(hall: Hall, zone: Zone | None) -> list[Call]:
    """Of each ticket only its newest call; the newest first."""
    newest: dict[str, Call] = {}
    for call in hall.calls:
        if is_called_in(hall, zone, call.counter, call.number):
            newest.setdefault(call.number, call)
    return list(newest.values())


def called_now(hall: Hall, now: Instant, zone: Zone | None = None) -> list[Shown]:
    """Newest first. A new call never hides another new one."""
    calls = newest_calls(hall, zone)
    fresh = [call for call in calls if now - call.at < (FRESH if awaited(hall, call) else LEAST)]
    if not fresh:
        fresh = [call for call in calls if now - call.at < STILL and awaited(hall, call)][:1]
    return [Shown(call.id, call.number, call.counter) for call in fresh[:RECENT_CALLS]]


def is_new(hall: Hall, now: Instant, shown: list[Shown]) -> bool:
    """Whether one of the calls that are shown is so new that nothing else may draw the eye."""
    ids = {call.call for call in shown}
    return any(call.id in ids and now - call.at < FRESH for call in hall.calls)


def recent(hall: Hall, above: list[Shown], zone: Zone | None = None) -> list[Shown]:
    """Whoever else is at a counter, called or being served, newest first; as many as fit below those called now."""
    place = {call.id: at for at, call in enumerate(hall.calls)}
    shown = {call.ticket for call in above}
    there = [(counter.number, ticket) for counter in hall.counters.values() if (ticket := hall.in_hand(counter))]
    there.sort(key=lambda one: (place.get(one[1].call or "", len(place)), -(one[1].called_at or 0)))
    calls = [
        Shown(ticket.call or "", ticket.number, counter)
        for counter, ticket in there
        if ticket.number not in shown and is_called_in(hall, zone, counter, ticket.number)
    ]
    return calls[: BESIDE.get(len(above), 0)]
