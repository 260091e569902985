"""How a hall comes into the log: its plan and its first business day, as facts."""

from app.hall import decide
from app.hall.day import Instant
from app.hall.plan import Plan
from app.hall.rehearsal import is_rehearsal
from app.hall.state import Hall
from app.hall.summary import summary
from app.log import Writing, checkpoint_row


def found(writing: Writing, plan: Plan, now: Instant, by: str | None = None) -> None:
    """A new hall and its first business day; the others of its chain know its name from now on."""
    hall = Hall()
    begun = decide.set_plan(hall, now, plan, by=by)
    hall.apply_all(begun)
    day = decide.pass_time(hall, now)
    hall.apply_all(day)
    writing.create_hall(plan.hall)
    writing.append(plan.hall, 0, [*begun, *day])
    writing.begin_day(checkpoint_row(hall))
    if not is_rehearsal(plan.hall):
        writing.tell(summary(hall), now)
