"""How a hall file is applied: the hall is founded, or its plan changes, as facts, also beside a running server."""

from collections.abc import Callable, Sequence
from typing import Literal

from app.cli.errors import CommandError
from app.founding import found
from app.hall import decide
from app.hall.day import Instant
from app.hall.events import DayBegan, Fact
from app.hall.plan import Plan
from app.hall.state import Hall
from app.hall.summary import summary
from app.log import Conflict, Log, checkpoint_row
from app.wishes import wall_clock

TRIES = 20
"""A server that is busy may be quicker several times in a row; each try takes a few milliseconds."""
BY = "command-line"
"""Whose hand it was, as the log says it."""

Outcome = Literal["created", "changed", "unchanged"]
Decide = Callable[[Hall, Instant], Sequence[Fact]]


def apply_plan(log: Log, plan: Plan, clock: Callable[[], Instant] = wall_clock) -> Outcome:
    """Founds the hall, or changes it. Raises CommandError if others are quicker all the time."""
    if not log.has(plan.hall):
        with log.write() as writing:
            found(writing, plan, clock(), BY)
        return "created"

    def applied(hall: Hall, now: Instant) -> Sequence[Fact]:
        return decide.set_plan(hall, now, plan, by=BY) if hall.plan != plan else []

    changed = change(log, plan.hall, applied, clock)
    return "changed" if changed else "unchanged"


def change(log: Log, hall: str, wanted: Decide, clock: Callable[[], Instant] = wall_clock) -> bool:
    """Whether facts were appended. Decides on the newest facts, and again if somebody else was quicker. Raises CommandError."""
    for _ in range(TRIES):
        try:
            return _change_once(log, hall, wanted, clock())
        except Conflict:
            continue
    raise CommandError(f"The hall {hall} is too busy to be changed and was not: try again in a moment.")


def _change_once(log: Log, id: str, wanted: Decide, now: Instant) -> bool:
    hall = log.load(id)
    before, now = hall.version, max(now, hall.last_at)
    passed = decide.pass_time(hall, now)
    hall.apply_all(passed)
    day = checkpoint_row(hall) if any(isinstance(fact, DayBegan) for fact in passed) else None
    changed = wanted(hall, now)
    if not changed:
        return False
    hall.apply_all(changed)
    with log.write() as writing:
        writing.append(id, before, [*passed, *changed])
        if day is not None:
            writing.begin_day(day)
        writing.tell(summary(hall), now)
    return True
