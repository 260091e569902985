"""What can be answered at a step: its replies and what is entered with them, a step back, leaving it out."""

from dataclasses import dataclass, replace
from typing import Literal

from app.hall import walks
from app.hall.plan import Text
from app.hall.script import Entry, Step
from app.hall.state import Hall
from app.hall.walk import DONE, Walk
from counter_ui.clerk import ticks
from counter_ui.clerk.action import Action, body, numbered
from counter_ui.clerk.looks import LEAVE
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look
from shared_ui.steps import Choice, StepView

AFTER = "panel=&at=&asked="
"""After an answer no panel is open."""
FIELDS: dict[Entry, Literal["number", "line", "lines", "phone", "service"]] = {
    "count": "number",
    "minutes": "number",
    "phone": "phone",
    "customer": "line",
    "note": "lines",
    "service": "service",
}
"""How each entry is made; an offer is chosen like an answer."""


@dataclass(frozen=True, slots=True)
class Field:
    """Where something is entered: `name` is its place in the command; `services` to choose from."""

    name: Entry
    shape: str
    services: tuple[tuple[str, Text], ...] = ()


# ------------------------------------------------------------ what is entered
def with_offer(hall: Hall, walk: Walk, step: Step, look: Look) -> Walk:
    """The walk with the offer that the clerk has chosen for it, or the first that is left."""
    if step.enter != "offer":
        return walk
    left = walks.offers_left(hall, walk.ticket)
    wished = look.get("offer", "")
    return replace(walk, offer=wished if wished in left else next(iter(left), walk.offer))


def offers(hall: Hall, walk: Walk, step: Step, at: Standing) -> tuple[Action, ...]:
    """Which of several is recommended; the key goes on to the next one."""
    left = walks.offers_left(hall, walk.ticket) if step.enter == "offer" else ()
    if len(left) < 2:
        return ()
    names = {offer.id: offer.name for offer in hall.plan.offers}
    turn = left[(left.index(walk.offer) + 1) % len(left)] if walk.offer in left else left[0]
    return tuple(
        Action(
            "offer",
            "D" if offer == turn and at.panel is None else None,
            text=names[offer],
            value=offer,
            show=f"offer={offer}",
            on=offer == walk.offer,
        )
        for offer in left
    )


def field(hall: Hall, step: Step) -> Field | None:
    if step.enter is None or step.enter not in FIELDS:
        return None
    services = tuple((one.id, one.name) for one in hall.plan.services) if step.enter == "service" else ()
    return Field(step.enter, FIELDS[step.enter], services)


# ------------------------------------------------------------ what is answered
def replies(hall: Hall, at: Standing, look: Look, view: StepView, walk: Walk) -> tuple[Action, ...]:
    """A step is done with Space, a question answered by number; what is entered goes with Enter."""
    given: dict[str, object] = {"step": view.step}
    if view.enter == "offer" and walk.offer:
        given["offer"] = walk.offer
    if view.answers:
        found = tuple(_reply(at, view, choice, place, given) for place, choice in enumerate(view.answers, 1))
    else:
        found = (_done(at, look, view, given),)
    return tuple(replace(one, key=None) for one in found) if at.panel else found


def _reply(at: Standing, view: StepView, choice: Choice, place: int, given: dict[str, object]) -> Action:
    entry = choice.entry and view.enter in FIELDS
    return Action(
        "answer",
        "Enter" if entry else numbered(place),
        "reply",
        text=choice.label,
        command="answer",
        value=choice.id,
        post=at.spot.walk(view.walk, "answer"),
        body=body(**given, answer=choice.id),
        then=AFTER,
        at=at.step,
        entry=entry,
    )


def _done(at: Standing, look: Look, view: StepView, given: dict[str, object]) -> Action:
    """Beside the call itself, which has the Space bar, it is done with 1."""
    ticked = ticks.ticked(at, look, len(view.items))
    missing = len(view.items) - len(ticked)
    entry = view.enter in FIELDS
    return Action(
        "still_missing" if missing else "step_done",
        "Enter" if entry else "1" if at.stand == "called" else "Space",
        "urged" if missing else "plain" if at.stand == "called" else "main",
        fields={"n": missing} if missing else {},
        command="answer",
        value=DONE,
        post=at.spot.walk(view.walk, "answer"),
        body=body(**given, **({"ticked": list(ticked)} if view.items else {})),
        then=AFTER,
        at=at.step,
        entry=entry,
    )


def ways(at: Standing, view: StepView) -> tuple[Action, ...]:
    """A step back, leaving it out, and ending what the clerk does alone."""
    back = Action(
        "step_back",
        "Backspace",
        "quiet",
        command="back",
        post=at.spot.walk(view.walk, "back"),
        body=body(step=view.step),
        then=AFTER,
        at=at.step,
    )
    opened = at.panel == "skip"
    show = LEAVE if opened else f"{LEAVE}&panel=skip&for={at.number}&at={at.step}"
    skip = Action("open_skip", "K", "quiet", show=show, on=opened)
    over = Action("leave_walk", "Q", "quiet", command="leave", post=at.spot.walk(view.walk, "leave"), then=AFTER, at=at.step)
    found = [*([back] if view.can_go_back else []), skip, *([over] if at.ticket is None else [])]
    return tuple(replace(one, key=None) for one in found) if at.panel else tuple(found)
