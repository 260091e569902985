"""The page of the staff survey: rounds to open and to close, what the closed ones came to, the questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.hall import surveys
from app.hall.state import Hall
from app.hall.voices import Question, Questionnaire, Survey
from app.voices.questionnaire_file import usual
from counter_ui.manager.names import answer_name


@dataclass(frozen=True, slots=True)
class Given:
    """How often one answer was given; `share`: in a hundred."""

    name: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Asked:
    """`mean`: of five steps."""

    question: Question
    given: tuple[Given, ...]
    mean: float | None


@dataclass(frozen=True, slots=True)
class Result:
    round: Survey
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`running`: each with how many have answered. `ready`: what the staff can be asked by. `source`: what is edited."""

    running: tuple[tuple[Survey, int], ...]
    results: tuple[Result, ...]
    questionnaires: tuple[Questionnaire, ...]
    ready: tuple[Questionnaire, ...]
    source: str


def survey(hall: Hall, language: str, wished: str, answered: Mapping[str, int]) -> Page:
    known = tuple(one for one in hall.questionnaires.values() if one.whom == "staff")
    running = surveys.running(hall)
    busy = {one.questionnaire for one in running}
    edited = next((one for one in known if one.id == wished), known[0] if known else None)
    closed = [one for one in reversed(hall.surveys.values()) if one.closed is not None]
    return Page(
        tuple((one, answered.get(one.id, 0)) for one in running),
        tuple(Result(one, tuple(_asked(one, question, language) for question in one.questions)) for one in closed),
        known,
        tuple(one for one in known if not one.retired and one.id not in busy),
        edited.source if edited is not None else usual("staff"),
    )


def _asked(round: Survey, question: Question, language: str) -> Asked:
    """The best answer first."""
    counts = {int(value): count for value, count in round.counts.get(question.id, {}).items()}
    whole = sum(counts.values())
    given = tuple(
        Given(answer_name(language, question.answers, value), counts.get(value, 0), round_share(counts.get(value, 0), whole))
        for value in reversed(question.values)
    )
    steps = question.answers == "steps" and whole > 0
    return Asked(question, given, sum(value * count for value, count in counts.items()) / whole if steps else None)


def round_share(count: int, whole: int) -> int:
    return round(100 * count / whole) if whole else 0
