"""What a hall calls classes, causes, departments and steps; and clocks, as staff say them."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.plan import Named, Plan
from counter_ui.manager.durations import in_minutes, moment_of
from shared_ui.sentences import label, say

SOON = 0.75
"""From this part of the time on what is left runs short: for an hour, from the reminder on."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When something is due, how much time there is, and whether it runs short."""

    due: str
    left: str
    state: Literal["fine", "soon", "late"]


def clock(plan: Plan, now: Instant, since: Instant, due: Instant, language: str) -> Clock:
    late = now > due
    soon = now - since >= SOON * (due - since)
    left = say(language, "manager.over" if late else "manager.left", time=in_minutes(language, abs(due - now)))
    return Clock(moment_of(plan, now, due, language), left, "late" if late else "soon" if soon else "fine")


def named(of: tuple[Named, ...], id: str | None, language: str) -> str:
    """A code that the hall has given up is told as it is."""
    return next((one.name.in_(language) for one in of if one.id == id), id or "")


def department_name(plan: Plan, id: str | None, language: str) -> str:
    found = plan.complaints.department(id)
    if found is not None:
        return found.name.in_(language)
    return label(language, "manager.to", id or "")
