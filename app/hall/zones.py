"""What belongs to a zone of the hall: the calls that are shown and spoken there, and the services that are waited for there."""

from typing import TYPE_CHECKING

from app.hall.plan import Plan, Zone

if TYPE_CHECKING:
    from app.hall.state import Hall


def zone_of(plan: Plan, id: str | None) -> Zone | None:
    """None, for a zone that the hall doesn't have (any more) too: then all calls are shown, so that none is missed."""
    return plan.zone.get(id or "")


def is_called_in(hall: "Hall", zone: Zone | None, counter: int, number: str) -> bool:
    """The counter stands there, or the customer came for a service that is waited for there. No zone: the whole hall."""
    if zone is None or counter in zone.counters:
        return True
    ticket = hall.tickets.get(number)
    return ticket is not None and ticket.service in zone.services


def services_in(hall: "Hall", zone: Zone | None) -> frozenset[str]:
    """The services that the zone names, else those that its counters serve today. No zone: all of the hall."""
    if zone is None:
        return frozenset(hall.plan.service)
    return frozenset(zone.services or [service for number in zone.counters for service in hall.works[number].services])
