"""What a display says over its live link: that it has spoken a call, and that it would speak (whose turn it is, it is told)."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.hall.zones import zone_of
from app.house import House
from app.speaking import Present
from shared_ui.picture import Look, Place

_Clip = Annotated[str, Field(pattern=r"^[a-z]{2,5}(/[A-Za-z0-9-]{1,20})?$")]


class _Word(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Spoken(_Word):
    spoken: Annotated[str, Field(pattern=r"^c[0-9]{1,18}$")]


class Voice(_Word):
    """`me` tells one window from another. `missing`: clips that couldn't be had since the last word. `unsure`: calls wait that
    another display may have begun to speak before the link broke."""

    me: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    sound: Literal["ok", "blocked", "failed", "off"]
    missing: Annotated[list[_Clip], Field(max_length=200)] = []
    unsure: bool = False


class Asked(_Word):
    voice: Voice


async def hear(house: House, place: Place, look: Look, said: dict[str, Any], present: Present) -> dict[str, Any] | None:
    """The answer, if there is one. What isn't of the form is dropped."""
    try:
        if "spoken" in said:
            await house.speaking.spoken(place.hall, Spoken.model_validate(said).spoken)
        elif "voice" in said:
            return {"speaks": await _turn(house, place.hall, look, Asked.model_validate(said).voice, present)}
    except (ValidationError, Refusal):  # the page says it again
        pass
    return None


async def _turn(house: House, hall: str, look: Look, voice: Voice, present: Present) -> bool:
    if voice.missing:
        house.speaking.missing(hall, voice.missing)
    zone = hall, await house.desk.read(hall, lambda state, now: _zone(state.plan, look))
    if voice.sound == "ok":
        return await house.speaking.may_speak(zone, voice.me, present, unsure=voice.unsure)
    house.speaking.give_up(zone, present)
    return False


def _zone(plan: Plan, look: Look) -> str:
    """Its id; a zone that the hall doesn't have is the whole hall, whose calls are shown then."""
    zone = zone_of(plan, look.get("zone"))
    return zone.id if zone else ""
