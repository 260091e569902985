"""The cases that are somebody's task, and the one that is looked at: hall, now, look → the page."""

from dataclasses import dataclass

from app.hall.complaint import SEVERITIES, SOURCES, WISHES, Complaint
from app.hall.day import Instant
from app.hall.plan import Department, Named, Offer, Plan
from app.hall.state import Hall
from app.hall.tasks import Tasks
from counter_ui.complaints.sheet import Sheet, sheet
from counter_ui.complaints.visitor import tasks_in
from counter_ui.complaints.words import Clock, clock_of, named, stage_of
from shared_ui.picture import Look, language
from shared_ui.sentences import label, say

TASKS = ("clerk", "department", "supervisor", "agent")


@dataclass(frozen=True, slots=True)
class Row:
    """`mark`: what must be looked at besides: an order whose department is gone."""

    id: str
    about: str
    severity: str
    told: str
    stage: str
    clock: Clock | None
    mark: str | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    task: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the hall's forms let choose."""

    classes: tuple[Named, ...]
    causes: tuple[Named, ...]
    departments: tuple[Department, ...]
    offers: tuple[Offer, ...]
    sources: tuple[str, ...] = SOURCES
    severities: tuple[str, ...] = SEVERITIES
    wishes: tuple[str, ...] = WISHES


@dataclass(frozen=True, slots=True)
class Board:
    """`records`: may enter a case by hand. `missing`: the case that the address names isn't theirs to see, or isn't there."""

    groups: list[Group]
    closed: list[Row]
    sheet: Sheet | None
    missing: bool
    records: bool
    new: bool
    choices: Choices
    follows_up: bool
    oversees: bool


def board(hall: Hall, now: Instant, look: Look) -> Board:
    spoken, mine = language(look), tasks_in(hall.plan, look)
    seen = [case for case in hall.complaints.values() if mine.sees(case)]
    chosen = next((case for case in seen if case.id == look.get("complaint")), None)
    rows = {case.id: _row(hall, now, case, spoken, case is chosen) for case in seen}
    rules = hall.plan.complaints
    return Board(
        groups=[Group(task, [rows[case.id] for case in _in_order(hall, seen) if case.task == task]) for task in _groups(mine)],
        closed=[rows[case.id] for case in reversed(seen) if not case.open][:20],
        sheet=sheet(hall, now, chosen, mine, spoken) if chosen else None,
        missing="complaint" in look and chosen is None,
        records=mine.every or mine.clerk,
        new=look.get("page") == "new" and chosen is None and (mine.every or mine.clerk),
        choices=Choices(rules.classes, rules.causes, rules.departments, hall.plan.offers),
        follows_up=mine.every or mine.clerk or mine.supervisor or mine.agent or mine.accounts,
        oversees=mine.every,
    )


def _groups(mine: Tasks) -> list[str]:
    shown = {
        "clerk": mine.clerk,
        "department": mine.clerk or bool(mine.departments),
        "supervisor": mine.supervisor,
        "agent": mine.agent or mine.clerk,
    }
    return [task for task in TASKS if mine.every or shown[task]]


def _in_order(hall: Hall, cases: list[Complaint]) -> list[Complaint]:
    """What is due first, first; then the oldest."""
    return sorted(cases, key=lambda case: (_due(hall, case) or 1 << 62, case.at))


def _due(hall: Hall, case: Complaint) -> Instant | None:
    order, promise = hall.work_orders.get(case.order or ""), hall.follow_ups.get(case.follow_up or "")
    if order is not None and order.due is not None:
        return order.due
    return promise.due if promise is not None else None


def _row(hall: Hall, now: Instant, case: Complaint, spoken: str, chosen: bool) -> Row:
    plan = hall.plan
    order = hall.work_orders.get(case.order or "")
    gone = order is not None and order.department is not None and plan.complaints.department(order.department) is None
    return Row(
        case.id,
        named(plan.complaints.classes, case.kind.about, spoken),
        case.kind.severity,
        _told(plan, case, spoken),
        stage_of(plan, case, spoken),
        clock_of(hall, now, case, spoken),
        say(spoken, "cases.gone") if gone else None,
        chosen,
    )


def _told(plan: Plan, case: Complaint, spoken: str) -> str:
    words = [label(spoken, "cases.source", case.kind.source), label(spoken, "cases.wish", case.kind.wish)]
    return " · ".join([*words, *([case.number] if case.number else [])])
