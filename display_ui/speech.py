"""Which calls a display has to speak, and how loud. Pure; what it speaks first, and how short, the display decides by itself."""

from dataclasses import dataclass

import orjson

from app.hall.call import RECENT_CALLS, Call, volume
from app.hall.day import Instant
from app.hall.plan import Plan, Zone
from app.hall.state import Hall
from app.hall.zones import zone_of
from display_ui.bilingual import Both, both
from display_ui.calls import LEAST, awaited, newest_calls
from display_ui.spoken_call import Saying, often_said, sentences
from shared_ui.picture import Look

OLD = 60_000
"""Milliseconds after which a call is not spoken any more."""


@dataclass(frozen=True, slots=True)
class Speech:
    """`zone`: whose calls they are; "": the whole hall's. `volume` in percent; 0: nothing is spoken now. `hello`: the clips with
    which staff try the sound; `ready`: those that most calls need. `calls` as JSON."""

    zone: str
    volume: int
    hello: str
    ready: str
    calls: str
    words: dict[str, Both]


WORDS = ("speaks", "silent", "off", "blocked", "failed", "test")


def speech(hall: Hall, now: Instant, look: Look) -> Speech:
    loud = volume(hall.plan, now)
    zone = zone_of(hall.plan, look.get("zone"))
    calls = to_speak(hall, now, zone) if loud else []
    return Speech(
        zone=zone.id if zone else "",
        volume=loud,
        hello=" ".join(f"{tongue}/hello" for tongue in hall.plan.voice.languages),
        ready=" ".join(often_said(hall.plan)) if loud else "",
        calls=orjson.dumps([told(hall.plan, call) for call in calls]).decode(),
        words={name: both(look, f"voice.{name}") for name in WORDS},
    )


def to_speak(hall: Hall, now: Instant, zone: Zone | None = None) -> list[Call]:
    """The oldest first. Who isn't awaited any more need not be called, but a call that has just
    been made is spoken all the same: whoever is at the counter already wonders where it was."""
    fresh = [call for call in newest_calls(hall, zone) if now - call.at < (OLD if awaited(hall, call) else LEAST)]
    if len(fresh) > RECENT_CALLS:  # the next ones follow as these are spoken
        fresh = [call for call in fresh if call.spoken_at is None][-RECENT_CALLS:]
    return fresh[::-1]


def told(plan: Plan, call: Call) -> dict[str, object]:
    """A call as it stands in the picture."""
    said = sentences(plan, call.number, call.counter, call.again)
    return {
        "id": call.id,
        "at": call.at,
        "spoken": call.spoken_at is not None,
        "whole": [_saying(one) for one in said.whole],
        "short": _saying(said.short),
        "least": _saying(said.least),
    }


def _saying(saying: Saying) -> dict[str, object]:
    return {"clips": saying.clips, "ms": saying.ms}
