"""The halls of the chain, each with a few figures that anybody in the hall can see."""

from bisect import bisect_right
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.access import may, row_of
from app.api.problems import documented
from app.api.reads import answer
from app.api.shapes import Shape, text_shape
from app.chain_reading import Listed
from app.hall.summary import Neighbour
from app.hall.wait import Wait
from app.house import House
from app.stamps import stamp, stamp_or_none

MOST = 1000

router = APIRouter(tags=["reads"], responses=documented(401, 403, 422, 429, 503))


@router.get("/halls", response_model=None)
async def get_halls(
    request: Request, after: Annotated[str, Query(max_length=60)] = "", limit: Annotated[int, Query(ge=1)] = 500
) -> Response:
    """All halls in the order of their ids, with open, waiting and the expected wait; at most 1,000 at a time. `next`: the `after`
    of the following page, null when this is the last."""
    house: House = request.app.state.house
    principal = await house.access.principal(request)
    may(principal, row_of(request), None)
    halls = (await house.chain.all()).halls
    begin = bisect_right(halls, after, key=lambda one: one.hall)
    end = begin + min(limit, MOST)
    page = halls[begin:end]
    return answer({"halls": [listed_shape(one) for one in page], "next": page[-1].hall if end < len(halls) else None})


def listed_shape(listed: Listed) -> Shape:
    """A hall that has not told of itself yet is listed by its id."""
    known = listed.known
    if known is None:
        return {"hall": listed.hall, **dict.fromkeys(_FIELDS), "services": []}
    zone = known.told.door.timezone
    return {
        "hall": listed.hall,
        "name": text_shape(known.told.door.name),
        "open": known.open,
        "takes_tickets": known.takes_tickets,
        "opens_at": stamp_or_none(zone, known.opens_at),
        "closes_at": stamp_or_none(zone, known.closes_at),
        "waiting": known.waiting,
        "counters_open": known.counters_open,
        "wait": _wait(known.wait),
        "services": _services(known),
        "at": stamp(zone, known.at),
        "version": known.told.version,
    }


_FIELDS = (
    "name",
    "open",
    "takes_tickets",
    "opens_at",
    "closes_at",
    "waiting",
    "counters_open",
    "wait",
    "services",
    "at",
    "version",
)


def _services(known: Neighbour) -> list[Shape]:
    return [{"id": one.service, "waiting": one.waiting, "wait": _wait(one.wait)} for one in known.services]


def _wait(expected: Wait | None) -> Shape | None:
    return None if expected is None else {"p50_ms": expected.p50, "p90_ms": expected.p90}
