"""The pages of complaints: cases by task, follow-ups, the figures, the bulletin."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import Principal
from app.complaint_figures import figures, is_span, usual_first
from app.hall.state import Hall
from app.house import House
from counter_ui.complaints.board import board
from counter_ui.complaints.bulletin import bulletin
from counter_ui.complaints.calls import calls
from counter_ui.complaints.figures import Table, tables
from counter_ui.rendering import render
from shared_ui.looks import formed
from shared_ui.picture import Look, Screen
from shared_ui.screen import add_screen, plain_page

router = APIRouter(include_in_schema=False)


def seen_by(visitor: Principal) -> Look:
    """Whose tasks are shown: the page itself can't ask for another's."""
    return {"role": visitor.role, "staff": visitor.staff or "", "duties": " ".join(sorted(visitor.duties))}


STYLES = ("counter/manager/top.css", "counter/complaints/cases.css", "shared/phone-reveal.css")
SCRIPTS = ("counter/clerk/one-press.js", "counter/complaints/case-form.js", "shared/phone-reveal.js")
CASES = Screen(
    name="complaints",
    role="manager",
    path="/complaints/{hall}",
    template="counter_ui/complaints/board.html",
    view=board,
    looks={"complaint": formed("k[0-9]{1,11}"), "page": "new".__eq__},
    styles=STYLES,
    scripts=SCRIPTS,
    again=10,
    seen_by=seen_by,
)
CALLS = replace(
    CASES,
    name="follow-ups",
    path="/follow-ups/{hall}",
    template="counter_ui/complaints/calls.html",
    view=calls,
    looks={"kind": formed("[a-z][a-z-]{0,39}"), "call": formed("f[0-9]{1,11}")},
)
BULLETIN = Screen(
    name="bulletin",
    role="manager",
    path="/bulletin/{hall}",
    template="counter_ui/complaints/bulletin.html",
    view=bulletin,
    looks={"period": formed("[0-9]{4}-(?:[0-9]{2}|Q[1-4])"), "page": "write".__eq__},
    styles=("counter/manager/top.css", "counter/complaints/cases.css", "counter/complaints/bulletin.css"),
    scripts=("counter/clerk/one-press.js", "counter/complaints/bulletin-form.js"),
    seen_by=seen_by,
)
for screen in (CASES, CALLS, BULLETIN):
    add_screen(router, screen)


@dataclass(frozen=True, slots=True)
class Shown:
    """`tables`: None for a range that is backwards."""

    first: str
    last: str
    tables: list[Table] | None


@router.get("/complaints/{hall}/figures", response_model=None)
async def figures_page(request: Request) -> Response:
    """Of the last 30 days, unless other days are asked for."""

    async def show(house: House, hall: str, language: str) -> str:
        today = await house.desk.read(hall, lambda state, now: date.fromisoformat(state.day))
        last = _day(request.query_params.get("last"), today)
        first = _day(request.query_params.get("first"), usual_first(last))
        sound = is_span(first, last)
        found = await asyncio.to_thread(figures, house.log, hall, first, last, today) if sound else {}

        def drawn(state: Hall, now: int) -> str:
            shown = Shown(str(first), str(last), tables(state, found, language) if sound else None)
            return render("complaints/figures", state.plan, language, v=shown)

        return await house.desk.read(hall, drawn)

    return await plain_page(request, "manager", show)


def _day(told: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(told or "")
    except ValueError:
        return otherwise
