"""What a questionnaire is, from the customer's view or for the staff; how an answer counts; a round of the staff survey."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.hall.plan import Text

Answers = Literal["yes-no", "steps", "minutes"]
Of = Literal["counter", "door", "hall"]
Whom = Literal["customer", "staff"]
Measured = Literal["wait", "service"]
LEAST = 5
"""So many staff must have answered before anybody sees what was said, unless the questionnaire asks for others."""


@dataclass(frozen=True, slots=True)
class Question:
    """`answers`: yes or no (1, 0), five steps (1 to 5), or minutes, which are not counted but compared. `of`: whose work it was.
    `compare`: with the measured wait or service of the ticket, or with the script's step of this id."""

    id: str
    ask: Text
    answers: Answers = "yes-no"
    of: Of = "counter"
    compare: str | None = None

    @property
    def values(self) -> range:
        """What may be answered."""
        return {"yes-no": range(2), "steps": range(1, 6), "minutes": range(601)}[self.answers]

    def takes(self, value: int) -> bool:
        return value in self.values

    def share(self, value: int) -> float | None:
        """From 0 to 1; None: it isn't counted."""
        if self.answers == "minutes":
            return None
        return float(value) if self.answers == "yes-no" else (value - 1) / 4


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """`answered`: so many visits, or rounds of the survey; then it can only be retired. `whom`: who answers it; of the staff's
    nothing is shown before `least` have answered."""

    id: str
    version: int
    title: Text
    questions: tuple[Question, ...]
    source: str
    answered: int = 0
    retired: bool = False
    whom: Whom = "customer"
    least: int = LEAST


@dataclass(frozen=True, slots=True)
class Survey:
    """A round of the staff survey, by the version of the questionnaire with which it was opened. `last`: the last day on which
    it takes answers. `counts`: how often each answer was given, by question; there are none while it is open, nor if fewer than
    `least` have answered."""

    id: str
    questionnaire: str
    version: int
    title: Text
    questions: tuple[Question, ...]
    least: int
    opened: str
    last: str
    closed: str | None = None
    answered: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Each answer that may be given, in their order."""
        return [(question.id, value) for question in self.questions for value in question.values]
