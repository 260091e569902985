"""What a hall calls classes, causes, departments and steps; and clocks, as staff say them."""

from dataclasses import dataclass
from typing import Literal

from app.hall.complaint import RETURN, Complaint
from app.hall.day import Instant
from app.hall.plan import Named, Plan
from app.hall.state import Hall
from counter_ui.manager.durations import moment_of, time_left
from counter_ui.manager.names import receiver_name
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
    left = time_left(language, now, due)
    return Clock(moment_of(plan, now, due, language), left, "late" if late else "soon" if soon else "fine")


def clock_of(hall: Hall, now: Instant, case: Complaint, language: str) -> Clock | None:
    """When the department's reply, the reply to the customer or the return call is due; None: nothing is."""
    order, promise = hall.work_orders.get(case.order or ""), hall.follow_ups.get(case.follow_up or "")
    if order is not None and order.due is not None:
        return clock(hall.plan, now, order.at, order.due, language)
    if promise is not None and (case.stage == "answered" or promise.what == RETURN):
        return clock(hall.plan, now, promise.at, promise.due, language)
    return None


def stage_of(plan: Plan, case: Complaint, language: str) -> str:
    if case.stage == "dispatched":
        return say(language, "cases.at_department", department=receiver_name(plan, case.department or "", language))
    return label(language, "cases.stage", case.stage)


def named(of: tuple[Named, ...], id: str | None, language: str) -> str:
    """A code that the hall has given up is told as it is."""
    return next((one.name.in_(language) for one in of if one.id == id), id or "")
