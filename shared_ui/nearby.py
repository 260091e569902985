"""Other halls, as customers are told of them: which one is named, and how long the wait there is now.

What is not known, or was so more than a minute ago, is not told: then a nearby hall is its name and address, as ever.
"""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import Nearby, Text
from app.hall.state import Hall
from app.hall.summary import Neighbour
from shared_ui.sentences import say
from shared_ui.times import about_arrival

Code = Literal["unknown", "closed", "lingering", "none", "one", "range", "long"]


@dataclass(frozen=True, slots=True)
class Near:
    """A nearby hall and how it is there now: `spoken.near.CODE` is the sentence, unless nothing is known. `lingering`: still open
    for those who have a ticket, but it issues none."""

    name: Text
    address: Text | None
    code: Code = "unknown"
    low: int = 0
    high: int = 0

    @property
    def is_known(self) -> bool:
        return self.code != "unknown"

    def now(self, language: str) -> str:
        return say(language, f"spoken.near.{self.code}", low=self.low, high=self.high)

    def told(self, language: str) -> str:
        """Name, and in brackets the address and how it is there now."""
        address = [self.address.in_(language)] if self.address else []
        place = say(language, "spoken.and").join([*address, *([self.now(language)] if self.is_known else [])])
        return self.name.in_(language) + (say(language, "spoken.at", place=place) if place else "")


def near_halls(hall: Hall, now: Instant, service: str | None) -> tuple[Near, ...]:
    """The hall to which a customer is sent with this service comes first, then the others as the hall file has them."""
    named = hall.plan.nearby
    first = _chosen(hall, now, service)
    return tuple(_near(hall, now, one, service) for one in sorted(named, key=lambda one: one is not first))


def _chosen(hall: Hall, now: Instant, service: str | None) -> Nearby | None:
    """The nearest. If it is known to take nobody now, the nearest that is known to do so, and to have the service."""
    named = hall.plan.nearby
    for one in named[:1]:
        known = _known(hall, now, one)
        if known is None or known.takes_tickets:
            return one
    for one in named:
        known = _known(hall, now, one)
        if known is not None and known.takes_tickets and (service is None or known.serves(service)):
            return one
    return named[0] if named else None


def _known(hall: Hall, now: Instant, near: Nearby) -> Neighbour | None:
    known = hall.neighbours.get(near.hall or "")
    return known if known is not None and known.is_fresh(now) else None


def _near(hall: Hall, now: Instant, near: Nearby, service: str | None) -> Near:
    known = _known(hall, now, near)
    if known is None:
        return Near(near.name, near.address)
    if not known.takes_tickets:
        return Near(near.name, near.address, "lingering" if known.open else "closed")
    wait = about_arrival(known.wait_for(service))
    return Near(near.name, near.address, "unknown" if wait.code == "unserved" else wait.code, wait.low, wait.high)
