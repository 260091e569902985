"""The cases, read from `cases/*.yaml`: package data, told apart from what a hall has by their ids."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from app.codec import FACTS
from app.hall.plan import Plan
from app.hall.script import Script
from app.hall.state import Hall
from app.rehearsal.case import Beat, Case, When

FOLDER = Path(__file__).parent / "cases"
_CASE = TypeAdapter(Case)
STOPS = "stops"
_OWN = ("called", "serving", "done", "missed", "waiting", "at")
"""What is about a customer: the one of the beat, if no other is named."""


@cache
def cases() -> dict[str, Case]:
    """All cases, in the order in which they are learnt: the file names begin with it."""
    return {case.id: case for case in (read_case(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.yaml")))}


def read_case(text: str) -> Case:
    """Raises pydantic's ValidationError for what a case can't have."""
    told: dict[str, Any] = yaml.safe_load(text)
    told["beats"] = [_beat(beat) for beat in told["beats"]]
    common = told.pop("answers", {})
    told["customers"] = [one | {"answers": common | one.get("answers", {})} for one in told["customers"]]
    told["over"] = [_when(when, None) for when in told["over"]]
    return _CASE.validate_python(told)


def _beat(beat: dict[str, Any]) -> dict[str, Any]:
    who = beat.get("who")
    return beat | {key: _when(beat[key], who) for key in ("when", "unless") if key in beat}


def _when(told: str, who: str | None) -> dict[str, Any]:
    """`called`, `called:zhao`, `at:open-account.papers`; a customer's where one is meant."""
    what, _, value = str(told).partition(":")
    if what in _OWN and what != "at" and value:
        who, value = value, ""
    return {"what": what, "value": value, "who": who if what in _OWN else None}


# ------------------------------------------------------------ what doesn't exist
def faults(case: Case, plan: Plan, scripts: Mapping[str, Script]) -> Iterator[str]:
    """What a case refers to and this hall doesn't have; none: it can be played there."""
    customers, beats = {one.id for one in case.customers}, {beat.id for beat in case.beats}
    for one in case.customers:
        yield from _unknown(one.service in plan.service, case, f"service {one.service}")
        yield from _unknown(one.level in plan.level, case, f"level {one.level}")
        for at, answer in one.answers.items():
            yield from _step(case, scripts, at, None if answer == STOPS else answer)
    for counter in (case.counter, *(one.counter for one in case.colleagues)):
        yield from _unknown(counter in plan.counter, case, f"counter {counter}")
    for who in (who for one in case.colleagues for who in one.takes or ()):
        yield from _unknown(who in customers, case, f"customer {who}")
    for beat in case.beats:
        yield from _of_beat(case, plan, scripts, beat, customers, beats)
    for expected in case.expects:
        yield from _unknown(expected.fact in FACTS, case, f"fact {expected.fact}")
        fields = FACTS[expected.fact].__dataclass_fields__ if expected.fact in FACTS else {}
        yield from _unknown(expected.like.keys() <= fields.keys(), case, f"field among {sorted(expected.like)}")
        yield from _unknown(expected.who is None or expected.who in customers, case, f"customer {expected.who}")
        yield from _unknown(expected.of is None or expected.of in beats, case, f"beat {expected.of}")
    for when in case.over:
        yield from _of_when(case, plan, scripts, when, customers)


def playable(case: Case, hall: Hall) -> bool:
    """Whether this hall has all that the case refers to."""
    scripts = {id: edition.script for id, edition in hall.scripts.items()}
    return next(faults(case, hall.plan, scripts), None) is None


def _of_beat(
    case: Case, plan: Plan, scripts: Mapping[str, Script], beat: Beat, customers: set[str], beats: set[str]
) -> Iterator[str]:
    yield from _unknown(beat.who is None or beat.who in customers, case, f"customer {beat.who}")
    yield from _unknown(beat.of is None or beat.of in beats, case, f"beat {beat.of}")
    posts = {post.id for post in plan.posts}
    yield from _unknown(beat.do.leaves is None or beat.do.leaves in posts, case, f"post {beat.do.leaves}")
    for when in (beat.when, beat.unless):
        if when is not None:
            yield from _of_when(case, plan, scripts, when, customers)


def _of_when(case: Case, plan: Plan, scripts: Mapping[str, Script], when: When, customers: set[str]) -> Iterator[str]:
    if when.what in _OWN:
        yield from _unknown(when.who is None or when.who in customers, case, f"customer {when.who}")
    if when.what == "at":
        yield from _step(case, scripts, when.value)
    if when.what == "fault":
        yield from _unknown(when.value.isdecimal() and int(when.value) in plan.counter, case, f"counter {when.value}")
    if when.what == "away":
        yield from _unknown(when.value in {post.id for post in plan.posts}, case, f"post {when.value}")


def _step(case: Case, scripts: Mapping[str, Script], at: str, answer: str | None = None) -> Iterator[str]:
    id, _, step = at.partition(".")
    known = scripts[id].steps if id in scripts else ()
    found = next((one for one in known if one.id == step), None)
    yield from _unknown(found is not None, case, f"step {at}")
    if found is not None and answer is not None:
        yield from _unknown(found.answer(answer) is not None, case, f"answer {answer} at {at}")


def _unknown(known: bool, case: Case, what: str) -> Iterator[str]:
    if not known:
        yield f"{case.id}: there is no {what}"
