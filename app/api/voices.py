"""Commands of the voices: patrols, questionnaires and the visits that answer them, inspections."""

import asyncio
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, model_validator

from app.api.commands import Asked, Body, Facts, Handler, Id, Nothing, Number, Words, allowed, describe, grant, once, parse
from app.api.complaints import who
from app.api.problems import Invalid
from app.api.shapes import dump
from app.hall import patrol, visits
from app.hall.day import Instant
from app.hall.state import Hall
from app.hall.visits import Row
from app.personal import Content, Noted
from app.voices.inspection_csv import read_rows, text_of
from app.voices.questionnaire_file import LONGEST, read_questionnaire
from app.wishes import Answer, Wish
from shared_ui.checks import said_in

router = APIRouter(tags=["voices"])

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Counter = Annotated[int, Field(ge=1, le=999)]
Who = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,10}$")]
Decide = Callable[[Hall, Instant], Facts]


class Tick(Body):
    item: Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,90}$")]
    done: bool


class Patrol(Body):
    """What was seen at a counter or at a post; `number`: for whom, by default for the ticket in hand."""

    seen: Annotated[list[Tick], Field(min_length=1, max_length=60)]
    counter: Counter | None = None
    post: Id | None = None
    number: Number | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "Patrol":
        if (self.counter is None) == (self.post is None):
            raise ValueError("name either a counter or a post")
        if len({tick.item for tick in self.seen}) < len(self.seen):
            raise ValueError("tick each item once")
        return self


class SetQuestionnaire(Body):
    """The file as it was written."""

    source: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Visit(Body):
    questionnaire: Id
    version: Annotated[int, Field(ge=1)] | None = None
    visited: Day
    number: Number | None = None
    answers: Annotated[dict[Id, int], Field(max_length=60)]
    note: Words | None = None


class Inspected(Body):
    visited: Day
    item: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]
    points: Annotated[int, Field(ge=0, le=9999)]
    most: Annotated[int, Field(ge=1, le=9999)]
    counter: Counter | None = None
    post: Id | None = None
    who: Who | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _within(self) -> "Inspected":
        if self.points > self.most:
            raise ValueError("there are more points than the most")
        if (self.counter is None) == (self.post is None):
            raise ValueError("name either a counter or a post")
        return self


class Inspection(Body):
    """Rows, or a CSV file's bytes as base64, UTF-8 or GBK."""

    rows: Annotated[list[Inspected], Field(min_length=1, max_length=500)] | None = None
    csv_base64: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Inspection":
        if (self.rows is None) == (self.csv_base64 is None):
            raise ValueError("give either rows or csv_base64")
        return self


def _beside(notes: list[str | None]) -> Callable[[Hall, Facts], list[Noted]]:
    """Words that lie beside the facts, one for each. They are about no ticket: no clerk is shown them."""

    def personal(hall: Hall, facts: Facts) -> list[Noted]:
        first = hall.version - len(facts) + 1
        return [
            Noted(hall.plan.hall, first + at, hall.day, f"voice-{first + at}", Content(note=note))
            for at, note in enumerate(notes)
            if note
        ]

    return personal


def _told(hall: Hall, facts: Facts, now: Instant) -> Answer:
    """`facts`: the seqs under which it stands in the log."""
    return Answer(200, dump({"facts": [hall.version - len(facts) + 1 + at for at in range(len(facts))]}))


async def _patrol(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Patrol, asked.raw)
    seen = [patrol.Tick(tick.item, tick.done) for tick in body.seen]

    def decide(hall: Hall, now: Instant) -> Facts:
        return patrol.patrol(
            hall,
            now,
            seen=seen,
            counter=body.counter,
            post=body.post,
            number=body.number,
            by=who(principal),
            noted=bool(body.note),
        )

    notes = [None] * (len(seen) - 1) + [body.note]
    return await grant(asked, Wish(asked.hall, decide, _told, same, _beside(notes) if body.note else None))


