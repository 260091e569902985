"""What customers are asked when a service has ended: five steps with words, and what it was about."""

from dataclasses import dataclass

from app.hall.plan import Plan, Text
from shared_ui.sentences import sentence

STEPS = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class About:
    id: str
    name: Text


def topics(plan: Plan) -> tuple[About, ...]:
    return tuple(About(one.id, one.name or sentence(f"rating.about.{one.id}")) for one in plan.ratings.about)


def step_name(score: int) -> Text:
    return sentence(f"rating.step.{score}")
