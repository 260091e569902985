"""How long somebody will wait, as the greeter tells it: by the minutes that people say, as on kiosk and TV."""

from dataclasses import dataclass
from typing import Literal

from app.hall import wait
from app.hall.plan import MINUTE, Millis
from app.hall.state import Hall
from app.hall.wait import Wait

SAID = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 90, 120)
LONG = 120 * MINUTE


@dataclass(frozen=True, slots=True)
class Told:
    """`code` chooses the sentence; minutes."""

    code: Literal["none", "one", "range", "long", "unserved"]
    low: int = 0
    high: int = 0


def said(duration: Millis) -> int:
    minutes = duration / MINUTE
    return min(SAID, key=lambda one: (abs(one - minutes), -one))


def told(expected: Wait | None) -> Told:
    """No open counter serves it: nothing can be promised."""
    if expected is None:
        return Told("unserved")
    if expected.p50 >= LONG:
        return Told("long")
    low, high = said(expected.p50), said(expected.p90)
    return Told("one" if low == high else "range", low, high)


def of_newcomer(hall: Hall, service: str) -> Told:
    if wait.at_once(hall, service):
        return Told("none")
    return told(wait.behind(hall, service, hall.queues.waiting(service)))
