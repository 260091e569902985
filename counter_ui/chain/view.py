"""What a manager sees of the chain: hall, now, look, all halls → the page."""

from dataclasses import dataclass
from typing import Literal

from app.chain_reading import Listed, Reading
from app.hall.day import Instant
from app.hall.plan import MINUTE, Text
from app.hall.state import Hall
from app.hall.summary import Neighbour
from shared_ui.picture import Look
from shared_ui.times import About, Opening, about_arrival, clock, opening

SHOWN = 40
"""So many halls at most stand on the page, whatever the length of the chain; the search finds the others."""
AT_A_GLANCE = 12
"""A chain of so many halls needs no search."""

State = Literal["open", "lingering", "closed", "unknown"]
Mark = Literal["fine", "soon", "late"]


@dataclass(frozen=True, slots=True)
class Row:
    """One hall. `until`: when it closes, HH:MM. `since`: its figures are as old as that, HH:MM. `mark`: its wait against what it
    promises its customers, in `promise` minutes; `unserved`: people wait and no counter is open."""

    hall: str
    name: Text | None
    own: bool
    state: State
    until: str | None = None
    opening: Opening | None = None
    waiting: int = 0
    counters: int = 0
    wait: About | None = None
    mark: Mark = "fine"
    promise: int = 0
    since: str | None = None

    @property
    def unserved(self) -> bool:
        return self.state != "closed" and bool(self.waiting) and not self.counters


@dataclass(frozen=True, slots=True)
class Halls:
    """`rows`: the hall from which one looks, then the longest waits. `more`: how many match besides; `find`: what was searched
    for. The sums are of the whole chain; `waiting` where somebody may still be served."""

    rows: list[Row]
    more: int
    find: str
    searchable: bool
    count: int
    open: int
    waiting: int


def halls(hall: Hall, now: Instant, look: Look, chain: Reading) -> Halls:
    found = chain.matching(look.get("find", ""))
    ranked = sorted(found, key=lambda one: (one.hall != hall.plan.hall, *_rank(one, now)))
    known = [one.known for one in chain.halls if one.known is not None]
    return Halls(
        rows=[_row(one, now, hall.plan.hall) for one in ranked[:SHOWN]],
        more=max(0, len(found) - SHOWN),
        find=look.get("find", ""),
        searchable=len(chain.halls) > AT_A_GLANCE,
        count=len(chain.halls),
        open=sum(one.open for one in known),
        waiting=sum(one.waiting for one in known if one.open or one.counters_open),
    )


def _rank(one: Listed, now: Instant) -> tuple[int, int, str]:
    """Where nobody serves those who wait, then the longest wait, to the minute, so that rows don't change places all the time;
    at last those of which nothing is known, and those that are closed."""
    known = one.known
    if known is None or not known.is_fresh(now):
        return 3, 0, one.hall
    if not known.open:
        return 4, 0, one.hall
    if known.waiting and not known.counters_open:
        return 0, -known.waiting, one.hall
    return (2, 0, one.hall) if known.wait is None else (1, -(known.wait.p50 // MINUTE), one.hall)


def _row(one: Listed, now: Instant, own: str) -> Row:
    known = one.known
    if known is None:
        return Row(one.hall, None, one.hall == own, "unknown")
    door = known.told.door
    return Row(
        hall=one.hall,
        name=door.name,
        own=one.hall == own,
        state="closed" if not known.open else "open" if known.takes_tickets else "lingering",
        until=None if known.closes_at is None else clock(door, known.closes_at),
        opening=None if known.open else opening(door, now),
        waiting=known.waiting,
        counters=known.counters_open,
        wait=about_arrival(known.wait) if known.takes_tickets else None,
        mark=_mark(known),
        promise=known.told.promise // MINUTE,
        since=None if known.is_fresh(now) else clock(door, known.at),
    )


def _mark(known: Neighbour) -> Mark:
    """Amber at four fifths of what is promised, red past it."""
    wait, promise = known.wait.p50 if known.wait else 0, known.told.promise
    return "late" if wait > promise else "soon" if wait * 5 >= promise * 4 else "fine"
