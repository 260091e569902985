"""How a hall file is applied: the hall is founded, or its plan changes, as facts, also beside a running server."""

from collections.abc import Callable
from typing import Literal

from app.cli.errors import CommandError
from app.founding import found
from app.hall import decide
from app.hall.day import Instant
from app.hall.events import DayBegan
from app.hall.plan import Plan
from app.hall.summary import summary
from app.log import Conflict, Log, checkpoint_row
from app.wishes import wall_clock

TRIES = 20
"""A server that is busy may be quicker several times in a row; each try takes a few milliseconds."""

Outcome = Literal["created", "changed", "unchanged"]


def apply_plan(log: Log, plan: Plan, clock: Callable[[], Instant] = wall_clock) -> Outcome:
    """Decides on the newest facts, and again if somebody else was quicker. Raises InUse."""
    for _ in range(TRIES):
        try:
            return _apply_once(log, plan, clock())
        except Conflict:
            continue
    raise CommandError(f"The hall {plan.hall} is too busy to be changed and was not: try again in a moment.")


def _apply_once(log: Log, plan: Plan, now: Instant) -> Outcome:
    if not log.has(plan.hall):
        with log.write() as writing:
            found(writing, plan, now)
        return "created"
    hall = log.load(plan.hall)
    if hall.plan == plan:
        return "unchanged"
    before, now = hall.version, max(now, hall.last_at)
    passed = decide.pass_time(hall, now)
    hall.apply_all(passed)
    day = checkpoint_row(hall) if any(isinstance(fact, DayBegan) for fact in passed) else None
    changed = decide.set_plan(hall, now, plan)
    hall.apply_all(changed)
    with log.write() as writing:
        writing.append(plan.hall, before, [*passed, *changed])
        if day is not None:
            writing.begin_day(day)
        writing.tell(summary(hall), now)
    return "changed"
