"""Who looks, as the server has written it into the look."""

from app.hall.plan import Plan
from app.hall.tasks import Tasks, tasks
from shared_ui.picture import Look


def tasks_in(plan: Plan, look: Look) -> Tasks:
    return tasks(plan, look.get("role", ""), look.get("staff") or None, look.get("duties", "").split())
