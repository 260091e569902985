"""How well the service was, by post and by person: what the scripts recorded, patrols, mystery customers, inspections, ratings,
each as marks from 0 to 1, weighted by the hall. Every number is a sum of marks, and every mark is a fact in the log."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app import moments, ratings
from app.codec import stored
from app.hall.day import Instant
from app.hall.events import (
    CounterOpened,
    Fact,
    InspectionEntered,
    PatrolSeen,
    QuestionnaireSet,
    ServiceFinished,
    ServiceRated,
    ServiceStarted,
    StepDone,
    TicketCalled,
    VisitEntered,
    WalkEnded,
)
from app.hall.plan import MINUTE, Plan
from app.hall.voices import Question
from app.log import Log, Recorded
from app.moments import Moment
from app.ratings import Rating

Source = Literal["moments", "patrols", "visits", "inspections", "ratings"]
SOURCES: tuple[Source, ...] = ("moments", "patrols", "visits", "inspections", "ratings")
ENTERED: tuple[type[Fact], ...] = (VisitEntered, InspectionEntered)
OF_DAY: tuple[type[Fact], ...] = (StepDone, WalkEnded, ServiceRated, PatrolSeen)
OF_TICKETS: tuple[type[Fact], ...] = (TicketCalled, ServiceStarted, ServiceFinished, StepDone, CounterOpened)
OF_STAFF = frozenset({"guidance", "staff", "speed-and-formalities"})
HALL = "hall"
"""The post of what nobody in particular is answerable for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`share` from 0 to 1; `posts`: who carries it, both posts of an empty door; `what`: the code of what was looked at.
    `noted`: words may lie beside the fact."""

    seq: int
    at: Instant
    source: Source
    what: str
    share: float
    posts: tuple[str, ...]
    who: str | None = None
    number: str | None = None
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    count: int
    total: float

    @property
    def percent(self) -> int:
        return round(100 * self.total / self.count)


Sums = dict[str, dict[Source, Sum]]
"""By post or person, and source."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of a post or a person: the sums by source, and what they come to by the weights of those that there are."""

    name: str
    sums: dict[Source, Sum]
    score: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A mystery customer's answer beside what was measured of that ticket. `measured`: minutes, or 1 and 0 for a step that was
    kept or not; None: there is nothing to compare it with."""

    seq: int
    visited: str
    number: str | None
    question: str
    ask: dict[str, str]
    answers: str
    answer: int
    compare: str
    measured: float | None


@dataclass(frozen=True, slots=True)
class Found:
    marks: list[Mark]
    compared: list[Compared]


@dataclass(slots=True)
class _Visit:
    """What was measured of a ticket on its day."""

    counter: int | None = None
    who: str | None = None
    wait: float | None = None
    started: Instant | None = None
    service: float | None = None
    steps: dict[str, bool] | None = None


# ------------------------------------------------------------ the marks
def found_in(log: Log, hall: str, plan: Plan, days: list[str], until: list[str]) -> Found:
    """`days`: the period. What was entered later about its days counts in it: `until` goes on to today."""
    marks = [mark for day in days for mark in of_day(log, hall, day)]
    entered = [one for day in dict.fromkeys((*days, *until)) for one in log.of_day(hall, day, ENTERED)]
    told = entered_in(log, hall, plan, days, entered, log.of_kind(hall, QuestionnaireSet))
    return Found(in_order((*marks, *told.marks)), told.compared)


def entered_in(
    log: Log, hall: str, plan: Plan, days: list[str], entered: Iterable[Recorded], set_by: Iterable[Recorded]
) -> Found:
    """Of the visits and inspections among these, those that are about these days. `set_by`: where their questions are found."""
    marks: list[Mark] = []
    compared: list[Compared] = []
    of_days = [one for one in entered if getattr(one.fact, "visited", None) in days]
    asked = _questions(of_days, set_by)
    for one in of_days:
        if isinstance(one.fact, InspectionEntered):
            marks.append(_inspected(one.seq, one.fact))
        elif isinstance(one.fact, VisitEntered):
            told, beside = _visited(log, hall, plan, one.seq, one.fact, asked[one.fact.questionnaire, one.fact.version])
            marks += told
            compared += beside
    return Found(marks, compared)


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: (mark.at, mark.seq))


def carriers(seen: Moment | StepDone | WalkEnded | PatrolSeen) -> tuple[str, ...]:
    """Both posts of an empty door carry what was done or seen there."""
    return tuple(dict.fromkeys(filter(None, (seen.post, getattr(seen, "stood_in", None)))))


def person_rated(rating: Rating | ServiceRated) -> str | None:
    """A rating that is only about other things than the staff counts for no person."""
    return rating.who if not rating.about or OF_STAFF & set(rating.about) else None


def of_day(log: Log, hall: str, day: str, holding: Collection[str] = ()) -> Iterator[Mark]:
    found = list(log.of_day(hall, day, OF_DAY, holding))
    for moment in moments.of_facts(found):
        what = f"{moment.script}.{moment.step}"
        yield Mark(moment.seq, moment.at, "moments", what, float(moment.kept), carriers(moment), moment.who, moment.number)
    for rating in ratings.of_facts(found):
        yield _rated(rating)
    for seq, fact in ((one.seq, one.fact) for one in found):
        if isinstance(fact, PatrolSeen):
            yield Mark(seq, fact.at, "patrols", fact.item, float(fact.done), carriers(fact), fact.who, fact.number, fact.noted)


def _rated(rating: Rating) -> Mark:
    what, post = ",".join(rating.about) or "whole", f"counter-{rating.counter}"
    share = (rating.score - 1) / 4
    return Mark(rating.seq, rating.at, "ratings", what, share, (post,), person_rated(rating), rating.number)


def _inspected(seq: int, fact: InspectionEntered) -> Mark:
    share = fact.points / fact.most
    return Mark(seq, fact.at, "inspections", fact.item, share, (fact.post,), fact.who, None, fact.noted)


# ------------------------------------------------------------ mystery customers
def _questions(entered: Iterable[Recorded], set_by: Iterable[Recorded]) -> dict[tuple[str, int], dict[str, Question]]:
    """Of the versions that were answered."""
    wanted = {(one.fact.questionnaire, one.fact.version) for one in entered if isinstance(one.fact, VisitEntered)}
    found = {}
    for fact in (one.fact for one in (set_by if wanted else ())):
        if isinstance(fact, QuestionnaireSet) and (fact.questionnaire, fact.version) in wanted:
            found[fact.questionnaire, fact.version] = {question.id: question for question in fact.questions}
    return found


def _visited(
    log: Log, hall: str, plan: Plan, seq: int, fact: VisitEntered, asked: dict[str, Question]
) -> tuple[list[Mark], list[Compared]]:
    measured = _measured(log, hall, fact.visited, fact.number) if fact.number is not None else _Visit()
    marks, compared = [], []
    for id, value in fact.answers.items():
        question = asked[id]
        share = question.share(value)
        if share is not None:
            post, who = _answerable(plan, question, measured)
            marks.append(Mark(seq, fact.at, "visits", id, share, (post,), who, fact.number, fact.noted))
        if question.compare is not None:
            so = _compared(measured, question.compare)
            ask = dict(question.ask)
            compared.append(Compared(seq, fact.visited, fact.number, id, ask, question.answers, value, question.compare, so))
    return marks, compared


def _answerable(plan: Plan, question: Question, measured: _Visit) -> tuple[str, str | None]:
    """The counter of the ticket with its clerk, the door, or the hall: also where nobody knows which counter it was."""
    if question.of == "door":
        return next((post.id for post in plan.posts if post.kind == "greeter"), "greeter"), None
    if question.of == "counter" and measured.counter is not None:
        return f"counter-{measured.counter}", measured.who
    return HALL, None


def _measured(log: Log, hall: str, day: str, number: str) -> _Visit:
    """Of the ticket with this number on that day; who: as the counter was opened."""
    found, steps, at = _Visit(), {}, {}
    for fact in (one.fact for one in log.of_day(hall, day, OF_TICKETS, (stored("number", number), '"staff":'))):
        if isinstance(fact, CounterOpened):
            at[fact.counter] = fact.staff
        elif getattr(fact, "number", None) != number or getattr(fact, "day", None) != day:
            continue
        elif isinstance(fact, TicketCalled) and found.wait is None:
            found.wait, found.counter = fact.waited / MINUTE, fact.counter
        elif isinstance(fact, ServiceStarted):
            found.counter, found.started, found.who = fact.counter, fact.at, at.get(fact.counter)
        elif isinstance(fact, ServiceFinished):
            found.counter = fact.counter
            found.service = (fact.at - found.started) / MINUTE if found.started is not None else None
        elif isinstance(fact, StepDone):
            steps[fact.step] = bool(fact.kept) if fact.moment else fact.reason is None
    found.steps = steps
    return found


def _compared(measured: _Visit, compare: str) -> float | None:
    if compare == "wait":
        return measured.wait
    if compare == "service":
        return measured.service
    kept = (measured.steps or {}).get(compare)
    return None if kept is None else float(kept)


# ------------------------------------------------------------ the scores
def sums(named: Iterable[tuple[str, Mark]]) -> Sums:
    found: Sums = {}
    for name, mark in named:
        add(found, name, mark.source, 1, mark.share)
    return found


def add(found: Sums, name: str, source: Source, count: int, total: float) -> None:
    of_name = found.setdefault(name, {})
    before = of_name.get(source, Sum(0, 0.0))
    of_name[source] = Sum(before.count + count, before.total + total)


def of_posts(marks: Iterable[Mark]) -> Iterator[tuple[str, Mark]]:
    return ((post, mark) for mark in marks for post in mark.posts)


def of_persons(marks: Iterable[Mark]) -> Iterator[tuple[str, Mark]]:
    return ((mark.who, mark) for mark in marks if mark.who is not None)


def scores(found: Sums, weights: dict[Source, int]) -> list[Score]:
    order = sorted(found, key=lambda name: (len(name.rpartition("-")[0]) == 0, len(name), name))
    return [_score(name, found[name], weights) for name in order]


def _score(name: str, sums: dict[Source, Sum], weights: dict[Source, int]) -> Score:
    """A source that has nothing to say leaves its weight to the others; one with weight 0 is shown and doesn't count."""
    whole = sum(weights[source] for source in sums)
    if not whole:
        return Score(name, sums, None)
    return Score(name, sums, round(sum(weights[source] * 100 * one.total / one.count for source, one in sums.items()) / whole))


def behind(marks: Iterable[Mark], *, post: str | None = None, who: str | None = None, source: str | None = None) -> list[Mark]:
    """The facts behind a number."""
    return [
        mark
        for mark in marks
        if (post is None or post in mark.posts) and who in (None, mark.who) and source in (None, mark.source)
    ]
