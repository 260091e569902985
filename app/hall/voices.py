"""What a questionnaire is: questions from the customer's view, and how an answer counts."""

from dataclasses import dataclass
from typing import Literal

from app.hall.plan import Text

Answers = Literal["yes-no", "steps", "minutes"]
Of = Literal["counter", "door", "hall"]
Measured = Literal["wait", "service"]


@dataclass(frozen=True, slots=True)
class Question:
    """`answers`: yes or no (1, 0), five steps (1 to 5), or minutes, which are not counted but compared. `of`: whose work it was.
    `compare`: with the measured wait or service of the ticket, or with the script's step of this id."""

    id: str
    ask: Text
    answers: Answers = "yes-no"
    of: Of = "counter"
    compare: str | None = None

    def takes(self, value: int) -> bool:
        least, most = {"yes-no": (0, 1), "steps": (1, 5), "minutes": (0, 600)}[self.answers]
        return least <= value <= most

    def share(self, value: int) -> float | None:
        """From 0 to 1; None: it isn't counted."""
        if self.answers == "minutes":
            return None
        return float(value) if self.answers == "yes-no" else (value - 1) / 4


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """`answered`: so many visits; then it can only be retired."""

    id: str
    version: int
    title: Text
    questions: tuple[Question, ...]
    source: str
    answered: int = 0
    retired: bool = False
