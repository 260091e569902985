"""Pages of the staff that stay as they were asked for, as HTML."""

from typing import Any

from app.hall.plan import Plan
from shared_ui.assets import files
from shared_ui.picture import environment, words


def render(template: str, plan: Plan, language: str, **shown: Any) -> str:
    """`template`: below `counter_ui`, without its ending."""
    return environment.get_template(f"counter_ui/{template}.html").render(
        plan=plan, hall=plan.hall, files=files, **words({"lang": language}, plan), **shown
    )
