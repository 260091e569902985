"""Commands of a rehearsal: it begins and ends. Addressed to the real hall or to its rehearsal hall, done in the latter."""

from typing import Literal

from fastapi import APIRouter

from app.api.commands import Asked, Body, Id, Nothing, allowed, describe, grant, once, parse
from app.api.shapes import dump
from app.hall import rehearsing
from app.hall.state import Hall
from app.wishes import Answer, Wish

router = APIRouter(tags=["rehearsal"])


class Begin(Body):
    case: Id
    role: Literal["clerk", "greeter", "duty-manager"]


async def _begin(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Begin, asked.raw)
    stage = asked.house.stage
    id = await stage.prepared(asked.hall, body.case, body.role)
    answer = await grant(
        asked,
        Wish(
            id, lambda hall, now: rehearsing.begin(hall, now, case=body.case, role=body.role), lambda hall, *_: _told(hall), same
        ),
    )
    stage.play(id)
    return answer


async def _ready(asked: Asked) -> Answer:
    """The same again changes nothing: it needs no key that is remembered."""
    once(await allowed(asked), asked)
    parse(Nothing, asked.raw)
    return Answer(200, dump({"hall": await asked.house.stage.ready(asked.hall)}))


async def _end(asked: Asked) -> Answer:
    """Ends the case that is named; another one that runs meanwhile goes on."""
    principal = await allowed(asked)
    same, case = once(principal, asked), asked.which
    parse(Nothing, asked.raw)
    id = await asked.house.stage.opened(asked.hall)
    answer = await grant(
        asked, Wish(id, lambda hall, now: rehearsing.stopped(hall, now, case=case), lambda hall, *_: _told(hall), same)
    )
    await asked.house.stage.tidied(id)
    return answer


def _told(hall: Hall) -> Answer:
    rehearsal = hall.rehearsal
    return Answer(
        200, dump({"hall": hall.plan.hall, "case": rehearsal and rehearsal.case, "runs": bool(rehearsal and rehearsal.runs)})
    )


describe(
    router,
    "/rehearsal",
    "begin-rehearsal",
    Begin,
    _begin,
    {200: "the rehearsal hall and the case"},
    "Plays a case in the rehearsal hall, which is emptied before; one at a time. The real hall's log is not touched.",
)
describe(
    router,
    "/rehearsal-hall",
    "ready-rehearsal-hall",
    Nothing,
    _ready,
    {200: "the rehearsal hall"},
    "Makes the hall's rehearsal hall, or brings it to the plan and the scripts of the real one; while a case runs it is left "
    "alone.",
)
describe(router, "/rehearsal/{case}/end", "end-rehearsal", Nothing, _end, {200: "the rehearsal hall"}, "Ends the case.")
