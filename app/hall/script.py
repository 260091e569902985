"""A service script: the steps of the handbook as values, and which follows which. `app/script_file.py` reads the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from app.hall.plan import Millis, Text

Verb = Literal["say", "ask", "do", "checklist"]
Kind = Literal["greeting", "thanks", "reply", "apology", "request", "farewell", "offer", "information"]
Degree = Literal["plain", "heightened", "specific"]
EffectName = Literal[
    "ticket",
    "self-service",
    "call-helper",
    "page-manager",
    "recommend",
    "transfer",
    "work-order",
    "follow-up",
    "complaint",
    "leaflet",
    "end",
]
Entry = Literal["service", "phone", "count", "minutes", "note", "customer", "offer"]
"""What is entered with an answer: a service of the hall, a phone number, how many accounts, in how many minutes, a note for
the clerk, the customer's name as they are addressed, what is recommended."""
Runner = Literal["kiosk", "greeter", "counter"]
"""Who walks the script."""
ConditionName = Literal[
    "level",
    "important",
    "others-waiting",
    "vip-arrived-while-busy",
    "vip-claimed",
    "lounge-free",
    "elsewhere-possible",
    "self-service-possible",
    "documents-needed",
    "offer-left",
    "setting",
    "answer",
    "at",
]

VERBS: tuple[Verb, ...] = get_args(Verb)
RUNNERS: tuple[Runner, ...] = get_args(Runner)
PLACEHOLDERS = (
    "hall",
    "greeting",
    "counter",
    "service",
    "number",
    "wait",
    "nearby",
    "customer",
    "elsewhere",
    "documents",
    "offer",
)
"""What a text may contain in braces, besides {setting.NAME}."""

EFFECTS: Mapping[EffectName, Mapping[str, str]] = {
    "ticket": {"level": "level"},
    "self-service": {"channel": "channel"},
    "call-helper": {},
    "page-manager": {"who": "duty-manager | hall-manager | either", "reason": "code"},
    "recommend": {"outcome": "accepted | not-interested | not-today"},
    "transfer": {"service": "service", "counter": "number", "script": "script"},
    "work-order": {"to": "code"},
    "follow-up": {"what": "code", "within": "duration", "months": "number"},
    "complaint": {"step": "recorded | solved | satisfied | not-satisfied"},
    "leaflet": {},
    "end": {"outcome": "code"},
}
"""The effects, and what each may be told."""

VALUED: tuple[ConditionName, ...] = ("level", "setting", "answer", "at")
"""The conditions that are written with a value, `level:vip`."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens beside the talk. A step's takes place when the step is entered (`end`: when it is done), an answer's
    when it is given. Durations among the arguments are milliseconds."""

    name: EffectName
    arguments: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """`then`: the next step, if not the step's own."""

    id: str
    then: str | None = None
    label: Text | None = None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """`important`, `level:vip`; for `answer:STEP=ANSWER`, `of` is the step."""

    name: ConditionName
    value: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """`text` for say, ask and do; `items` for a checklist. `within` is how long it may take, `each`: that for every account.
    `by`: the post that does it, if not whoever walks the script."""

    id: str
    verb: Verb
    text: Text | None = None
    items: tuple[Text, ...] = ()
    kind: Kind | None = None
    degree: Degree | None = None
    cue: Text | None = None
    moment: bool = False
    answers: tuple[Answer, ...] = ()
    enter: Entry | None = None
    then: str | None = None
    effect: Effect | None = None
    within: Millis | None = None
    each: bool = False
    by: str | None = None
    when: tuple[Condition, ...] = ()

    def answer(self, id: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.id == id), None)

    @property
    def ends(self) -> bool:
        """After this step the walk is over, whatever follows it in the file."""
        return self.effect is not None and self.effect.name == "end"


@dataclass(frozen=True)
class Script:
    id: str
    title: Text
    steps: tuple[Step, ...]

    # Begins with an underscore: what writes a script as it is leaves it out.
    @cached_property
    def _places(self) -> dict[str, int]:
        return {step.id: place for place, step in enumerate(self.steps)}

    def step(self, id: str) -> Step:
        """Raises KeyError for an id that isn't one of the steps."""
        return self.steps[self._places[id]]

    def following(self, step: Step, answer: Answer | None = None) -> str | None:
        """The next step's id by the file alone: the answer's, else the step's `then`, else the one below. None: the end."""
        if answer is not None and answer.effect is not None and answer.effect.name == "end":
            return None
        if answer is not None and answer.then is not None:
            return answer.then
        return None if step.ends else self._onward(step)

    def _onward(self, step: Step) -> str | None:
        if step.then is not None:
            return step.then
        place = self._places[step.id] + 1
        return self.steps[place].id if place < len(self.steps) else None

    def skipped(self, step: Step) -> str | None:
        """What follows a step whose conditions don't hold."""
        return self._onward(step)

    def exits(self, step: Step) -> Iterator[str | None]:
        """Every way on from a step, skipping it included; None is the end."""
        if step.answers:
            yield from (self.following(step, answer) for answer in step.answers)
        else:
            yield self.following(step)
        if step.when:
            yield self.skipped(step)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the conditions of a step look at."""

    runner: Runner = "counter"
    level: str = ""
    important: bool = False
    others_waiting: bool = False
    vip_arrived: bool = False
    vip_claimed: bool = False
    lounge_free: bool = False
    elsewhere: bool = False
    self_service: bool = False
    """Elsewhere is a place or a site where customers do it themselves, not only a hotline."""
    documents: bool = False
    offer_left: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    """By step: what was answered on this walk."""


def holds(condition: Condition, now: Circumstances) -> bool:
    match condition.name:
        case "level":
            return now.level == condition.value
        case "important":
            return now.important
        case "others-waiting":
            return now.others_waiting
        case "vip-arrived-while-busy":
            return now.vip_arrived
        case "vip-claimed":
            return now.vip_claimed
        case "lounge-free":
            return now.lounge_free
        case "elsewhere-possible":
            return now.elsewhere
        case "self-service-possible":
            return now.self_service
        case "documents-needed":
            return now.documents
        case "offer-left":
            return now.offer_left
        case "setting":
            return bool(now.settings.get(condition.value or ""))
        case "answer":
            return now.answers.get(condition.of or "") == condition.value
        case "at":
            return now.runner == condition.value


def _for_people(step: Step) -> bool:
    """A kiosk can only talk: what somebody does, ticks or says in its place is left out there."""
    return step.verb in ("do", "checklist") or step.by is not None


def applies(step: Step, now: Circumstances) -> bool:
    if now.runner == "kiosk" and _for_people(step):
        return False
    return all(holds(condition, now) for condition in step.when)


def arrive(script: Script, at: str | None, now: Circumstances) -> Step | None:
    """The first step from here on that applies; None: the walk is over."""
    seen: set[str] = set()
    while at is not None and at not in seen:
        seen.add(at)
        step = script.step(at)
        if applies(step, now):
            return step
        at = script.skipped(step)
    return None


def owed(script: Script, at: str, now: Circumstances) -> tuple[str, ...]:
    """The moments of truth that lie ahead on the straight way from a step, itself included: first answers are followed."""
    ahead: list[str] = []
    seen: set[str] = set()
    step = arrive(script, at, now)
    while step is not None and step.id not in seen:
        seen.add(step.id)
        if step.moment:
            ahead.append(step.id)
        first = step.answers[0] if step.answers else None
        step = arrive(script, script.following(step, first), now)
    return tuple(ahead)
