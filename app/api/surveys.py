"""The staff survey: managers open and close a round, whoever has signed in answers it once."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.access import NotSignedIn
from app.api.commands import Asked, Body, Facts, Id, Nothing, allowed, describe, grant, once, parse
from app.api.complaints import who
from app.api.problems import documented
from app.api.reads import allowed as may_read
from app.api.reads import answer
from app.api.shapes import Shape, dump
from app.hall import surveys
from app.hall.day import Instant
from app.hall.state import Hall
from app.hall.voices import Survey
from app.wishes import Answer, Wish

router = APIRouter(tags=["voices"], responses=documented(401, 403, 404, 422, 429))


class Open(Body):
    """`days`: on so many, today among them, it takes answers; then it is closed by itself."""

    questionnaire: Id
    version: Annotated[int, Field(ge=1)] | None = None
    days: Annotated[int, Field(ge=1, le=60)] = 7


class Sheet(Body):
    answers: Annotated[dict[Id, int], Field(max_length=60)]


def survey_shape(round: Survey, answered: int) -> Shape:
    return {
        "survey": round.id,
        "questionnaire": round.questionnaire,
        "version": round.version,
        "opened": round.opened,
        "last": round.last,
        "closed": round.closed,
        "least": round.least,
        "answered": answered,
        "counts": {id: dict(given) for id, given in round.counts.items()},
    }


async def _open(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Open, asked.raw)

    def decide(hall: Hall, now: Instant) -> Facts:
        return surveys.open_round(
            hall, now, questionnaire=body.questionnaire, version=body.version, days=body.days, by=who(principal)
        )

    def show(hall: Hall, facts: Facts, now: Instant) -> Answer:
        return Answer(201, dump(survey_shape(surveys.running(hall)[-1], 0)))

    return await grant(asked, Wish(asked.hall, decide, show, same))


async def _answer(asked: Asked) -> Answer:
    """No fact, and no answer that is kept beside one: both would say when."""
    principal = await asked.house.access.principal(HTTPConnection(asked.scope))
    if principal.staff is None:
        raise NotSignedIn()
    await allowed(asked)
    same, body = once(principal, asked), parse(Sheet, asked.raw)
    house, hall = asked.house, asked.hall
    round = await house.desk.read(hall, lambda state, now: surveys.answer(state, asked.which, body.answers), newest=True)
    await asyncio.to_thread(house.ballots.put, hall, round, principal.staff, same.id, body.answers)
    return Answer(200, b"{}")


async def _close(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same = once(principal, asked)
    parse(Nothing, asked.raw)
    round = await asked.house.desk.read(asked.hall, lambda hall, now: surveys.found(hall, asked.which), newest=True)
    if round.closed is not None:
        return Answer(200, b"{}")
    return await asked.house.closing.close(asked.hall, round, who(principal), same)


@router.get("/halls/{hall}/surveys", response_model=None)
async def get_surveys(request: Request, hall: str) -> Response:
    """The rounds, the newest first. While one is open only how many have answered; afterwards how often each answer was given, if
    enough have."""
    house, _ = await may_read(request, hall)
    rounds = await house.desk.read(hall, lambda state, now: list(state.surveys.values()), newest=True)
    told = [survey_shape(one, await asyncio.to_thread(house.ballots.so_far, hall, one)) for one in reversed(rounds)]
    return answer({"surveys": told})


describe(
    router,
    "/surveys",
    "open-survey",
    Open,
    _open,
    {201: "the round"},
    "Asks the staff by a questionnaire that is for them.",
)
describe(
    router,
    "/surveys/{survey}/answer",
    "answer-survey",
    Sheet,
    _answer,
    {200: "empty"},
    "What whoever has signed in answers, once in each round: 1 and 0 for yes and no, or 1 to 5. Nobody learns who answered what.",
)
describe(
    router,
    "/surveys/{survey}/close",
    "close-survey",
    Nothing,
    _close,
    {200: "empty"},
    "It takes no more answers, and what they come to is told if enough have answered.",
)
