"""What can be asked: the hall, a ticket, the log, and who am I."""

import asyncio
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.access import may, row_of
from app.accounts import Principal
from app.api.problems import Invalid, documented
from app.api.shapes import dump, event_shape, hall_shape, mean_shape, moment_shape, rating_shape, score_shape, ticket_shape
from app.api.sight import PUBLIC
from app.assessing import assessed, weights
from app.assessment import behind, of_persons, of_posts, scores, sums
from app.hall.day import Instant
from app.hall.refusals import UnknownTicket
from app.hall.state import Hall
from app.house import House
from app.moments import Wanted, guided, moments
from app.ratings import BY, means, ratings

LOG_LIMIT = 1000

router = APIRouter(tags=["reads"], responses=documented(401, 403, 404, 422, 429))


def answer(shape: Any) -> Response:
    return Response(dump(shape), 200, {"Cache-Control": "no-store"}, media_type="application/json")


async def allowed(request: Request, hall: str) -> tuple[House, Principal]:
    house: House = request.app.state.house
    principal = await house.access.principal(request)
    await house.desk.find(hall)
    may(principal, row_of(request), hall)
    return house, principal


@router.get("/me", response_model=None)
async def me(request: Request) -> Response:
    """What the token is for: role, hall, counter; and who has signed in there."""
    house: House = request.app.state.house
    principal = await house.access.principal(request)
    signed_in = {"staff": principal.staff, "duties": sorted(principal.duties)} if principal.staff is not None else {}
    return answer({"role": principal.role, "hall": principal.hall, "counter": principal.counter, **signed_in})


@router.get("/halls/{hall}", response_model=None)
async def get_hall(request: Request, hall: str) -> Response:
    """The hall: services, levels, counters and their states, opening hours, version."""
    house, principal = await allowed(request, hall)
    public = principal.role in PUBLIC
    return answer(await house.desk.read(hall, lambda state, now: hall_shape(state, now, public=public), newest=True))


Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")]


@router.get("/halls/{hall}/moments", response_model=None)
async def get_moments(
    request: Request,
    hall: str,
    day: Day = None,
    post: str | None = None,
    counter: int | None = None,
    script: str | None = None,
    step: str | None = None,
) -> Response:
    """The moments of truth of a business day, today's by default: who, which post, when, how long, kept or not."""
    house, _ = await allowed(request, hall)
    on, zone = await house.desk.read(hall, lambda state, now: (day or state.day, state.plan.timezone))
    found = await asyncio.to_thread(moments, house.log, hall, on, Wanted(post, counter, script, step))
    return answer(
        {"day": on, "due": len(found), "kept": sum(m.kept for m in found), "moments": [moment_shape(m, zone) for m in found]}
    )


@router.get("/halls/{hall}/ratings", response_model=None)
async def get_ratings(request: Request, hall: str, day: Day = None) -> Response:
    """What customers said of the services of a business day, today's by default: each rating, and the means by level, service,
    brand, counter, clerk and topic."""
    house, _ = await allowed(request, hall)
    on, zone = await house.desk.read(hall, lambda state, now: (day or state.day, state.plan.timezone))
    found = await asyncio.to_thread(ratings, house.log, hall, [on])
    told = {by: {name: mean_shape(mean) for name, mean in means(found, by).items()} for by in BY}
    return answer({"day": on, "count": len(found), "by": told, "ratings": [rating_shape(one, zone) for one in found]})


@router.get("/halls/{hall}/assessment", response_model=None)
async def get_assessment(
    request: Request,
    hall: str,
    first: Annotated[str | None, Query(alias="from")] = None,
    last: Annotated[str | None, Query(alias="to")] = None,
) -> Response:
    """How well the service was, by post and by person, of at most 31 days, today by default; every number with its facts."""
    house, _ = await allowed(request, hall)
    days, plan, found = await assessed(house, hall, first, last)
    told = weights(plan)
    return answer(
        {
            "from": days[0],
            "to": days[-1],
            "weights": told,
            "posts": [score_shape(one, behind(found.marks, post=one.name)) for one in scores(sums(of_posts(found.marks)), told)],
            "persons": [
                score_shape(one, behind(found.marks, who=one.name)) for one in scores(sums(of_persons(found.marks)), told)
            ],
            "compared": [asdict(one) for one in found.compared],
        }
    )


@router.get("/halls/{hall}/guidance", response_model=None)
async def get_guidance(request: Request, hall: str, day: Day = None) -> Response:
    """How guidance ended on a business day, and to which channels customers were shown."""
    house, _ = await allowed(request, hall)
    on = await house.desk.read(hall, lambda state, now: day or state.day)
    found = await asyncio.to_thread(guided, house.log, hall, on)
    return answer({"day": on, "outcomes": found.outcomes, "channels": found.channels})


@router.get("/halls/{hall}/tickets/{number}", response_model=None)
async def get_ticket(
    request: Request, hall: str, number: str, day: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None
) -> Response:
    """A ticket of the business day, or one still at a counter; `day` for another day."""
    house, _ = await allowed(request, hall)
    number = number[:12]

    def today(state: Hall, now: Instant) -> dict[str, Any] | None:
        if day is None or day == state.day:
            return ticket_shape(state, state.ticket(number), now)
        carried = state.carried.get((day, number))
        return None if carried is None else ticket_shape(state, carried, now)

    shape = await house.desk.read(hall, today, newest=True)
    return answer(shape if shape is not None else await _of_day(house, hall, number, str(day)))


async def _of_day(house: House, hall: str, number: str, day: str) -> dict[str, Any]:
    """Folds that day from its checkpoint; a day of 5,000 tickets takes about 0.2 s, in a thread of its own."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Invalid(errors=[{"at": "day", "what": "is not a day: YYYY-MM-DD"}]) from None
    past = await asyncio.to_thread(house.log.load_day, hall, day)
    if past is None or number not in past.tickets:
        raise UnknownTicket(number=number, day=day)
    return ticket_shape(past, past.tickets[number], past.last_at)


@router.get("/halls/{hall}/log", response_model=None)
async def get_log(
    request: Request, hall: str, after: Annotated[int, Query(ge=0, lt=1 << 63)] = 0, limit: Annotated[int, Query(ge=1)] = 500
) -> Response:
    """Every event whole, `seq` from 1; at most 1,000 at a time."""
    house, _ = await allowed(request, hall)
    timezone, head = await house.desk.read(hall, lambda state, now: (state.plan.timezone, state.version), newest=True)
    limit = min(limit, LOG_LIMIT, max(0, head - after))
    recorded = await asyncio.to_thread(lambda: list(house.log.since(hall, min(after, head), limit)))
    events = [event_shape(one.seq, one.fact, timezone) for one in recorded]
    return answer({"epoch": await house.epoch(hall), "events": events})
