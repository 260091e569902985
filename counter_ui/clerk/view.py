"""What the clerk's console shows: hall, now, look → the picture. Pure."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.plan import Text
from app.hall.state import Hall
from counter_ui.clerk.action import Action
from counter_ui.clerk.affairs import Affairs, affairs
from counter_ui.clerk.bar import bar, main, top, undo_leaving
from counter_ui.clerk.groups import Panel
from counter_ui.clerk.hand import Hand, in_hand
from counter_ui.clerk.panels import panel
from counter_ui.clerk.queue import Queue, queue
from counter_ui.clerk.standing import Stand, standing
from counter_ui.clerk.step import Part, part
from shared_ui.picture import Look


@dataclass(frozen=True, slots=True)
class Console:
    """`since` is when the counter was opened, paused or closed. `asked`: the clerk asked for the next one and nobody was
    there; it alternates, so that each asking is seen. `finish`: what the Space bar does at the last step of the script."""

    counter: int
    name: Text | None
    services: tuple[Text, ...]
    stand: Stand
    since: Instant
    reason: str | None
    leaving: str | None
    undo: Action | None
    served: int
    slim: bool
    asked: str | None
    hand: Hand | None
    step: Part | None
    finish: Action | None
    affairs: Affairs
    queue: Queue
    panel: Panel | None
    top: tuple[Action, ...]
    bar: tuple[Action, ...]


def console(hall: Hall, now: Instant, look: Look) -> Console:
    at, slim = standing(hall, look), "slim" in look
    step = part(hall, now, at, look)
    finishes = step is not None and step.finishes
    return Console(
        counter=at.counter.number,
        name=at.plan.name,
        services=tuple(hall.plan.service[service].name for service in at.plan.services),
        stand=at.stand,
        since=at.counter.since,
        reason=at.counter.reason,
        leaving=at.leaving,
        undo=undo_leaving(at),
        served=at.counter.served,
        slim=slim,
        asked=look.get("asked"),
        hand=in_hand(hall, now, at),
        step=step,
        finish=main(at, look) if finishes else None,
        affairs=affairs(hall, now, at),
        queue=queue(hall, now, at, slim=slim),
        panel=panel(hall, now, at, look),
        top=() if slim else top(at, look, hall.plan),
        bar=bar(at, look, slim=slim, finishes=finishes),
    )