async def _set(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(SetQuestionnaire, asked.raw)
    read = await asyncio.to_thread(read_questionnaire, body.source, partial(said_in, asked.language))

    def decide(hall: Hall, now: Instant) -> Facts:
        return visits.set_questionnaire(
            hall,
            now,
            id=read.id,
            title=read.title,
            questions=read.questions,
            source=body.source,
            whom=read.whom,
            least=read.least,
        )

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        return Answer(200, dump({"questionnaire": read.id, "version": hall.questionnaires[read.id].version}))

    return await grant(asked, Wish(asked.hall, decide, show, same))


def _end(act: Callable[[Hall, Instant, str], Facts]) -> Handler:
    async def handler(asked: Asked) -> Answer:
        principal = await allowed(asked)
        same, which = once(principal, asked), asked.which[:40]
        parse(Nothing, asked.raw)
        return await grant(asked, Wish(asked.hall, lambda hall, now: act(hall, now, which), lambda *_: Answer(200, b"{}"), same))

    return handler


async def _visit(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Visit, asked.raw)

    def decide(hall: Hall, now: Instant) -> Facts:
        return visits.enter_visit(
            hall,
            now,
            questionnaire=body.questionnaire,
            version=body.version,
            visited=body.visited,
            number=body.number,
            answers=body.answers,
            noted=bool(body.note),
        )

    return await grant(asked, Wish(asked.hall, decide, _told, same, _beside([body.note]) if body.note else None))


async def _inspection(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Inspection, asked.raw)
    content = _content(body.csv_base64) if body.csv_base64 is not None else None
    taken: list[Row] = []

    def decide(hall: Hall, now: Instant) -> Facts:
        rows = read_rows(hall, content) if content is not None else [_row(hall, one) for one in body.rows or ()]
        taken[:] = rows
        return visits.inspect(hall, now, rows=rows, source="csv" if content is not None else "typed")

    def personal(hall: Hall, facts: Facts) -> list[Noted]:
        return _beside([row.note for row in taken])(hall, facts)

    return await grant(asked, Wish(asked.hall, decide, _told, same, personal))


def _content(given: str) -> str:
    try:
        content = b64decode(given, validate=True)
    except ValueError:  # binascii's own, and another one where it isn't ASCII
        raise Invalid(errors=[{"at": "csv_base64", "what": "this is no base64"}]) from None
    return text_of(content)


def _row(hall: Hall, one: Inspected) -> Row:
    """Raises BadDay, UnknownCounter; UnknownPost comes later."""
    visits.past(hall, one.visited)
    if one.counter is not None:
        hall.counter(one.counter)
    return Row(one.visited, one.item, one.points, one.most, one.counter, one.post, one.who, one.note)


FACTS = {200: "the seqs of its facts"}
describe(
    router,
    "/patrols",
    "patrol",
    Patrol,
    _patrol,
    FACTS,
    "The duty manager saw this at a counter or post: each item done or not. The note lies in the erasable table.",
)
describe(
    router,
    "/questionnaires",
    "set-questionnaire",
    SetQuestionnaire,
    _set,
    {200: "its id and version"},
    "A questionnaire for mystery customers or for the staff, or a newer version of it.",
)
describe(
    router,
    "/questionnaires/{questionnaire}/retire",
    "retire-questionnaire",
    Nothing,
    _end(lambda hall, now, id: visits.retire_questionnaire(hall, now, id=id)),
    {200: "empty"},
    "It takes no more answers; those that there are stay.",
)
describe(
    router,
    "/questionnaires/{questionnaire}/remove",
    "remove-questionnaire",
    Nothing,
    _end(lambda hall, now, id: visits.remove_questionnaire(hall, now, id=id)),
    {200: "empty"},
    "Only one that nobody has answered.",
)
describe(
    router,
    "/visits",
    "enter-visit",
    Visit,
    _visit,
    FACTS,
    "What a mystery customer found, by questionnaire: 1 and 0 for yes and no, 1 to 5, or minutes.",
)
describe(
    router,
    "/inspections",
    "enter-inspection",
    Inspection,
    _inspection,
    FACTS,
    "What the company's inspection found: rows, or a CSV file that is taken as a whole or not at all.",
)
