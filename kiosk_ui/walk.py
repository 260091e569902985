"""A page of the guidance: one step, large; and what was said before it in the same breath."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.hall import walks
from app.hall.day import Instant
from app.hall.script import Script, Step, arrive
from app.hall.state import Hall
from app.hall.walk import DONE, Walk
from app.hall.walking import GUIDANCE
from kiosk_ui.services import Card, first_page, group_page, in_group, service_card
from kiosk_ui.width import ROOM, close, width, wordy
from shared_ui.spoken import spoken
from shared_ui.steps import Choice, StepView, step_view


@dataclass(frozen=True, slots=True)
class Telling:
    """Sentences that are told one after the other: the ones before this one, and how many they are with it and the rest."""

    before: tuple[str, ...]
    count: int

    @property
    def place(self) -> int:
        return len(self.before) + 1


@dataclass(frozen=True, slots=True)
class WalkPage:
    """`first`: nothing was asked before it, back is the first page. `cards`: the services, where one is asked for."""

    step: StepView
    first: bool
    telling: Telling
    cards: tuple[Card, ...] = ()
    grouped: bool = False

    @property
    def enters(self) -> bool:
        """Something is entered here that a kiosk can ask for."""
        return self.step.enter in ("phone", "service")

    @property
    def main(self) -> Choice | None:
        """The answer that goes with what is entered."""
        return self.step.answers[0] if self.enters and self.step.answers else None

    @property
    def value(self) -> str:
        return self.main.id if self.main else DONE

    @property
    def body(self) -> dict[str, str]:
        """What goes with an entry to the server, besides the entry."""
        return {"step": self.step.step} | ({"answer": self.main.id} if self.main else {})

    @property
    def wordy(self) -> int:
        """0 to 2: the more words, the smaller they are set."""
        return wordy(self.step.text)

    @property
    def close(self) -> bool:
        """Many answers, or long ones."""
        return close([choice.label for choice in self.choices])

    @property
    def heard(self) -> tuple[str, ...]:
        """What was said before this sentence, as far as there is room: the last of it."""
        room, fits = ROOM - width(self.step.text), 0
        for sentence in reversed(self.telling.before):
            room -= width(sentence)
            fits += room >= 0
        return self.telling.before[len(self.telling.before) - fits :]

    def body_with(self, service: str) -> dict[str, str]:
        return self.body | {"service": service}

    @property
    def shape(self) -> Literal["phone", "service", "ask", "say"]:
        if self.step.enter == "phone" or self.step.enter == "service":
            return self.step.enter
        return "ask" if self.step.answers else "say"

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers that are buttons of their own."""
        return self.step.answers[1:] if self.enters else self.step.answers


def of_kiosk(hall: Hall, id: str | None, kiosk: str) -> Walk | None:
    """The walk under way at this kiosk; one that was left for another script goes on as that one."""
    post = f"kiosk-{kiosk}"
    found = hall.walks.get(id or "")
    if found is None and any(ended.walk == id and ended.outcome == "continued" for ended in hall.ended):
        found = next((walk for walk in reversed(hall.walks.values()) if walk.post == post), None)
    return found if found is not None and (found.runner, found.post) == ("kiosk", post) else None


def walk_page(hall: Hall, now: Instant, walk: Walk, language: str, group: str | None) -> WalkPage:
    view = step_view(hall, now, walk, language, public=True)
    told = _telling(hall, now, walk, language)
    first = len(walk.path) == _said_already(hall.script_of(walk), walk)
    if view.enter != "service":
        return WalkPage(view, first, told)
    opened = group_page(hall, group)
    cards = tuple(service_card(hall, one) for one in in_group(hall, opened.id)) if opened else first_page(hall)
    return WalkPage(view, first, told, cards, opened is not None)


def _said_already(script: Script, walk: Walk) -> int:
    """How many steps from the first on were done by the kiosk's first page: the greeting, the service that was touched there."""
    steps = [script.step(passed.step) for passed in walk.path]
    said = [_greets(step) or step.enter == "service" for step in steps]
    return said.index(False) if False in said else len(said)


def _greets(step: Step) -> bool:
    return step.verb == "say" and step.kind == "greeting"


def _tells(step: Step) -> bool:
    """A sentence that needs nothing but to be heard; the one that comes with the ticket stands on the ticket's page."""
    return step.verb == "say" and not step.answers and not (step.effect is not None and step.effect.name == "ticket")


def _telling(hall: Hall, now: Instant, walk: Walk, language: str) -> Telling:
    script = hall.script_of(walk)
    if not _tells(script.step(walk.step)):
        return Telling((), 1)
    behind: list[str] = []
    for passed in reversed(walk.path):
        step = script.step(passed.step)
        if not _tells(step) or _greets(step) or step.text is None:
            break
        behind.insert(0, spoken(hall, now, walk, step.text, language, public=True))
    return Telling(tuple(behind), len(behind) + 1 + sum(1 for _ in _ahead(hall, script, walk)))


def _ahead(hall: Hall, script: Script, walk: Walk) -> Iterator[Step]:
    now, seen = walks.circumstances(hall, walk), {walk.step}
    step = arrive(script, script.following(script.step(walk.step)), now)
    while step is not None and _tells(step) and step.id not in seen:
        seen.add(step.id)
        yield step
        step = arrive(script, script.following(step), now)


def asks_for_vips(hall: Hall) -> bool:
    """The guidance has a question for somebody who says that they are a VIP."""
    edition = hall.scripts.get(GUIDANCE)
    if edition is None or not any(level.important for level in hall.plan.levels):
        return False
    return any(condition.name == "vip-claimed" for step in edition.script.steps for condition in step.when)
