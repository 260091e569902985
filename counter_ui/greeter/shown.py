"""The walk in hand: its step, what can be entered there, the ticket that came of it."""

from dataclasses import dataclass, replace

from app.hall import walks
from app.hall.day import Instant
from app.hall.plan import Level, Offer, Service
from app.hall.state import Hall
from app.hall.walk import Walk
from counter_ui.greeter.cards import Card, card
from counter_ui.greeter.places import level_of
from shared_ui.picture import Look
from shared_ui.steps import Choice, StepView, step_view
from shared_ui.times import About, about_newcomer

MINUTES = (10, 15, 20, 30, 45, 60, 90, 120)
COUNTS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)


@dataclass(frozen=True, slots=True)
class Chooser:
    """What a step lets be chosen, each with one touch."""

    services: list[tuple[Service, About]]
    offers: list[Offer]
    minutes: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """`at_kiosk`: the kiosk at which the customer stands, if the walk is a kiosk's. `first`: the answer to which what is
    entered belongs; `others`: the rest. `offer`: what is being recommended; it goes with every answer. `ask`: what is
    asked first, before a step is skipped or the walk is left."""

    walk: Walk
    step: StepView
    level: Level | None
    at_kiosk: str | None
    first: Choice | None
    others: tuple[Choice, ...]
    chooser: Chooser
    offer: str | None
    ticked: tuple[int, ...]
    card: Card | None
    ask: str | None

    def ticks(self, item: int) -> str:
        """The address in which this item is ticked, or no longer is."""
        after = sorted({*self.ticked} ^ {item})
        return f"{self.step.step}:{'.'.join(map(str, after))}" if after else ""


def shown(hall: Hall, now: Instant, walk: Walk, look: Look, language: str) -> Shown:
    left = _left(hall, walk)
    offer = next((one.id for one in left if one.id == (walk.offer or look.get("offer"))), left[0].id if left else None)
    seen = step_view(hall, now, replace(walk, offer=walk.offer or offer), language)
    first, *others = seen.answers or (None,)
    entered = first is not None and first.entry
    number = walk.ticket and walk.ticket[1]
    return Shown(
        walk=walk,
        step=seen,
        level=level_of(hall, walk.level),
        at_kiosk=walk.post.removeprefix("kiosk-") if walk.runner == "kiosk" else None,
        first=first if entered else None,
        others=tuple(one for one in others if one) if entered else seen.answers,
        chooser=_chooser(hall, seen, left),
        offer=offer if seen.enter == "offer" or walk.offer else None,
        ticked=_ticked(look, seen),
        card=card(hall, now, number) if number else None,
        ask=look.get("ask"),
    )


def _left(hall: Hall, walk: Walk) -> list[Offer]:
    left = walks.offers_left(hall, walk.ticket)
    return [offer for offer in hall.plan.offers if offer.id in left]


def _chooser(hall: Hall, step: StepView, left: list[Offer]) -> Chooser:
    return Chooser(
        services=[(one, about_newcomer(hall, one.id)) for one in hall.plan.services] if step.enter == "service" else [],
        offers=left if step.enter == "offer" else [],
        minutes=MINUTES if step.enter == "minutes" else (),
        counts=COUNTS if step.enter == "count" else (),
    )


def _ticked(look: Look, step: StepView) -> tuple[int, ...]:
    """Ticks of another step are none of this one."""
    of, _, items = look.get("ticked", "").partition(":")
    if of != step.step:
        return ()
    return tuple(sorted({int(item) for item in items.split(".")} & set(range(len(step.items)))))
