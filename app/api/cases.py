"""What can be asked about complaints and follow-ups: by each only what is their task."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.api.complaints import tasks_of
from app.api.problems import documented
from app.api.reads import allowed, answer
from app.api.shapes import Shape
from app.api.shapes_of_cases import case_shape, follow_up_shape, told_shape
from app.hall import complaints
from app.hall.day import Instant
from app.hall.refusals import NotYourTask
from app.hall.state import Hall

router = APIRouter(tags=["complaints"], responses=documented(401, 403, 404, 429))


@router.get("/halls/{hall}/complaints", response_model=None)
async def get_complaints(request: Request, hall: str) -> Response:
    """The cases that are one's task, and those of them that were closed in the last 30 days; nothing personal is in it."""
    house, principal = await allowed(request, hall)

    def listed(state: Hall, now: Instant) -> list[Shape]:
        mine = tasks_of(principal, state)
        return [case_shape(state, one, now) for one in state.complaints.values() if mine.sees(one)]

    return answer({"complaints": await house.desk.read(hall, listed, newest=True)})


@router.get("/halls/{hall}/complaints/{complaint}", response_model=None)
async def get_complaint(request: Request, hall: str, complaint: str) -> Response:
    """A case, with `told`: what was written down, as long as it is kept."""
    house, principal = await allowed(request, hall)

    def shown(state: Hall, now: Instant) -> Shape:
        case = complaints.found(state, complaint)
        if not tasks_of(principal, state).sees(case):
            raise NotYourTask(what=case.id)
        return case_shape(state, case, now) | {"told": told_shape(state, case)}

    return answer(await house.desk.read(hall, shown, newest=True))


@router.get("/halls/{hall}/follow-ups", response_model=None)
async def get_follow_ups(request: Request, hall: str) -> Response:
    """What was promised and isn't done yet, the earliest due first."""
    house, principal = await allowed(request, hall)

    def listed(state: Hall, now: Instant) -> list[Shape]:
        mine = tasks_of(principal, state)
        open = sorted((one for one in state.follow_ups.values() if mine.calls(state, one)), key=lambda one: (one.due, one.id))
        return [follow_up_shape(state, one, now) for one in open]

    return answer({"follow_ups": await house.desk.read(hall, listed, newest=True)})
