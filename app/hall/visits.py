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
from app.hall.voices import Question, Questionnaire

Facts = list[Fact]


# ------------------------------------------------------------ questionnaires
def set_questionnaire(hall: Hall, now: Instant, *, id: str, title: Text, questions: tuple[Question, ...], source: str) -> Facts:
    """A changed one is a new version; the visits that answered the old one keep theirs. A retired one takes answers again."""
    before = hall.questionnaires.get(id)
    if before is not None and not before.retired and before.source == source:
        return []
    version = before.version + 1 if before is not None else 1
    return [events.QuestionnaireSet(at=now, questionnaire=id, version=version, title=title, questions=questions, source=source)]


def retire_questionnaire(hall: Hall, now: Instant, *, id: str) -> Facts:
    return [] if _found(hall, id).retired else [events.QuestionnaireRetired(at=now, questionnaire=id)]


def remove_questionnaire(hall: Hall, now: Instant, *, id: str) -> Facts:
    found = _found(hall, id)
    if found.answered:
        raise QuestionnaireAnswered(questionnaire=id, visits=found.answered)
    return [events.QuestionnaireRemoved(at=now, questionnaire=id)]


def _found(hall: Hall, id: str) -> Questionnaire:
    found = hall.questionnaires.get(id)
    if found is None:
        raise UnknownQuestionnaire(questionnaire=id)
    return found


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
    """`version`: what the form was filled in by; when another is in force, it is refused, and nothing is lost."""
    found = _found(hall, questionnaire)
    if found.retired or version not in (None, found.version):
        raise QuestionnaireClosed(questionnaire=questionnaire, version=found.version)
    past(hall, visited)
    asked = {question.id: question for question in found.questions}
    for id, value in answers.items():
        if id not in asked or not asked[id].takes(value):
            raise UnknownQuestion(question=id)
    if missing := [id for id in asked if id not in answers]:
        raise AnswerMissing(question=missing[0])
    entered = events.VisitEntered(
        at=now,
        questionnaire=questionnaire,
        version=found.version,
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
