"""The manager's page, and the pages beside it."""

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import Principal
from app.hall import surveys
from app.hall.refusals import UnknownScript
from app.hall.state import Hall
from app.hall.walk import is_own
from app.house import House
from app.rights import RUNNING
from counter_ui import devices
from counter_ui.manager import assessment as assessing
from counter_ui.manager.charts import chart, faults, listed
from counter_ui.manager.connect import connect
from counter_ui.manager.looks import LOOKS
from counter_ui.manager.moments import Asked, report
from counter_ui.manager.patrol import LOOKS as PATROL_LOOKS
from counter_ui.manager.patrol import patrol
from counter_ui.manager.signage import signage
from counter_ui.manager.survey import survey
from counter_ui.manager.told import watched_of
from counter_ui.manager.view import console
from counter_ui.manager.visits import visits
from counter_ui.rendering import render
from shared_ui.looks import formed
from shared_ui.picture import Look, Screen
from shared_ui.screen import add_screen, plain_page

router = APIRouter(include_in_schema=False)


def in_charge(visitor: Principal) -> bool:
    """Whether the ways to settings and assessment are shown: a duty manager has none of them."""
    return RUNNING.lets(visitor.role, visitor.duties)


def seen_by(visitor: Principal) -> Look:
    return {"in-charge": "yes"} if in_charge(visitor) else {}


MANAGER = Screen(
    name="manager",
    role="manager",
    path="/manager/{hall}",
    template="counter_ui/manager/console.html",
    view=console,
    looks=LOOKS,
    styles=(
        *(f"counter/manager/{part}.css" for part in ("top", "console", "floor", "queues", "devices", "printers")),
        "shared/phone-reveal.css",
    ),
    scripts=(
        *("counter/clerk/one-press.js", "counter/manager/notice-form.js", "counter/manager/print-form.js"),
        "shared/phone-reveal.js",
    ),
    again=10,
    beside=watched_of,
    seen_by=seen_by,
)
SIGNAGE = Screen(
    name="signage",
    role="manager",
    path="/manager/{hall}/signage",
    template="counter_ui/manager/signage.html",
    view=signage,
    looks={"entry": formed("m[0-9]{1,12}")},
    styles=("counter/manager/top.css", "counter/manager/signage.css"),
    scripts=("counter/manager/playlist-form.js",),
)
CONNECT = Screen(
    name="connect",
    role="manager",
    path="/manager/{hall}/connect",
    template="counter_ui/manager/connect.html",
    view=connect,
    looks={"screen": formed("[0-9a-f]{32}"), "act": formed("(?:rename|move|revoke)")},
    styles=("counter/manager/top.css", "counter/manager/signage.css", "counter/manager/connect.css"),
    scripts=("counter/manager/connect-form.js",),
    again=10,
    beside=devices.known_of,
)
PATROL = Screen(
    name="patrol",
    role="manager",
    path="/manager/{hall}/patrol",
    template="counter_ui/manager/patrol.html",
    view=patrol,
    looks=PATROL_LOOKS,
    styles=("counter/manager/top.css", "counter/manager/patrol.css"),
    scripts=("counter/manager/patrol-form.js",),
    seen_by=seen_by,
)
for screen in (MANAGER, SIGNAGE, CONNECT, PATROL):
    add_screen(router, screen)


@router.get("/manager/{hall}/moments", response_model=None)
async def moments_page(request: Request) -> Response:
    asked = Asked.of(request.query_params)

    async def show(house: House, hall: str, language: str) -> str:
        found = await report(house, hall, language, asked)
        return await house.desk.read(hall, lambda state, now: render("manager/moments", state.plan, language, v=found))

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/assessment", response_model=None)
async def assessment_page(request: Request) -> Response:
    asked = assessing.Asked.of(request.query_params)

    async def show(house: House, hall: str, language: str) -> str:
        found = await assessing.assessment(house, hall, language, asked)
        return await house.desk.read(hall, lambda state, now: render("manager/assessment", state.plan, language, v=found))

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/visits", response_model=None)
async def visits_page(request: Request) -> Response:
    wished = request.query_params.get("q", "")[:40]

    async def show(house: House, hall: str, language: str) -> str:
        return await house.desk.read(
            hall, lambda state, now: render("manager/visits", state.plan, language, v=visits(state, language, wished))
        )

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/survey", response_model=None)
async def survey_page(request: Request) -> Response:
    wished = request.query_params.get("q", "")[:40]

    async def show(house: House, hall: str, language: str) -> str:
        running = await house.desk.read(hall, lambda state, now: surveys.running(state))
        answered = {one.id: await asyncio.to_thread(house.ballots.so_far, hall, one) for one in running}
        return await house.desk.read(
            hall,
            lambda state, now: render("manager/survey", state.plan, language, v=survey(state, language, wished, answered)),
        )

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/scripts", response_model=None)
async def scripts_page(request: Request) -> Response:
    async def show(house: House, hall: str, language: str) -> str:
        found = house.shelf.faults
        return await house.desk.read(
            hall,
            lambda state, now: render(
                "manager/scripts", state.plan, language, scripts=listed(state, language, found), broken=faults(state, found)
            ),
        )

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/scripts/{script}", response_model=None)
async def script_page(request: Request, script: str) -> Response:
    async def show(house: House, hall: str, language: str) -> str:
        def drawn(state: Hall, now: int) -> str:
            edition = state.scripts.get(script)
            if edition is None:
                raise UnknownScript(script=script[:40], scripts=sorted(state.scripts))
            return render(
                "manager/script",
                state.plan,
                language,
                own=is_own(edition),
                edits=in_charge(request.state.visitor),
                v=chart(state, edition, language, house.shelf.faults),
            )

        return await house.desk.read(hall, drawn)

    return await plain_page(request, "manager", show)
