"""Questionnaires are kept; what was seen is counted by the reports."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.hall import events
from app.hall.rules import when
from app.hall.voices import Questionnaire, Survey

if TYPE_CHECKING:
    from app.hall.state import Hall

SURVEYS = 12
"""So many rounds are kept with the hall; the log has all."""


@when(events.PatrolSeen)
def _(hall: "Hall", fact: events.PatrolSeen) -> None:
    """Counted in the assessment."""


@when(events.InspectionEntered)
def _(hall: "Hall", fact: events.InspectionEntered) -> None:
    """Counted in the assessment."""


@when(events.QuestionnaireSet)
def _(hall: "Hall", fact: events.QuestionnaireSet) -> None:
    before = hall.questionnaires.get(fact.questionnaire)
    hall.questionnaires[fact.questionnaire] = Questionnaire(
        fact.questionnaire,
        fact.version,
        fact.title,
        fact.questions,
        fact.source,
        before.answered if before else 0,
        whom=fact.whom,
        least=fact.least,
    )


@when(events.QuestionnaireRetired)
def _(hall: "Hall", fact: events.QuestionnaireRetired) -> None:
    hall.questionnaires[fact.questionnaire] = replace(hall.questionnaires[fact.questionnaire], retired=True)


@when(events.QuestionnaireRemoved)
def _(hall: "Hall", fact: events.QuestionnaireRemoved) -> None:
    del hall.questionnaires[fact.questionnaire]


@when(events.VisitEntered)
def _(hall: "Hall", fact: events.VisitEntered) -> None:
    _answered(hall, fact.questionnaire)


def _answered(hall: "Hall", id: str) -> Questionnaire:
    before = hall.questionnaires[id]
    hall.questionnaires[id] = after = replace(before, answered=before.answered + 1)
    return after


# ------------------------------------------------------------ the staff survey
@when(events.SurveyOpened)
def _(hall: "Hall", fact: events.SurveyOpened) -> None:
    of = _answered(hall, fact.questionnaire)
    round = Survey(fact.survey, of.id, of.version, of.title, of.questions, of.least, opened=hall.day, last=fact.last)
    hall.surveys[fact.survey] = round
    closed = [id for id, one in hall.surveys.items() if one.closed is not None]
    for id in closed[: max(0, len(hall.surveys) - SURVEYS)]:
        del hall.surveys[id]


@when(events.SurveyClosed)
def _(hall: "Hall", fact: events.SurveyClosed) -> None:
    if (round := hall.surveys.get(fact.survey)) is not None:
        hall.surveys[fact.survey] = replace(round, closed=hall.day, answered=fact.answered, counts=fact.counts)
