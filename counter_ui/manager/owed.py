"""What was promised to customers and isn't done yet: follow-ups with their time, work orders."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant
from app.hall.matters import FollowUp, WorkOrder
from app.hall.state import Hall
from counter_ui.manager.durations import in_minutes, moment_of, time_left
from counter_ui.manager.names import code_name, place_name, receiver_name

SOON = 0.8
"""From this part of the time on what is left runs short."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A follow-up; `left` says how much time there is, or how much too late it is. `phone` is masked."""

    follow_up: FollowUp
    what: str
    where: str
    due: str
    left: str
    state: Literal["fine", "soon", "late"]
    phone: str | None


@dataclass(frozen=True, slots=True)
class Order:
    work_order: WorkOrder
    to: str
    where: str
    at: str
    since: str


def follow_ups(hall: Hall, now: Instant, language: str) -> list[Promise]:
    """The earliest due first."""
    return [_promise(hall, now, one, language) for one in sorted(hall.follow_ups.values(), key=lambda one: one.due)]


def _promise(hall: Hall, now: Instant, one: FollowUp, language: str) -> Promise:
    late, about = now > one.due, hall.about_of(one)
    soon = now - one.at >= SOON * (one.due - one.at)
    return Promise(
        one,
        code_name(hall, language, "manager.follow_up", one.what),
        place_name(hall.plan, language, one.post),
        moment_of(hall.plan, now, one.due, language),
        time_left(language, now, one.due),
        "late" if late else "soon" if soon else "fine",
        about and hall.masked_phone(about, now),
    )


def work_orders(hall: Hall, now: Instant, language: str) -> list[Order]:
    """The oldest first."""
    return [
        Order(
            one,
            receiver_name(hall.plan, one.department or one.to, language),
            place_name(hall.plan, language, one.post),
            moment_of(hall.plan, now, one.at, language),
            in_minutes(language, now - one.at),
        )
        for one in sorted(hall.work_orders.values(), key=lambda one: one.at)
    ]
