"""The pad at a counter: it asks the customer whose service has just ended there, thanks, and rests. It says nothing of anybody
but the number."""

from dataclasses import dataclass
from typing import Literal

from app.hall import rating
from app.hall.day import Instant
from app.hall.state import Hall
from display_ui.bilingual import Both, both, both_of
from display_ui.header import Header, header
from shared_ui.looks import formed, number
from shared_ui.picture import Look
from shared_ui.rating import STEPS, step_name, topics

Shows = Literal["asks", "about", "thanks", "rests"]
LOOKS = {"for": number, "score": formed("[1-5]"), "about": formed("(?:[a-z][a-z0-9-]{0,39})(?:,[a-z][a-z0-9-]{0,39}){0,19}")}


@dataclass(frozen=True, slots=True)
class Step:
    score: int
    words: Both
    look: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """`look`: what it is tapped for: this topic too, or no more."""

    id: str
    words: Both
    look: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Pad:
    """`score` and `about` as they will be sent."""

    header: Header
    counter: int
    title: Both
    shows: Shows
    says: Both
    optional: Both | None = None
    what_about: Both | None = None
    send: Both | None = None
    ticket: str | None = None
    steps: tuple[Step, ...] = ()
    chips: tuple[Chip, ...] = ()
    score: int = 0
    about: tuple[str, ...] = ()


def pad(hall: Hall, now: Instant, look: Look) -> Pad:
    counter = hall.counter(int(look["counter"])).number
    title = both(look, "window.title", number=counter, word=hall.plan.counter_word)
    top = header(hall, now, look)
    asked = rating.asked_at(hall, now, counter)
    if asked is None:
        shows: Shows = "thanks" if rating.thanked_at(hall, now, counter) else "rests"
        return Pad(top, counter, title, shows, both(look, f"rating.{shows}"))
    own = look.get("for") == asked.number
    score = int(look.get("score", "0")) if own else 0
    known = topics(hall.plan)
    told = look.get("about", "").split(",") if own else []
    about = tuple(one.id for one in known if one.id in told)
    return Pad(
        top,
        counter,
        title,
        "about" if score else "asks",
        says=both(look, "rating.ask"),
        optional=both(look, "rating.optional"),
        what_about=both(look, "rating.about.title"),
        send=both(look, "rating.send"),
        ticket=asked.number,
        steps=tuple(Step(one, both_of(look, step_name(one)), f"for={asked.number}&score={one}", one == score) for one in STEPS),
        chips=tuple(Chip(one.id, both_of(look, one.name), _turned(about, one.id), one.id in about) for one in known),
        score=score,
        about=about,
    )


def _turned(about: tuple[str, ...], id: str) -> str:
    return "about=" + ",".join([one for one in about if one != id] if id in about else [*about, id])
