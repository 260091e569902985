"""What a kiosk shows when a walk is over: the ticket, or else where the customer goes from here."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import Elsewhere, Service
from app.hall.state import Hall
from app.hall.walk import Ended
from kiosk_ui.closed import HALLS
from shared_ui.nearby import Near, near_halls

GAVE_UP = "gave-up"
"""Nobody stands there any more, or the customer began anew."""
WITHOUT_PAPERS: Literal["no-documents"] = "no-documents"
ELSEWHERE: Literal["self-service"] = "self-service"


@dataclass(frozen=True, slots=True)
class Over:
    """`ways`: where else the service is to be had; `service`: whose papers are to be brought; `nearby`: the halls to which the
    customer may go with them."""

    outcome: Literal["self-service", "no-documents", "finished"]
    service: Service | None
    ways: tuple[Elsewhere, ...] = ()
    nearby: tuple[Near, ...] = ()

    def lead(self, helped: bool) -> str:
        """What stands first. `helped`: a helper is on the way, which matters more than the places."""
        if helped and self.outcome != WITHOUT_PAPERS:
            return "helper"
        if self.ways and all(way.channel == "hotline" for way in self.ways):
            return "hotline"
        return self.outcome


def ended_here(hall: Hall, id: str | None) -> Ended | None:
    """A kiosk's walk that has come to an end which its customer is still to see."""
    ended = next((ended for ended in hall.ended if ended.walk == id and ended.runner == "kiosk"), None)
    return None if ended is None or ended.outcome == GAVE_UP else ended


def number_of(hall: Hall, ended: Ended) -> str | None:
    """The ticket that the walk issued, if it is of today."""
    return ended.ticket[1] if ended.ticket and ended.ticket[0] == hall.day else None


def over(hall: Hall, now: Instant, ended: Ended, service: str | None) -> Over:
    """`service`: the one that was asked for."""
    found = hall.plan.service.get(service or "")
    if ended.outcome == WITHOUT_PAPERS:
        return Over(WITHOUT_PAPERS, found, nearby=near_halls(hall, now, service)[:HALLS])
    if ended.outcome == ELSEWHERE and found is not None:
        return Over(ELSEWHERE, found, found.elsewhere)
    return Over("finished", found)
