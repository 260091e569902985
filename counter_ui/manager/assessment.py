"""The assessment as a page: scores by post and person, each number a link to its facts; what mystery customers felt beside what
was measured."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from app.assessing import KEYS, BadSpan, Chosen, scored, weights
from app.assessment import SOURCES, Compared, Mark, Score, Source
from app.hall.day import local
from app.hall.plan import Plan
from app.hall.state import Hall
from app.house import House
from counter_ui.manager.names import answer_name, place_name
from counter_ui.manager.telling import Teller
from shared_ui.sentences import label, refusal_sentence, say

AT_MOST = 300
"""Single facts on a page."""


@dataclass(frozen=True, slots=True)
class Asked:
    first: str | None
    last: str | None
    chosen: Chosen | None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        found = {name: value.strip()[:60] for name, value in query.items() if value.strip()}
        source = next((one for one in SOURCES if one == found.get("source")), None)
        chosen = next((Chosen(key, found[key], source) for key in KEYS if key in found), None)
        return cls(found.get("from"), found.get("to"), chosen)


@dataclass(frozen=True, slots=True)
class Cell:
    percent: int
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """`key` and `value`: what its facts are found by."""

    name: str
    key: str
    value: str
    score: int | None
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Single:
    seq: int
    at: str
    source: str
    what: str
    percent: int
    posts: str
    who: str | None
    number: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    seq: int
    visited: str
    number: str | None
    ask: str
    answer: str
    measured: str


@dataclass(frozen=True, slots=True)
class Page:
    """`refused`: why nothing is told; the dates are those that were typed."""

    first: str
    last: str
    weights: list[tuple[str, int]]
    posts: list[Line]
    persons: list[Line]
    chosen: str | None
    singles: list[Single]
    more: int
    beside: list[Beside]
    refused: str = ""


async def assessment(house: House, hall: str, language: str, asked: Asked) -> Page:
    try:
        days, plan, found = await scored(house, hall, asked.first, asked.last, asked.chosen, AT_MOST)
    except BadSpan as refusal:
        said = refusal_sentence(refusal.code, refusal.fields, language)
        return Page(asked.first or "", asked.last or "", [], [], [], None, [], 0, [], said)
    notes = await asyncio.to_thread(house.log.notes, hall, [mark.seq for mark in found.marks if mark.noted])
    told = weights(plan)

    def page(state: Hall, now: int) -> Page:
        words = _Words(state, plan, language)
        return Page(
            first=days[0],
            last=days[-1],
            weights=[(words.source(source), told[source]) for source in SOURCES],
            posts=[words.line(one, "post") for one in found.posts],
            persons=[words.line(one, "who") for one in found.persons],
            chosen=words.chosen(asked.chosen) if asked.chosen else None,
            singles=[words.single(mark, notes.get(mark.seq)) for mark in reversed(found.marks)],
            more=found.count - len(found.marks),
            beside=[words.beside(one) for one in found.compared],
        )

    return await house.desk.read(hall, page)


class _Words:
    def __init__(self, hall: Hall, plan: Plan, language: str) -> None:
        self._hall, self._plan, self._language = hall, plan, language
        questions = [question for one in hall.questionnaires.values() for question in one.questions]
        self._asks = {question.id: question.ask for question in questions}

    def source(self, source: str) -> str:
        return label(self._language, "assessment.source", source)

    def place(self, post: str) -> str:
        return place_name(self._plan, self._language, None if post == "hall" else post)

    def line(self, score: Score, key: str) -> Line:
        name = self.place(score.name) if key == "post" else score.name
        return Line(name, key, score.name, score.score, [self._cell(score, source) for source in SOURCES])

    def _cell(self, score: Score, source: Source) -> Cell | None:
        told = score.sums.get(source)
        return Cell(told.percent, told.count, source) if told is not None else None

    def chosen(self, chosen: Chosen) -> str:
        name = self.place(chosen.name) if chosen.key == "post" else chosen.name
        return f"{name} · {self.source(chosen.source)}" if chosen.source else name

    def single(self, mark: Mark, note: str | None) -> Single:
        at = local(self._plan, mark.at)
        posts = " + ".join(self.place(post) for post in mark.posts)
        percent = round(100 * mark.share)
        what = self.what(mark)
        who = mark.who
        return Single(mark.seq, f"{at:%Y-%m-%d %H:%M:%S}", self.source(mark.source), what, percent, posts, who, mark.number, note)

    def what(self, mark: Mark) -> str:
        if mark.source == "visits":
            ask = self._asks.get(mark.what)
            return ask.in_(self._language) if ask is not None else mark.what
        if mark.source == "ratings":
            topics = (label(self._language, "rating.about", one) for one in mark.what.split(","))
            return say(self._language, "spoken.list").join(topics)
        if mark.source == "inspections":
            return label(self._language, "rating.about", mark.what)
        return self._of_script(mark.what) or label(self._language, "patrol.item", mark.what)

    def _of_script(self, code: str) -> str | None:
        script, _, rest = code.partition(".")
        edition = self._hall.scripts.get(script)
        if edition is None:
            return None
        id, _, place = rest.partition(".")
        step = next((one for one in edition.script.steps if one.id == id), None)
        if step is None:
            return None
        if place.isdecimal() and int(place) < len(step.items):
            return step.items[int(place)].in_(self._language)
        words = Teller(self._hall, edition.script, self._language).first_words(step)
        return f"{edition.script.title.in_(self._language)}: {words}"

    def beside(self, one: Compared) -> Beside:
        ask = one.ask.get(self._language) or one.ask["zh"]
        so = say(self._language, "assessment.not_measured") if one.measured is None else self._value(one, one.measured)
        return Beside(one.seq, one.visited, one.number, ask, self._value(one, one.answer), so)

    def _value(self, one: Compared, value: float) -> str:
        if one.compare in ("wait", "service"):
            return say(self._language, "assessment.minutes", minutes=round(value, 1))
        if one.answers == "steps" and value is one.answer:
            return answer_name(self._language, "steps", round(value))
        return say(self._language, "assessment.yes" if value else "assessment.no")
