"""A ticket as a page that prints itself: for halls where a browser's printer is the only one."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.hall.refusals import Refusal
from app.house import House
from shared_ui.assets import files
from shared_ui.picture import environment, words
from shared_ui.screen import plain_page, refusal_page
from shared_ui.slip_pictures import paper_of, picture_of

router = APIRouter(include_in_schema=False)


@router.get("/greeter/{hall}/slip/{number}", response_model=None)
async def slip_page(request: Request, number: str) -> Response:
    async def show(house: House, hall: str, language: str) -> str:
        ticket = await house.desk.read(hall, lambda state, now: state.ticket(number[:12]))
        told = {"hall": hall, "number": ticket.number, "paper": paper_of(request.query_params.get("paper")), "files": files}
        return environment.get_template("counter_ui/greeter/slip.html").render(**told, **words({"lang": language}))

    return await plain_page(request, "greeter", show)


@router.get("/greeter/{hall}/slip/{number}/{paper}.png", response_model=None)
async def slip_picture(request: Request, hall: str, number: str, paper: str) -> Response:
    house: House = request.app.state.house
    try:
        await house.access.on_screen(request, "greeter", hall)
        ticket = await house.desk.read(hall, lambda state, now: state.ticket(number[:12]), newest=True)
        drawn = await picture_of(house, request, hall, ticket, paper_of(paper))
    except Refusal as refusal:
        return refusal_page(request, refusal)
    return Response(drawn, headers={"Cache-Control": "no-store"}, media_type="image/png")
