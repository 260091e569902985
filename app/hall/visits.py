"""Mystery customers' visits by questionnaire, and the company's inspections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.hall import events, posts
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import Text
from app.hall.refusals import (
    AnswerMissing,
    BadDay,
    QuestionnaireAnswered,
    QuestionnaireClosed,
    UnknownQuestion,
    UnknownQuestionnaire,
)
from app.hall.state import Hall
from app.hall.voices import LEAST, Question, Questionnaire, Whom

Facts = list[Fact]


# ------------------------------------------------------------ questionnaires
def set_questionnaire(
    hall: Hall,
    now: Instant,
    *,
    id: str,
    title: Text,
    questions: tuple[Question, ...],
    source: str,
    whom: Whom = "customer",
    least: int = LEAST,
) -> Facts:
    """A changed one is a new version; the visits that answered the old one keep theirs. A retired one takes answers again."""
    before = hall.questionnaires.get(id)
    if before is not None and not before.retired and before.source == source:
        return []
    version = before.version + 1 if before is not None else 1
    return [
        events.QuestionnaireSet(
            at=now,
            questionnaire=id,
            version=version,
            title=title,
            questions=questions,
            source=source,
            whom=whom,
            least=least,
        )
    ]


def retire_questionnaire(hall: Hall, now: Instant, *, id: str) -> Facts:
    return [] if found(hall, id).retired else [events.QuestionnaireRetired(at=now, questionnaire=id)]


def remove_questionnaire(hall: Hall, now: Instant, *, id: str) -> Facts:
    one = found(hall, id)
    if one.answered:
        raise QuestionnaireAnswered(questionnaire=id, visits=one.answered)
    return [events.QuestionnaireRemoved(at=now, questionnaire=id)]


def found(hall: Hall, id: str, whom: Whom | None = None) -> Questionnaire:
    """Raises UnknownQuestionnaire, for one that isn't for these as well."""
    one = hall.questionnaires.get(id)
    if one is None or whom not in (None, one.whom):
        raise UnknownQuestionnaire(questionnaire=id)
    return one


def in_force(hall: Hall, id: str, version: int | None, whom: Whom) -> Questionnaire:
    """`version`: what was looked at; when another is in force, it is refused, and nothing is lost."""
    one = found(hall, id, whom)
    if one.retired or version not in (None, one.version):
        raise QuestionnaireClosed(questionnaire=id, version=one.version)
    return one


def answered(questions: Sequence[Question], answers: Mapping[str, int]) -> None:
    """Raises UnknownQuestion, AnswerMissing unless every question has one of its answers."""
    asked = {question.id: question for question in questions}
    for id, value in answers.items():
        if id not in asked or not asked[id].takes(value):
            raise UnknownQuestion(question=id)
    if missing := [id for id in asked if id not in answers]:
        raise AnswerMissing(question=missing[0])


# ------------------------------------------------------------ visits
def enter_visit(
    hall: Hall,
    now: Instant,
    *,
    questionnaire: str,
    visited: str,
    answers: Mapping[str, int],
    version: int | None = None,
    number: str | None = None,
    noted: bool = False,
) -> Facts:
    one = in_force(hall, questionnaire, version, "customer")
    past(hall, visited)
    answered(one.questions, answers)
    entered = events.VisitEntered(
        at=now,
        questionnaire=questionnaire,
        version=one.version,
        visited=visited,
        answers=dict(answers),
        number=number,
        noted=noted,
    )
    return [entered]


def past(hall: Hall, day: str) -> None:
    """Raises BadDay unless it is a day up to the hall's own."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise BadDay(day=day) from None
    if len(day) != 10 or day > hall.day:
        raise BadDay(day=day)


# ------------------------------------------------------------ inspections
@dataclass(frozen=True, slots=True)
class Row:
    visited: str
    item: str
    points: int
    most: int
    counter: int | None = None
    post: str | None = None
    who: str | None = None
    note: str | None = None


def inspect(hall: Hall, now: Instant, *, rows: Sequence[Row], source: Literal["typed", "csv"]) -> Facts:
    return [
        events.InspectionEntered(
            at=now,
            visited=row.visited,
            item=row.item,
            points=row.points,
            most=row.most,
            post=f"counter-{row.counter}" if row.counter is not None else posts.place(hall, row.post),
            counter=row.counter,
            who=row.who,
            source=source,
            noted=row.note is not None,
        )
        for row in rows
    ]
