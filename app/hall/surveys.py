"""The staff survey: a round is opened, takes each one's answers once, and is closed with what they come to.

Only that is the log's. Who answered and what lies in `app/voices/ballots.py`, apart from each other, until the round is closed.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from app.hall import events, visits
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import SurveyOver, SurveyRuns, UnknownSurvey
from app.hall.state import Hall
from app.hall.voices import Survey

Facts = list[Fact]

CLOCK = "clock"
"""Who closes a round whose last day is over."""


def open_round(hall: Hall, now: Instant, *, questionnaire: str, days: int, by: str, version: int | None = None) -> Facts:
    """`days`: on so many it takes answers, today among them."""
    one = visits.in_force(hall, questionnaire, version, "staff")
    if any(round.questionnaire == questionnaire for round in running(hall)):
        raise SurveyRuns(questionnaire=questionnaire)
    last = date.fromisoformat(hall.day) + timedelta(days=days - 1)
    return [
        events.SurveyOpened(
            at=now,
            survey=f"s{hall.version + 1}",
            questionnaire=one.id,
            version=one.version,
            last=last.isoformat(),
            by=by,
        )
    ]


def running(hall: Hall) -> list[Survey]:
    return [round for round in hall.surveys.values() if round.closed is None]


def asked(hall: Hall) -> list[Survey]:
    """The rounds that take answers today."""
    return [round for round in running(hall) if hall.day <= round.last]


def over(hall: Hall) -> list[Survey]:
    """Those whose last day is over, and that nobody has closed."""
    return [round for round in running(hall) if hall.day > round.last]


def found(hall: Hall, id: str) -> Survey:
    """Raises UnknownSurvey."""
    if id not in hall.surveys:
        raise UnknownSurvey(survey=id[:40])
    return hall.surveys[id]


def answer(hall: Hall, id: str, answers: Mapping[str, int]) -> Survey:
    """The round, if it takes these answers today. Raises UnknownSurvey, SurveyOver, UnknownQuestion, AnswerMissing."""
    round = found(hall, id)
    if round not in asked(hall):
        raise SurveyOver(survey=round.id)
    visits.answered(round.questions, answers)
    return round


def close(hall: Hall, now: Instant, *, survey: str, answered: int, counts: Mapping[str, Mapping[str, int]], by: str) -> Facts:
    """Of fewer than its `least` nothing is told but how many they were; a second time changes nothing."""
    round = found(hall, survey)
    if round.closed is not None:
        return []
    told = {id: dict(given) for id, given in counts.items()} if answered >= round.least else {}
    return [
        events.SurveyClosed(
            at=now,
            survey=survey,
            questionnaire=round.questionnaire,
            answered=answered,
            counts=told,
            by=by,
        )
    ]
