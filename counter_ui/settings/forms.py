"""The settings that are changed most, as the fields of forms; what has no field stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.hall.day import WEEKDAYS, clock_time
from app.hall.plan import Plan, Text
from app.hall.state import Hall
from app.hall_file_written import duration, hall_tree
from app.languages import LANGUAGES
from app.yaml_written import Tree

_USUAL = Plan("", Text("", ""), "UTC", (), (), ())
USUAL = {
    "day_starts": clock_time(_USUAL.day_starts),
    "absence": duration(_USUAL.absence),
    "helper_within": duration(_USUAL.helper_within),
    "retention": duration(_USUAL.retention),
}
"""What holds where a field is empty."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A step that has a limit: the hall's `own`, else the one in the script, `usual`."""

    way: str
    script: str
    step: str
    own: str
    usual: str


@dataclass(frozen=True, slots=True)
class Forms:
    """`tree` is the whole file; `hours` by weekday, None: always open."""

    tree: Mapping[str, Any]
    hours: Mapping[str, str] | None
    limits: tuple[Limit, ...]
    scripts: tuple[str, ...]
    languages: Mapping[str, str]


def forms(hall: Hall, language: str) -> Forms:
    plan = hall.plan
    tree: dict[str, Tree] = hall_tree(plan)
    names = {code: one.name for code, one in LANGUAGES.items()}
    return Forms(tree, _hours(plan), tuple(_limits(hall, language)), tuple(sorted(hall.scripts)), names)


def _hours(plan: Plan) -> dict[str, str] | None:
    if plan.opens is None:
        return None
    days = [[f"{clock_time(begin)}-{clock_time(end)}" for begin, end in spans] for spans in plan.opens]
    return {day: ", ".join(hours) for day, hours in zip(WEEKDAYS, days, strict=True)}


def _limits(hall: Hall, language: str) -> list[Limit]:
    found = []
    for id, edition in sorted(hall.scripts.items()):
        for step in edition.script.steps:
            own = hall.plan.limits.get(f"{id}.{step.id}")
            if own is None and step.within is None:
                continue
            title = edition.script.title.in_(language)
            usual = "" if step.within is None else duration(step.within)
            found.append(Limit(f"limits/{id}/{step.id}", title, step.id, "" if own is None else duration(own), usual))
    return found
