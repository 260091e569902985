"""Questionnaires are kept; what was seen is counted by the reports."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.hall import events
from app.hall.rules import when
from app.hall.voices import Questionnaire

if TYPE_CHECKING:
    from app.hall.state import Hall


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
        fact.questionnaire, fact.version, fact.title, fact.questions, fact.source, before.answered if before else 0
    )


@when(events.QuestionnaireRetired)
def _(hall: "Hall", fact: events.QuestionnaireRetired) -> None:
    hall.questionnaires[fact.questionnaire] = replace(hall.questionnaires[fact.questionnaire], retired=True)


@when(events.QuestionnaireRemoved)
def _(hall: "Hall", fact: events.QuestionnaireRemoved) -> None:
    del hall.questionnaires[fact.questionnaire]


@when(events.VisitEntered)
def _(hall: "Hall", fact: events.VisitEntered) -> None:
    before = hall.questionnaires[fact.questionnaire]
    hall.questionnaires[fact.questionnaire] = replace(before, answered=before.answered + 1)
