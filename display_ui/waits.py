"""How many wait for which service, and about how long somebody who comes now would wait."""

from dataclasses import dataclass

from app.hall.plan import Service, Zone
from app.hall.state import Hall
from app.hall.zones import services_in
from display_ui.bilingual import Both, both, both_of
from shared_ui.picture import Look
from shared_ui.times import about_newcomer


@dataclass(frozen=True, slots=True)
class Line:
    """`how_long` is None where no open counter serves the service: the line is left quiet."""

    key: str
    name: Both
    people: int
    how_long: Both | None


def _how_long(hall: Hall, service: str, look: Look) -> Both | None:
    told = about_newcomer(hall, service)
    if told.code == "unserved":
        return None
    own = told.code in ("none", "range")
    return both(look, f"{'display' if own else 'times'}.wait.{told.code}", low=told.low, high=told.high)


def _line(hall: Hall, service: Service, look: Look) -> Line:
    return Line(service.id, both_of(look, service.name), hall.queues.waiting(service.id), _how_long(hall, service.id, look))


def lines(hall: Hall, look: Look, room: int, zone: Zone | None = None) -> list[Line]:
    """In the hall's order, of a zone only what is waited for there. A service that no open counter serves is named only if
    somebody waits for it; of more services than there is room for, the quietest ones are summed up in the last line."""
    here = services_in(hall, zone)
    served = [s for s in hall.plan.services if s.id in here and (hall.serving(s.id) or hall.queues.waiting(s.id))]
    if len(served) <= room:
        return [_line(hall, service, look) for service in served]
    crowded = sorted(served, key=lambda s: -hall.queues.waiting(s.id))[: room - 1]
    rest = [service for service in served if service not in crowded]
    people = sum(hall.queues.waiting(service.id) for service in rest)
    more = Line("more", both(look, "display.more", count=len(rest)), people, None)
    return [*(_line(hall, service, look) for service in served if service in crowded), more]
