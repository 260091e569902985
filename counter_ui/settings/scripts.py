"""A service script, changed in the browser: its text, its flowchart as it would be, its versions."""

import asyncio

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.file_check import check_script
from app.hall.events import ScriptSet
from app.hall.publishing import edition_of
from app.hall.state import Hall
from app.hall.walk import Edition, is_own
from app.house import House
from app.languages import LANGUAGES
from app.script_file_written import script_text
from counter_ui.manager.charts import chart
from counter_ui.rendering import render
from counter_ui.settings.rendering import page
from counter_ui.settings.shown import script_editions
from shared_ui.screen import plain_page

router = APIRouter(include_in_schema=False)

LISTED = 30


@router.get("/manager/{hall}/scripts/{script}/edit", response_model=None)
async def edit_page(request: Request, script: str) -> Response:
    async def show(house: House, hall: str, language: str) -> str:
        edition, plan = await house.desk.read(hall, lambda state, now: (edition_of(state, script), state.plan))
        found = await asyncio.to_thread(house.log.settings, hall, ScriptSet, LISTED, script)
        versions = [one.fact for one in found if isinstance(one.fact, ScriptSet)]
        listed = script_editions(language, versions, plan.timezone)
        return page(
            "script",
            plan,
            language,
            version=edition.version,
            edition=edition,
            own=is_own(edition),
            filed=house.shelf.filed(script) is not None,
            text=script_text(edition.script),
            editions=listed,
        )

    return await plain_page(request, "manager", show)


@router.post("/manager/{hall}/scripts/{script}/preview", response_model=None)
async def preview(request: Request, script: str) -> Response:
    """The flowchart of a text; nothing, with status 422, if it is no script."""
    house: House = request.app.state.house
    hall, wished = request.path_params["hall"], request.query_params.get("lang", "")
    language = wished if wished in LANGUAGES else "zh"
    await house.access.on_screen(request, "manager", hall)
    now, plan, others = await house.desk.read(
        hall, lambda state, _: (edition_of(state, script), state.plan, sorted(state.scripts))
    )
    found, _ = await asyncio.to_thread(check_script, _text_in(await request.body()), now.script, plan, others)
    if found is None:
        return HTMLResponse("", 422)
    draft = Edition(found, now.version, now.digest)

    def drawn(state: Hall, now: int) -> str:
        return render("manager/chart", plan, language, v=chart(state, draft, language, []))

    return HTMLResponse(await house.desk.read(hall, drawn))


def _text_in(body: bytes) -> str:
    """What is no text of ours is a script without anything in it."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    text = told.get("yaml") if isinstance(told, dict) else None
    return text if isinstance(text, str) else ""
