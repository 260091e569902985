"""How many wait for which service, and about how long somebody who comes now would wait."""

from dataclasses import dataclass

from app.hall import wait
from app.hall.plan import MINUTE, Millis, Service
from app.hall.state import Hall
from app.hall.wait import Wait
from display_ui.bilingual import Both, both, both_of
from shared_ui.screen import Look

SAID = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 90, 120)
"""The minutes that people say, as on the kiosk; a wait is told by the nearest of them."""
LONG = 120 * MINUTE
"""From here on a wait is only called long."""


@dataclass(frozen=True, slots=True)
class Line:
    """`how_long` is None where no open counter serves the service: the line is left quiet."""

    key: str
    name: Both
    people: int
    how_long: Both | None


def said(duration: Millis) -> int:
    """The nearest of the minutes that people say, of two equally near the longer."""
    minutes = duration / MINUTE
    return min(SAID, key=lambda one: (abs(one - minutes), -one))


def about(look: Look, expected: Wait) -> Both:
    low, high = said(expected.p50), said(expected.p90)
    if expected.p50 >= LONG:
        return both(look, "display.wait.long")
    if low == high:
        return both(look, "display.wait.one", minutes=low)
    return both(look, "display.wait.range", low=low, high=high)


def _how_long(hall: Hall, service: str, look: Look) -> Both | None:
    if wait.at_once(hall, service):
        return both(look, "display.wait.none")
    expected = wait.behind(hall, service, hall.queues.waiting(service))
    return about(look, expected) if expected else None


def _line(hall: Hall, service: Service, look: Look) -> Line:
    return Line(service.id, both_of(look, service.name), hall.queues.waiting(service.id), _how_long(hall, service.id, look))


def lines(hall: Hall, look: Look, room: int) -> list[Line]:
    """In the hall's order. A service that no open counter serves is named only if somebody waits for it; of more
    services than there is room for, the quietest ones are summed up in the last line."""
    served = [s for s in hall.plan.services if hall.serving(s.id) or hall.queues.waiting(s.id)]
    if len(served) <= room:
        return [_line(hall, service, look) for service in served]
    crowded = sorted(served, key=lambda s: -hall.queues.waiting(s.id))[: room - 1]
    rest = [service for service in served if service not in crowded]
    people = sum(hall.queues.waiting(service.id) for service in rest)
    more = Line("more", both(look, "display.more", count=len(rest)), people, None)
    return [*(_line(hall, service, look) for service in served if service in crowded), more]
