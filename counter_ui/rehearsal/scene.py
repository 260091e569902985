"""The scene while a case is played: what customers say and do, oldest first, and what they would answer just now."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import Text
from app.hall.script import Step
from app.hall.state import Hall
from app.hall.walk import Walk
from app.rehearsal.case import Beat, Case, Customer
from app.rehearsal.cast import Cast
from app.rehearsal.colleagues import says
from app.rehearsal.reading import STOPS
from shared_ui.sentences import say
from shared_ui.spoken import label_of, spoken


@dataclass(frozen=True, slots=True)
class Line:
    """`at`: minutes and seconds since the beginning. `kind`: said by somebody, to be seen, or answered to a question."""

    id: str
    at: str
    kind: Literal["says", "shows", "answers"]
    text: str
    who: str | None = None
    number: str | None = None


def lines(case: Case, hall: Hall, language: str) -> list[Line]:
    cast, beats = Cast(case, hall), {beat.id: beat for beat in case.beats}
    found: list[Line] = []
    for played in cast.rehearsal.played:
        if played.beat in beats:
            found += _of_beat(cast, beats[played.beat], _clock(played.at - cast.rehearsal.at), language)
    return found


def _of_beat(cast: Cast, beat: Beat, at: str, language: str) -> list[Line]:
    who = name(cast.case.customer(beat.who), language) if beat.who is not None else None
    ticket = cast.tickets.get(beat.who or "")
    number = ticket.number if ticket is not None else None
    told: list[Line] = []
    if beat.shows is not None:
        told.append(Line(f"{beat.id}-shows", at, "shows", beat.shows.in_(language), None, number))
    if beat.says is not None:
        told.append(Line(f"{beat.id}-says", at, "says", beat.says.in_(language), who, number))
    return told


def name(customer: Customer, language: str) -> str:
    """As the scene calls them: without what is told of them besides."""
    return customer.who.in_(language).partition("，" if language == "zh" else ",")[0]


def prompts(case: Case, hall: Hall, now: Instant, language: str) -> list[Line]:
    """What the customers of the trainee answer to the questions that are open now, where no beat says it."""
    cast = Cast(case, hall)
    walks = [walk for walk in hall.walks.values() if _is_trainees(case, cast.rehearsal.role, walk)]
    found = [_prompt(cast, walk, hall, now, language) for walk in walks]
    return [line for line in found if line is not None]


def _is_trainees(case: Case, role: str, walk: Walk) -> bool:
    if role == "clerk":
        return walk.counter == case.counter
    return role == "greeter" and walk.runner == "greeter"


def _prompt(cast: Cast, walk: Walk, hall: Hall, now: Instant, language: str) -> Line | None:
    customer, step = cast.customer_of(walk), hall.script_of(walk).step(walk.step)
    if customer is None or step.by is not None or _is_said(cast.case, walk, customer):
        return None
    text = _answer(walk, step, customer, hall, now, language)
    number = walk.ticket[1] if walk.ticket is not None else None
    return None if text is None else Line(f"{walk.id}-{step.id}", "", "answers", text, None, number)


def _is_said(case: Case, walk: Walk, customer: Customer) -> bool:
    at = f"{walk.script}.{walk.step}"
    return any(
        beat.says is not None and beat.when is not None and (beat.when.what, beat.when.value, beat.who) == ("at", at, customer.id)
        for beat in case.beats
    )


def _answer(walk: Walk, step: Step, customer: Customer, hall: Hall, now: Instant, language: str) -> str | None:
    who, said = name(customer, language), says(walk, step, customer)
    if step.enter == "service":
        return say(language, "rehearsal.wants", who=who, service=hall.plan.service[customer.service].name.in_(language))
    answer = step.answer(said) if said is not None and said != STOPS else None
    if answer is None or step.verb != "ask":
        return None
    label: Text | None = answer.label
    told = spoken(hall, now, walk, label, language, public=False) if label else label_of(language, answer.id)
    return say(language, "rehearsal.answers", who=who, answer=told)


def _clock(passed: int) -> str:
    minutes, seconds = divmod(passed // 1000, 60)
    return f"{minutes}:{seconds:02d}"
