"""Marks of the assessment into the figures, in quarters: none of them is finer. What is entered about an earlier day is noted by
its seq only: whose it is, is looked up when the assessment is made."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from app.assessment import carriers, person_rated
from app.hall import events
from app.reports.figures import FULL

if TYPE_CHECKING:
    from app.reports.daybook import Daybook


def stood_in(book: "Daybook", fact: events.StepDone) -> None:
    """The absent post carries the moment too; the one that did it is in the book of steps."""
    _mark(book, "moments", (post for post in carriers(fact) if post != fact.post), None, FULL * bool(fact.kept))


def _patrolled(book: "Daybook", fact: events.PatrolSeen) -> None:
    _mark(book, "patrols", carriers(fact), fact.who, FULL * fact.done)


def rated(book: "Daybook", fact: events.ServiceRated) -> None:
    _mark(book, "ratings", (f"counter-{fact.counter}",), person_rated(fact), fact.score - 1)


def _mark(book: "Daybook", source: str, posts: Iterable[str], who: str | None, quarters: int) -> None:
    for post in posts:
        book.figures.add("post_marks", (post, source), marks=1, quarters=quarters)
    if who is not None:
        book.figures.add("person_marks", (who, source), marks=1, quarters=quarters)


def _entered(book: "Daybook", fact: events.VisitEntered | events.InspectionEntered) -> None:
    book.figures.add("entered", (fact.visited, str(book.seq)), times=1)


def _asked(book: "Daybook", fact: events.QuestionnaireSet) -> None:
    book.carried.questionnaires[f"{fact.questionnaire} {fact.version}"] = book.seq


TAKES: dict[type[events.Fact], Callable[["Daybook", Any], object]] = {
    events.PatrolSeen: _patrolled,
    events.VisitEntered: _entered,
    events.InspectionEntered: _entered,
    events.QuestionnaireSet: _asked,
}
