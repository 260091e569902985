"""Rounds of the staff survey: opened, closed, and told only if enough have answered."""

import pytest

from app.hall import surveys, visits
from app.hall.refusals import (
    AnswerMissing,
    QuestionnaireAnswered,
    QuestionnaireClosed,
    SurveyOver,
    SurveyRuns,
    UnknownQuestion,
    UnknownQuestionnaire,
    UnknownSurvey,
)
from app.hall.voices import Question
from app.voices.questionnaire_file import BadQuestionnaire, read_questionnaire, usual
from tests.hall.floor import Floor, named, refused

QUESTIONS = (Question("breaks", named("?"), "steps"), Question("stay", named("?")))
ANSWERS = {"breaks": 2, "stay": 1}
COUNTS = {"breaks": {"1": 0, "2": 5, "3": 0, "4": 0, "5": 0}, "stay": {"0": 1, "1": 4}}


def asked(floor: Floor, days: int = 7, **more) -> str:
    floor.do(visits.set_questionnaire, id="staff", title=named("S"), questions=QUESTIONS, source="one", whom="staff", **more)
    [fact] = floor.do(surveys.open_round, questionnaire="staff", days=days, by="2001")
    return fact.survey


def close(floor: Floor, id: str, answered: int = 5):
    return floor.do(surveys.close, survey=id, answered=answered, counts=COUNTS, by="2001")


def test_a_round_takes_answers_through_its_last_day_and_no_longer(floor):
    id = asked(floor, days=2)
    assert surveys.answer(floor.hall, id, ANSWERS).id == id
    floor.clock("2026-03-10 09:00")
    floor.tick()
    assert surveys.answer(floor.hall, id, ANSWERS).last == "2026-03-10"
    floor.clock("2026-03-11 09:00")
    floor.tick()
    with refused(SurveyOver, survey=id):
        surveys.answer(floor.hall, id, ANSWERS)
    assert [one.id for one in surveys.over(floor.hall)] == [id]


def test_every_question_has_one_of_its_answers(floor):
    id = asked(floor)
    faults = ({"breaks": 2}, AnswerMissing), (ANSWERS | {"stay": 2}, UnknownQuestion), (ANSWERS | {"x": 1}, UnknownQuestion)
    for answers, kind in faults:
        with refused(kind):
            surveys.answer(floor.hall, id, answers)
    with refused(UnknownSurvey):
        surveys.answer(floor.hall, "s9999", ANSWERS)


def test_what_they_come_to_is_told_when_enough_have_answered(floor):
    id = asked(floor)
    [fact] = close(floor, id, answered=5)
    assert fact.counts == COUNTS
    assert floor.hall.surveys[id].counts == COUNTS
    assert close(floor, id) == [], "a second time changes nothing"


def test_of_too_few_nothing_is_told_but_how_many_they_were(floor):
    id = asked(floor)
    [fact] = close(floor, id, answered=4)
    assert (fact.answered, fact.counts) == (4, {})


def test_how_many_are_enough_is_settled_when_the_round_is_opened(floor):
    id = asked(floor, least=6)
    floor.do(visits.set_questionnaire, id="staff", title=named("S"), questions=QUESTIONS, source="two", whom="staff", least=3)
    assert floor.hall.surveys[id].least == 6
    [fact] = close(floor, id, answered=5)
    assert fact.counts == {}


def test_one_round_of_a_questionnaire_at_a_time(floor):
    id = asked(floor)
    with refused(SurveyRuns, questionnaire="staff"):
        floor.do(surveys.open_round, questionnaire="staff", days=1, by="2001")
    close(floor, id)
    assert floor.do(surveys.open_round, questionnaire="staff", days=1, by="2001")


def test_a_questionnaire_is_for_customers_or_for_the_staff(floor):
    asked(floor)
    floor.do(visits.set_questionnaire, id="mystery", title=named("M"), questions=QUESTIONS, source="m")
    with refused(UnknownQuestionnaire):
        floor.do(surveys.open_round, questionnaire="mystery", days=1, by="2001")
    with refused(UnknownQuestionnaire):
        floor.do(visits.enter_visit, questionnaire="staff", visited=floor.hall.day, answers=ANSWERS)


def test_a_questionnaire_with_a_round_is_retired_and_the_round_goes_on_by_its_own_questions(floor):
    id = asked(floor)
    with refused(QuestionnaireAnswered, questionnaire="staff"):
        floor.do(visits.remove_questionnaire, id="staff")
    floor.do(visits.retire_questionnaire, id="staff")
    assert surveys.answer(floor.hall, id, ANSWERS)
    close(floor, id)
    with refused(QuestionnaireClosed):
        floor.do(surveys.open_round, questionnaire="staff", days=1, by="2001")


def test_only_the_last_rounds_stay_with_the_hall_and_an_open_one_always(floor):
    first = asked(floor)
    floor.do(visits.set_questionnaire, id="other", title=named("O"), questions=QUESTIONS, source="o", whom="staff")
    for _ in range(15):
        [fact] = floor.do(surveys.open_round, questionnaire="other", days=1, by="2001")
        close(floor, fact.survey)
    assert len(floor.hall.surveys) <= 13
    assert first in floor.hall.surveys


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("least: 2", "from 3"),
        ("least: 5", "only the staff"),
        ("for: nobody", "kind of people"),
    ],
)
def test_a_questionnaire_for_the_staff_names_nobody(line, what):
    source = usual("staff")
    head = "\n".join(row for row in source.splitlines() if not row.startswith(("least:", "for:")))
    source = f"{head}\n{line}\n" + ("for: staff\n" if line == "least: 2" else "")
    with pytest.raises(BadQuestionnaire) as found:
        read_questionnaire(source)
    assert what in str(found.value.fields["faults"])


def test_no_number_is_asked_of_the_staff():
    with pytest.raises(BadQuestionnaire):
        read_questionnaire(usual("staff").replace("answers: steps}", "answers: minutes}", 1))
    assert read_questionnaire(usual("staff")).whom == "staff"
