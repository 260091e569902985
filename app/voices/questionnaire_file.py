"""A questionnaire's file: YAML that a hall manager edits, read whole or refused with every fault it has."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from yaml.nodes import Node

from app.hall.plan import Text
from app.hall.refusals import Refusal
from app.hall.voices import LEAST, Answers, Of, Question, Whom
from app.yaml_file import Sheet, compose
from app.yaml_values import NO_TEXT, Fields, ident, named, one_of, several, text, whole

LONGEST = 16_000
MOST = 60
FEWEST = 3
"""Of fewer staff one could say who said what, whatever a questionnaire asks for."""


class BadQuestionnaire(Refusal):
    """`faults`: each with its line."""

    code = "bad_questionnaire"


@dataclass(frozen=True, slots=True)
class Written:
    """A questionnaire as its file has it."""

    id: str = ""
    title: Text = NO_TEXT
    questions: tuple[Question, ...] = ()
    whom: Whom = "customer"
    least: int = LEAST


def read_questionnaire(source: str, said: Callable[[str], str] = str) -> Written:
    """Id, title and questions. Raises BadQuestionnaire, its sentences as `said` tells them."""
    sheet = Sheet("questionnaire.yaml")
    node = compose(sheet, source)
    if node is None and not sheet.faults:
        sheet.fault(1, "this file is empty")
    found = _questionnaire(sheet, node) if node is not None else Written()
    if faults := sheet.faults:
        told = [{"line": one.line, "what": said(one.sentence)} for one in faults]
        raise BadQuestionnaire(line=faults[0].line, what=told[0]["what"], faults=told)
    return found


def _questionnaire(sheet: Sheet, node: Node) -> Written:
    fields = Fields(sheet, node, "a questionnaire", ("id", "title", "questions"), ("for", "least"))
    questions = fields.get("questions", several(_question), ())
    if len(questions) > MOST:
        fields.fault("questions", f"a questionnaire has at most {MOST} questions")
    whom: tuple[Whom, ...] = get_args(Whom)
    found = Written(
        fields.get("id", ident, ""),
        fields.get("title", text, NO_TEXT),
        questions,
        fields.get("for", one_of("kind of people", whom), "customer"),
        fields.get("least", whole(FEWEST, 1000), LEAST),
    )
    if found.whom == "staff":
        _anonymous(fields, questions)
    elif "least" in fields:
        fields.fault("least", "only the staff are asked without a name: leave out `least`, or write `for: staff`")
    return found


def _anonymous(fields: Fields, questions: tuple[Question, ...]) -> None:
    """A number that nobody else would write gives away who wrote it."""
    if any(one.answers == "minutes" for one in questions):
        fields.fault("questions", "the staff answer `yes-no` or in `steps`: a number of minutes could tell who wrote it")


def _question(sheet: Sheet, node: Node) -> Question:
    fields = Fields(sheet, node, "a question", ("id", "ask"), ("answers", "of", "compare"))
    answers: tuple[Answers, ...] = get_args(Answers)
    posts: tuple[Of, ...] = get_args(Of)
    return Question(
        id=fields.get("id", named("question"), ""),
        ask=fields.get("ask", text, NO_TEXT),
        answers=fields.get("answers", one_of("kind of answer", answers), "yes-no"),
        of=fields.get("of", one_of("post", posts), "counter"),
        compare=fields.get("compare", ident, None),
    )


@cache
def usual(whom: Whom = "customer") -> str:
    """The product's own, to begin with."""
    file = {"customer": "mystery-visit.yaml", "staff": "staff-survey.yaml"}[whom]
    return (Path(__file__).parent / file).read_text("utf-8")
