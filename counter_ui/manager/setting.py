"""One counter under the manager's hand: open or closed, what it serves, whom it takes first, a word to whoever is there."""

from dataclasses import dataclass
from typing import Any

from app.hall.counter import CounterState
from app.hall.matters import Attention
from app.hall.plan import Text
from app.hall.state import Hall
from app.hall.ticket import Ticket
from counter_ui.manager.names import place_name
from shared_ui.picture import Look
from shared_ui.times import clock


@dataclass(frozen=True, slots=True)
class Toggle:
    """`body`: what the command is told to turn it the other way; None: it can't be, for something has to be served."""

    id: str
    name: Text
    on: bool
    body: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Setting:
    """`changed`: today it isn't what the hall file says. `asks`: whether it is really to be closed. `waits_here`: who waits for
    this counter only, and will wait for the service instead."""

    number: int
    shut: bool
    leaving: bool
    services: list[Toggle]
    first: list[Toggle]
    changed: bool
    asks: bool
    waits_here: list[Ticket]


@dataclass(frozen=True, slots=True)
class Word:
    """A manager's word to a place; `seen`: when it was, None: not yet."""

    attention: Attention
    where: str
    seen: str | None


def setting(hall: Hall, look: Look) -> Setting | None:
    """Of the counter that the look names."""
    at = hall.counters.get(int(look.get("counter", "0")))
    if at is None:
        return None
    works = hall.works[at.number]
    return Setting(
        number=at.number,
        shut=at.state == CounterState.CLOSED,
        leaving=at.leaving is not None,
        services=[_toggle("services", one.id, one.name, works.services, least=1) for one in hall.plan.services],
        first=[_toggle("first", one.id, one.name, works.first, least=0) for one in hall.plan.levels],
        changed=at.services is not None or at.first is not None,
        asks=look.get("ask") == "close",
        waits_here=hall.queues.waiting_for(at.number),
    )


def _toggle(what: str, id: str, name: Text, chosen: tuple[str, ...], least: int) -> Toggle:
    on = id in chosen
    others = [one for one in chosen if one != id]
    wished = others if on else [*others, id]
    return Toggle(id, name, on, {what: wished} if len(wished) >= least else None)


def words(hall: Hall, language: str) -> list[Word]:
    """Those that nobody has seen first, then the latest."""
    ordered = sorted(hall.attentions.values(), key=lambda one: (one.heeded_at is not None, -one.at))
    return [
        Word(
            one,
            place_name(hall.plan, language, one.post, one.counter),
            None if one.heeded_at is None else clock(hall.plan, one.heeded_at),
        )
        for one in ordered
    ]
