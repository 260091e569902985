"""What customers and staff said: ratings, complaints on their way, and the survey, into the figures."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.hall import events
from app.hall.day import Instant
from app.ratings import SATISFIED
from app.reports import markbook

if TYPE_CHECKING:
    from app.reports.daybook import Daybook

NONE = "none"


def of(fact: events.OfTicket) -> str:
    return f"{fact.day} {fact.number}"


# ------------------------------------------------------------ ratings
def brand(book: "Daybook", fact: events.StepDone) -> None:
    """Which one the customer says to have is kept until the service is rated, on the same day."""
    if fact.answer is not None and fact.number is not None:
        book.carried.brands[f"{fact.day} {fact.number}"] = fact.answer


def _rated(book: "Daybook", fact: events.ServiceRated) -> None:
    told = {"ratings": 1, "score": fact.score, "satisfied": int(fact.score >= SATISFIED)}
    book.count("ratings", (fact.service, fact.level), fact.at, **told)
    book.count("rated", (fact.who or "",), fact.at, **told)
    book.count("scores", (str(fact.score),), fact.at, ratings=1)
    book.count("brands", (book.carried.brands.get(of(fact), NONE),), fact.at, **told)
    for about in fact.about:
        book.count("abouts", (about,), fact.at, **told)
    markbook.rated(book, fact)


# ------------------------------------------------------------ complaints
def _recorded(book: "Daybook", fact: events.ComplaintRecorded) -> None:
    """By its class when it was recorded; what it is classed as later is the case's."""
    book.carried.complaints[fact.complaint] = fact.about
    book.count("complaints", (fact.about, fact.severity), fact.at, complaints=1)
    book.count("sources", (fact.source,), fact.at, complaints=1)
    _traced(book, fact, fact.offer)


def _traced(book: "Daybook", fact: "events.ComplaintRecorded | events.ComplaintClassified", offer: str | None) -> None:
    """Once, when it is first said that the complaint comes from an accepted recommendation."""
    if offer is not None and fact.complaint not in book.carried.traced:
        book.carried.traced[fact.complaint] = offer
        book.count("traced", (offer,), fact.at, complaints=1)


def _caused(book: "Daybook", complaint: str, at: Instant, cause: str | None) -> None:
    """Once, when a cause is first named, under the class that the complaint has then."""
    if cause is not None and complaint not in book.carried.causes:
        book.carried.causes[complaint] = cause
        book.count("causes", (book.carried.complaints.get(complaint, NONE), cause), at, complaints=1)


def _classified(book: "Daybook", fact: events.ComplaintClassified) -> None:
    book.carried.complaints[fact.complaint] = fact.about
    _traced(book, fact, fact.offer)
    _caused(book, fact.complaint, fact.at, fact.cause)


def _replied(book: "Daybook", fact: events.ComplaintReplied) -> None:
    about = book.carried.complaints.get(fact.complaint, NONE)
    book.count("replies", (about,), fact.at, replies=1, late=int(fact.late))


def _closed(book: "Daybook", fact: events.ComplaintClosed) -> None:
    about = book.carried.complaints.pop(fact.complaint, NONE)
    for counted in (book.carried.causes, book.carried.traced):
        counted.pop(fact.complaint, None)
    book.count("complaint_ends", (about, fact.outcome), fact.at, complaints=1)


def _raised(book: "Daybook", fact: events.WorkOrderRaised) -> None:
    """A department has its hour; orders to others, such as the customer supervisor's, have no such time."""
    if fact.department is not None:
        book.count("orders", (fact.department,), fact.at, orders=1)


def _answered(book: "Daybook", fact: events.WorkOrderAnswered) -> None:
    """The reply order is in time within the hour that the hall promises."""
    told = {"answered": 1, "in_time": int(not fact.late), "took": fact.took, "longest": fact.took}
    if fact.department is not None:
        book.count("orders", (fact.department,), fact.at, **told)
    if fact.complaint is not None:
        _caused(book, fact.complaint, fact.at, fact.cause)


# ------------------------------------------------------------ the staff survey
def _surveyed(book: "Daybook", fact: events.SurveyClosed) -> None:
    for question, given in fact.counts.items():
        for value, count in given.items():
            told = {"answers": count, "points": count * int(value)}
            book.count("survey", (f"{fact.questionnaire}.{question}", value), fact.at, **told)


TAKES: dict[type[events.Fact], Callable[["Daybook", Any], object]] = {
    events.ServiceRated: _rated,
    events.ComplaintRecorded: _recorded,
    events.ComplaintClassified: _classified,
    events.ComplaintReplied: _replied,
    events.ComplaintClosed: _closed,
    events.WorkOrderRaised: _raised,
    events.WorkOrderAnswered: _answered,
    events.SurveyClosed: _surveyed,
}
