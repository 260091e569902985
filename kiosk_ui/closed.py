"""What is possible when the kiosk issues no tickets: when the hall opens again, other ways, other halls."""

from dataclasses import dataclass

from app.hall.day import Instant, is_open
from app.hall.plan import Channel, Plan, Text
from app.hall.state import Hall
from shared_ui.nearby import Near, near_halls
from shared_ui.times import Opening, opening

AROUND_THE_CLOCK: tuple[Channel, ...] = ("all-day", "online", "hotline", "sms")
HALLS = 3
"""So many nearby halls are named."""


@dataclass(frozen=True, slots=True)
class Way:
    """A channel that is open now, where it is found, and what it can do."""

    channel: Channel
    where: tuple[Text, ...]
    services: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """`lingering`: the hall is still open for those who have a ticket."""

    lingering: bool
    opening: Opening | None
    ways: tuple[Way, ...]
    nearby: tuple[Near, ...]


def closed(hall: Hall, now: Instant) -> Closed:
    """The self-service area stands inside the hall, so it counts only while the doors are open."""
    plan = hall.plan
    lingering = is_open(plan, now)
    channels: tuple[Channel, ...] = ("self-service", *AROUND_THE_CLOCK) if lingering else AROUND_THE_CLOCK
    ways = tuple(way for channel in channels if (way := _way(plan, channel)).services)
    return Closed(lingering, opening(plan, now), ways, near_halls(hall, now, None)[:HALLS])


def _way(plan: Plan, channel: Channel) -> Way:
    by = [(service, one) for service in plan.services for one in service.elsewhere if one.channel == channel]
    where = dict.fromkeys(one.where for _, one in by if one.where is not None)
    return Way(channel, tuple(where), tuple(dict.fromkeys(service.name for service, _ in by)))
