"""A questionnaire's file: YAML that a hall manager edits, read whole or refused with every fault it has."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import get_args

from yaml.nodes import Node

from app.hall.plan import Text
from app.hall.refusals import Refusal
from app.hall.voices import Answers, Of, Question
from app.yaml_file import Sheet, compose
from app.yaml_values import NO_TEXT, Fields, ident, named, one_of, several, text

LONGEST = 16_000
MOST = 60


class BadQuestionnaire(Refusal):
    """`faults`: each with its line."""

    code = "bad_questionnaire"


def read_questionnaire(source: str, said: Callable[[str], str] = str) -> tuple[str, Text, tuple[Question, ...]]:
    """Id, title and questions. Raises BadQuestionnaire, its sentences as `said` tells them."""
    sheet = Sheet("questionnaire.yaml")
    node = compose(sheet, source)
    if node is None and not sheet.faults:
        sheet.fault(1, "this file is empty")
    found = _questionnaire(sheet, node) if node is not None else ("", NO_TEXT, ())
    if faults := sheet.faults:
        told = [{"line": one.line, "what": said(one.sentence)} for one in faults]
        raise BadQuestionnaire(line=faults[0].line, what=told[0]["what"], faults=told)
    return found


def _questionnaire(sheet: Sheet, node: Node) -> tuple[str, Text, tuple[Question, ...]]:
    fields = Fields(sheet, node, "a questionnaire", ("id", "title", "questions"))
    questions = fields.get("questions", several(_question), ())
    if len(questions) > MOST:
        fields.fault("questions", f"a questionnaire has at most {MOST} questions")
    return fields.get("id", ident, ""), fields.get("title", text, NO_TEXT), questions


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
def usual() -> str:
    """The product's own, to begin with."""
    return (Path(__file__).parent / "mystery-visit.yaml").read_text("utf-8")
