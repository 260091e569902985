"""The step at which a walk is, as a screen shows it: the same for kiosk, tablet and counter."""

from dataclasses import dataclass

from app.hall import walks
from app.hall.day import Instant
from app.hall.plan import Millis
from app.hall.script import Entry, Kind, Step, Verb, arrive
from app.hall.state import Hall
from app.hall.walk import Walk, limit_of
from shared_ui.sentences import label
from shared_ui.spoken import label_of, spoken


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer. `entry`: what is entered belongs to it."""

    id: str
    label: str
    entry: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """`limit`: milliseconds from `entered` within which it is to be done, a fault of the system added; `down_since`: the system
    is down now. `last`: nothing comes after it. `place`: how many lie behind."""

    walk: str
    script: str
    title: str
    step: str
    verb: Verb
    text: str
    items: tuple[str, ...]
    cue: str | None
    kind: Kind | None
    moment: bool
    by: str | None
    answers: tuple[Choice, ...]
    enter: Entry | None
    entered: Instant
    limit: Millis | None
    down_since: Instant | None
    last: bool
    place: int
    aside: bool
    number: str | None

    @property
    def can_go_back(self) -> bool:
        return self.place > 0


def step_view(hall: Hall, now: Instant, walk: Walk, language: str, *, public: bool = False) -> StepView:
    """`public`: where others may read it."""
    script = hall.script_of(walk)
    step = script.step(walk.step)
    limit = limit_of(hall.plan, walk, step)
    faulty = walks.faulty(hall, walk, now)

    def says(text: object) -> str:
        return spoken(hall, now, walk, text, language, public=public) if text is not None else ""  # type: ignore[arg-type]

    return StepView(
        walk=walk.id,
        script=script.id,
        title=script.title.in_(language),
        step=step.id,
        verb=step.verb,
        text=says(step.text),
        items=tuple(says(item) for item in step.items),
        cue=says(step.cue) or None,
        kind=step.kind,
        moment=step.moment,
        by=label(language, "posts", step.by) if step.by else None,
        answers=_choices(hall, now, walk, step, language, public),
        enter=step.enter,
        entered=walk.entered,
        limit=None if limit is None else limit + faulty,
        down_since=hall.counters[walk.counter].fault_since if walk.counter is not None else None,
        last=not step.answers and arrive(script, script.following(step), walks.circumstances(hall, walk)) is None,
        place=len(walk.path),
        aside=walk.aside,
        number=walk.ticket and walk.ticket[1],
    )


def _choices(hall: Hall, now: Instant, walk: Walk, step: Step, language: str, public: bool) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            answer.id,
            spoken(hall, now, walk, answer.label, language, public=public) if answer.label else label_of(language, answer.id),
            place == 0 and step.enter is not None,
        )
        for place, answer in enumerate(step.answers)
    )
