"""The service's script beside the ticket: what to say or do now, and the keys that answer it."""

from dataclasses import dataclass, replace
from typing import Literal

from app.hall import walks
from app.hall.day import Instant
from app.hall.plan import Millis, Text
from app.hall.script import Step, arrive
from app.hall.state import Hall
from app.hall.walk import SKIPPED, Walk, limit_of
from app.languages import LANGUAGES
from counter_ui.clerk import replies, ticks
from counter_ui.clerk.action import Action
from counter_ui.clerk.hand import badge
from counter_ui.clerk.replies import Field
from counter_ui.clerk.standing import Standing
from shared_ui.picture import Look, language
from shared_ui.sentences import HTML_LANG
from shared_ui.spoken import label_of, spoken
from shared_ui.steps import StepView, step_view

LONG, LONGEST = 110, 220
"""Widths of a text above which it is set smaller."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The step before: its text, and what was answered; `skipped` is said otherwise."""

    text: str
    answer: str | None
    skipped: bool


@dataclass(frozen=True, slots=True)
class Part:
    """`since`: the clock of the step, which leaves out how long the system was down; it stands at `spent` while it is. `own`: the
    words in the customer's language, where it is another one. `replies`: what can be answered. `finishes`: Space ends the
    service here. `ahead`: only to be read as yet, the customer is still on the way."""

    view: StepView
    id: str
    since: Instant
    limit: Millis | None
    spent: Millis | None
    badge: Text | None
    own: str | None
    own_lang: str
    behind: Behind | None
    coming: str | None
    ticks: tuple[Action, ...]
    offers: tuple[Action, ...]
    field: Field | None
    replies: tuple[Action, ...]
    ways: tuple[Action, ...]
    finishes: bool
    ahead: bool

    @property
    def size(self) -> Literal["", "long", "longest"]:
        """How small the words must be set: a Chinese letter is as wide as two others."""
        width = sum(2 if letter >= "⺀" else 1 for letter in self.view.text)
        return "" if width <= LONG else "long" if width <= LONGEST else "longest"


def part(hall: Hall, now: Instant, at: Standing, look: Look) -> Part | None:
    if at.walk is None:
        return None
    step = hall.script_of(at.walk).step(at.walk.step)
    walk = replies.with_offer(hall, at.walk, step, look)
    view = step_view(hall, now, walk, language(look))
    down = walks.faulty(hall, walk, now)
    since = walk.entered + down
    ahead = at.stand == "called" and not walk.aside
    shown = Part(
        view=view,
        id=at.step,
        since=since,
        limit=limit_of(hall.plan, walk, step),
        spent=now - since if view.down_since is not None else None,
        badge=_badge(hall, walk),
        own=_own(hall, now, walk, step, look),
        own_lang=HTML_LANG.get(walk.language or "", ""),
        behind=_behind(hall, now, walk, look),
        coming=_coming(hall, now, walk, step, look),
        ticks=() if ahead else ticks.ticks(at, look, view.items),
        offers=() if ahead else replies.offers(hall, walk, step, at),
        field=None if ahead else replies.field(hall, step),
        replies=(),
        ways=() if ahead else replies.ways(at, view),
        finishes=not ahead and finishes(hall, at, look, view),
        ahead=ahead,
    )
    return replace(shown, replies=() if ahead or shown.finishes else replies.replies(hall, at, look, view, walk))


def finishes(hall: Hall, at: Standing, look: Look, view: StepView) -> bool:
    """At the last step of the service there is one thing left to do; what is still to be ticked or entered comes before it."""
    if at.stand != "serving" or view.aside or not view.last or view.enter is not None:
        return False
    return len(ticks.ticked(at, look, len(view.items))) == len(view.items)


# ------------------------------------------------------------ what is read
def _badge(hall: Hall, walk: Walk) -> Text | None:
    """Whom a walk beside the service is about."""
    return badge(hall.plan.level[walk.level], hall) if walk.aside and walk.level in hall.plan.level else None


def _own(hall: Hall, now: Instant, walk: Walk, step: Step, look: Look) -> str | None:
    theirs = walk.language
    if step.text is None or step.kind is None or theirs is None or theirs not in LANGUAGES:
        return None
    if LANGUAGES[theirs].fallback == LANGUAGES[language(look)].fallback:
        return None
    return spoken(hall, now, walk, step.text, theirs, public=False)


def _in_words(hall: Hall, now: Instant, walk: Walk, step: Step, look: Look) -> str:
    texts = (step.text,) if step.text else step.items
    return " · ".join(spoken(hall, now, walk, text, language(look), public=False) for text in texts)


def _behind(hall: Hall, now: Instant, walk: Walk, look: Look) -> Behind | None:
    if not walk.path:
        return None
    passed = walk.path[-1]
    step = hall.script_of(walk).step(passed.step)
    chosen = step.answer(passed.answer)
    said = None
    if chosen is not None:
        words = spoken(hall, now, walk, chosen.label, language(look), public=False) if chosen.label else None
        said = words or label_of(language(look), chosen.id)
    return Behind(_in_words(hall, now, walk, step, look), said, passed.answer == SKIPPED)


def _coming(hall: Hall, now: Instant, walk: Walk, step: Step, look: Look) -> str | None:
    """What follows, where no answer decides it."""
    if step.answers:
        return None
    script = hall.script_of(walk)
    following = arrive(script, script.following(step), walks.circumstances(hall, walk))
    return _in_words(hall, now, walk, following, look) if following else None
