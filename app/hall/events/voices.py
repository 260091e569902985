"""What is seen of the service by others than its scripts: patrols, mystery customers, inspections."""

from dataclasses import dataclass
from typing import Literal

from app.hall.events.fact import Fact
from app.hall.plan import Text
from app.hall.voices import LEAST, Question, Whom


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolSeen(Fact):
    """The duty manager saw this on the floor: `item` was done or not. `post`: whose work it was, `who` sat there, for which
    ticket. `stood_in`: the absent post for which this one did it; both carry it. `noted`: words lie beside the log."""

    item: str
    done: bool
    post: str
    counter: int | None = None
    who: str | None = None
    number: str | None = None
    day: str | None = None
    stood_in: str | None = None
    by: str | None = None
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireSet(Fact):
    """A questionnaire, or a newer version of it; `source` is the file as it was written."""

    questionnaire: str
    version: int
    title: Text
    questions: tuple[Question, ...]
    source: str
    whom: Whom = "customer"
    least: int = LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireRetired(Fact):
    """It takes no more answers; those that there are stay."""

    questionnaire: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireRemoved(Fact):
    """Nobody had answered it."""

    questionnaire: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEntered(Fact):
    """A mystery customer's visit on the day `visited`, with the ticket `number` if one was taken. `answers`: by question."""

    questionnaire: str
    version: int
    visited: str
    answers: dict[str, int]
    number: str | None = None
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyOpened(Fact):
    """The staff are asked until the day `last`. What each of them answers is no fact: a fact has a time, and a place in
    the log."""

    survey: str
    questionnaire: str
    version: int
    last: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyClosed(Fact):
    """`answered`: so many did. `counts`: how often each answer was given, by question; none if too few answered. `by`: a staff
    number, or `clock`."""

    survey: str
    questionnaire: str
    answered: int
    counts: dict[str, dict[str, int]]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionEntered(Fact):
    """The company's inspection on the day `visited` gave `points` of `most` for `item`."""

    visited: str
    item: str
    points: int
    most: int
    post: str
    counter: int | None = None
    who: str | None = None
    source: Literal["typed", "csv"] = "typed"
    noted: bool = False
