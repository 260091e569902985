"""The rehearsal's page, and how a rehearsal went.

`/rehearsal/{hall}` of a real hall leads to the page of its rehearsal hall. One that isn't there yet, or isn't as the real hall is
today, is made so first: by a POST, as all that changes something.
"""

import asyncio
from secrets import token_hex

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.access import cookie_name
from app.hall.refusals import Refusal, UnknownHall
from app.hall.rehearsal import is_rehearsal, real_of, rehearsal_of
from app.house import House
from app.languages import LANGUAGES
from app.rehearsal.reading import cases
from app.rehearsal.result import result
from counter_ui.rehearsal.looks import LOOKS
from counter_ui.rehearsal.outcome import outcome
from counter_ui.rehearsal.view import page
from shared_ui.assets import files
from shared_ui.picture import Screen, environment, words
from shared_ui.screen import add_screen, keep_cookie, plain_page, refusal_page

router = APIRouter(include_in_schema=False)

REHEARSAL = Screen(
    name="rehearsal",
    role="manager",
    path="/rehearsal/{hall}/scene",
    template="counter_ui/rehearsal/page.html",
    view=page,
    looks=LOOKS,
    styles=("counter/rehearsal/page.css",),
    scripts=("counter/rehearsal/scene.js",),
    again=10,
)
add_screen(router, REHEARSAL)


@router.get("/rehearsal/{hall}", response_model=None)
async def entrance(request: Request, hall: str, key: str = "") -> Response:
    """`key` signs this browser in, as `/enter` does: the link that `make rehearse` prints."""
    house: House = request.app.state.house
    try:
        if key and (found := await house.accounts.find(key[:200])) is not None:
            signed_in = RedirectResponse(request.url.path, 303)
            keep_cookie(signed_in, request, cookie_name(found.role, found.hall, found.counter), key[:200])
            return signed_in
        await house.access.on_screen(request, "manager", hall)
        await house.desk.find(real_of(hall))
        stands = await house.stage.stands(hall)
    except Refusal as refusal:
        return refusal_page(request, refusal)
    query = f"?{request.url.query}" if request.url.query else ""
    response = RedirectResponse(f"/rehearsal/{rehearsal_of(hall)}/scene{query}", 303) if stands else _opening(request, hall)
    response.headers["Cache-Control"] = "no-store"
    return response


def _opening(request: Request, hall: str) -> Response:
    """Asks for the rehearsal hall, and then for the page again."""
    wished = request.query_params.get("lang", "")
    body = environment.get_template("counter_ui/rehearsal/opening.html").render(
        hall=real_of(hall), key=token_hex(16), files=files, **words({"lang": wished if wished in LANGUAGES else "zh"})
    )
    return HTMLResponse(body)


@router.get("/rehearsal/{hall}/result", response_model=None)
async def went(request: Request) -> Response:
    """A part of the page, fetched when a rehearsal is over."""

    async def show(house: House, hall: str, language: str) -> str:
        if not is_rehearsal(hall):
            raise UnknownHall(hall=hall[:40])
        state = await asyncio.to_thread(house.log.load, hall)
        case = cases().get(state.rehearsal.case) if state.rehearsal is not None else None
        found = await asyncio.to_thread(result, house.log, state, case) if case is not None else None
        template = environment.get_template("counter_ui/rehearsal/result.html")
        return template.render(v=outcome(state, found, language) if found else None, **words({"lang": language}))

    return await plain_page(request, "manager", show)
