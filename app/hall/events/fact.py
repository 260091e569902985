"""What all facts have in common."""

from dataclasses import dataclass

from app.hall.day import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTicket(Fact):
    number: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCounter(Fact):
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWalk(Fact):
    """`post`: where it is walked: a post of the hall, counter-3, kiosk-1; `who`: the clerk who opened that counter. `number` and
    `day`: the ticket that it is about."""

    walk: str
    script: str
    version: int
    post: str
    counter: int | None = None
    who: str | None = None
    number: str | None = None
    day: str | None = None
