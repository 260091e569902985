"""What stands at the top of each of the hall's screens: whose hall it is, a greeting by the time of day, the brand."""

from dataclasses import dataclass

from app.hall.day import Instant, greeting
from app.hall.state import Hall
from app.hall.zones import zone_of
from display_ui.bilingual import Both, both, both_of
from shared_ui.media import media_address
from shared_ui.picture import Look
from shared_ui.sentences import sentence


@dataclass(frozen=True, slots=True)
class Logo:
    """`plate`: it is dark, and stands on a light plate."""

    address: str
    plate: bool


@dataclass(frozen=True, slots=True)
class Header:
    name: Both
    greeting: Both
    zone: Both | None
    logo: Logo | None
    colour: str | None
    """The brand's, without #."""


def header(hall: Hall, now: Instant, look: Look) -> Header:
    plan = hall.plan
    told = sentence(f"times.greeting.{greeting(plan, now)}")
    zone = zone_of(plan, look.get("zone"))
    logo = hall.logos.get("screen")
    return Header(
        name=both_of(look, plan.name),
        greeting=both(look, "display.hello", greeting=told),
        zone=both_of(look, zone.name) if zone and zone.name else None,
        logo=Logo(media_address(plan.hall, logo.media), logo.plate) if logo else None,
        colour=plan.brand.colour and plan.brand.colour[1:],
    )
