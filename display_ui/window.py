"""What the screen above one counter shows: whose turn it is, or whether anybody is served here."""

from dataclasses import dataclass

from app.hall.counter import Counter
from app.hall.day import Instant
from app.hall.lamps import Situation, light
from app.hall.playlist import is_night
from app.hall.state import Hall
from display_ui.bilingual import Both, both, both_of
from display_ui.header import Header, header
from shared_ui.picture import Look


@dataclass(frozen=True, slots=True)
class Window:
    """`call` is set while the customer is called: only then the screen is yellow."""

    header: Header
    counter: int
    title: Both
    name: Both | None
    situation: Situation
    ticket: str | None
    call: str | None
    state: Both
    hint: Both | None
    night: bool


def name(hall: Hall, number: int, look: Look) -> Both | None:
    """The counter's own name; not where some levels are taken first: it would tell the level of whoever is called."""
    plan = hall.plan.counter[number]
    return both_of(look, plan.name) if plan.name and not plan.first else None


def hint(hall: Hall, counter: Counter, now_is: Situation, look: Look) -> Both | None:
    word = hall.plan.counter_word
    if counter.leaving:
        return both(look, "window.hint.leaving", word=word)
    return both(look, f"window.hint.{now_is}", word=word) if now_is in ("paused", "closed") else None


def window(hall: Hall, now: Instant, look: Look) -> Window:
    counter = hall.counter(int(look["counter"]))
    shown = light(hall, counter.number)
    now_is, word = shown.state, hall.plan.counter_word
    return Window(
        header=header(hall, now, look),
        counter=counter.number,
        title=both(look, "window.title", number=counter.number, word=word),
        name=name(hall, counter.number, look),
        situation=now_is,
        ticket=shown.number,
        call=shown.call,
        state=both(look, f"window.state.{now_is}", word=word),
        hint=hint(hall, counter, now_is, look),
        night=is_night(hall.plan, now),
    )
