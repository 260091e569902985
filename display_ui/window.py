"""What the screen above one counter shows: whose turn it is, or whether anybody is served here."""

from dataclasses import dataclass
from typing import Literal

from app.hall.counter import Counter, CounterState
from app.hall.day import Instant
from app.hall.state import Hall
from app.hall.ticket import State
from display_ui.bilingual import Both, both, both_of
from display_ui.lobby import Header, header
from shared_ui.picture import Look

Situation = Literal["called", "serving", "free", "paused", "closed"]


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


def situation(hall: Hall, counter: Counter) -> Situation:
    """What counts first is the customer at the counter; a pause begins when they have been served."""
    ticket = hall.in_hand(counter)
    if ticket is not None:
        return "called" if ticket.state == State.CALLED else "serving"
    if counter.state == CounterState.OPEN:
        return "free"
    return "paused" if counter.state == CounterState.PAUSED else "closed"


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
    now_is, ticket = situation(hall, counter), hall.in_hand(counter)
    word = hall.plan.counter_word
    return Window(
        header=header(hall.plan, now, look),
        counter=counter.number,
        title=both(look, "window.title", number=counter.number, word=word),
        name=name(hall, counter.number, look),
        situation=now_is,
        ticket=ticket.number if ticket else None,
        call=ticket.call if ticket and now_is == "called" else None,
        state=both(look, f"window.state.{now_is}", word=word),
        hint=hint(hall, counter, now_is, look),
    )
