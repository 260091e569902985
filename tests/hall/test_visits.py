"""Mystery customers' questionnaires and visits, the company's inspections."""

import pytest

from app.hall import visits
from app.hall.refusals import (
    AnswerMissing,
    BadDay,
    QuestionnaireAnswered,
    QuestionnaireClosed,
    UnknownQuestion,
    UnknownQuestionnaire,
)
from app.hall.visits import Row
from app.hall.voices import Question
from tests.hall.floor import Floor, named, refused

QUESTIONS = (Question("greeted", named("?")), Question("attitude", named("?"), "steps"), Question("felt", named("?"), "minutes"))
ANSWERS = {"greeted": 1, "attitude": 4, "felt": 12}


def set_one(floor: Floor, source: str = "one") -> None:
    floor.do(visits.set_questionnaire, id="mystery", title=named("M"), questions=QUESTIONS, source=source)


def enter(floor: Floor, **wishes):
    return floor.do(visits.enter_visit, **{"questionnaire": "mystery", "visited": floor.hall.day, "answers": ANSWERS} | wishes)


def test_a_changed_questionnaire_is_a_new_version_and_the_same_one_is_none(floor):
    set_one(floor)
    set_one(floor)
    assert floor.hall.questionnaires["mystery"].version == 1
    set_one(floor, "two")
    assert floor.hall.questionnaires["mystery"].version == 2


def test_a_questionnaire_that_was_answered_is_retired_and_never_deleted(floor):
    set_one(floor)
    enter(floor)
    with refused(QuestionnaireAnswered, questionnaire="mystery", visits=1):
        floor.do(visits.remove_questionnaire, id="mystery")
    set_one(floor, "two")
    with refused(QuestionnaireAnswered, visits=1):
        floor.do(visits.remove_questionnaire, id="mystery")
    floor.do(visits.retire_questionnaire, id="mystery")
    with refused(QuestionnaireClosed):
        enter(floor)
    set_one(floor, "two")
    assert enter(floor)[-1].version == 3, "it is taken up again"


def test_a_questionnaire_that_nobody_answered_can_be_deleted(floor):
    set_one(floor)
    floor.do(visits.remove_questionnaire, id="mystery")
    with refused(UnknownQuestionnaire, questionnaire="mystery"):
        enter(floor)
    with refused(UnknownQuestionnaire, questionnaire="mystery"):
        floor.do(visits.retire_questionnaire, id="mystery")


def test_a_visit_says_nothing_of_the_clerk(floor):
    set_one(floor)
    [fact] = enter(floor, number="A001")
    assert (fact.number, fact.visited, fact.version, fact.answers) == ("A001", floor.hall.day, 1, ANSWERS)
    assert not {"who", "counter", "post"} & set(fact.__dataclass_fields__)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"greeted": 1, "attitude": 4}, AnswerMissing),
        (ANSWERS | {"greeted": 2}, UnknownQuestion),
        (ANSWERS | {"attitude": 0}, UnknownQuestion),
        (ANSWERS | {"felt": 601}, UnknownQuestion),
        (ANSWERS | {"hat": 1}, UnknownQuestion),
    ],
)
def test_every_question_has_one_of_its_answers(floor, answers, kind):
    set_one(floor)
    with refused(kind):
        enter(floor, answers=answers)


def test_a_form_of_an_older_version_is_refused(floor):
    set_one(floor)
    set_one(floor, "two")
    with refused(QuestionnaireClosed, version=2):
        enter(floor, version=1)


@pytest.mark.parametrize("day", ["2026-03-10", "2026-02-30", "yesterday", "20260309"])
def test_a_visit_was_on_a_day_that_has_begun(floor, day):
    set_one(floor)
    with refused(BadDay):
        enter(floor, visited=day)


def test_an_inspection_is_bound_to_its_post(floor):
    rows = [Row("2026-03-08", "surroundings", 8, 10, post="greeter"), Row("2026-03-08", "staff", 9, 10, counter=2, who="1007")]
    first, second = floor.do(visits.inspect, rows=rows, source="typed")
    assert (first.post, second.post, second.counter, second.who) == ("greeter", "counter-2", 2, "1007")
