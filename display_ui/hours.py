"""The opening hours as a closed hall's screen shows them: days with the same hours are one line."""

from dataclasses import dataclass
from itertools import groupby

from app.hall.day import clock_time
from app.hall.plan import Plan, Span
from display_ui.bilingual import Both, both
from shared_ui.picture import Look
from shared_ui.sentences import sentence


@dataclass(frozen=True, slots=True)
class Hours:
    """`hours` is empty on days on which the hall is closed."""

    days: Both
    hours: str


def hours(plan: Plan, look: Look) -> list[Hours]:
    """From Monday on; none for a hall that is always open."""
    if plan.opens is None:
        return []
    found, first = [], 0
    for spans, days in groupby(plan.opens):
        last = first + len(list(days)) - 1
        found.append(Hours(_days(first, last, look), ", ".join(map(_span, spans))))
        first = last + 1
    return found


def _days(first: int, last: int, look: Look) -> Both:
    names = {"first": sentence(f"display.days.{first}"), "last": sentence(f"display.days.{last}")}
    return both(look, "display.days.single" if first == last else "display.days.range", **names)


def _span(span: Span) -> str:
    return "–".join(map(clock_time, span))
