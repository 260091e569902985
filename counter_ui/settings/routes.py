"""The pages of a hall's settings."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.hall_file_written import hall_text
from app.house import House
from app.plan_versions import PlanVersion, plan_versions
from app.wishes import Unavailable
from counter_ui.settings.forms import USUAL, forms
from counter_ui.settings.rendering import page
from counter_ui.settings.scripts import router as scripts
from counter_ui.settings.shown import editions, hand, when
from shared_ui.screen import plain_page

router = APIRouter(include_in_schema=False)
router.include_router(scripts)

LISTED = 30
"""So many versions stand on the page with what each changed."""


def _page(name: str, newest: PlanVersion, language: str, **shown: Any) -> str:
    """A page on which the newest version is changed."""
    told = {"by": hand(language, newest.by), "at": when(newest.plan.timezone, newest.at), "version": newest.version}
    return page(name, newest.plan, language, **told, **shown)


@router.get("/manager/{hall}/settings", response_model=None)
async def forms_page(request: Request) -> Response:
    """What is changed most, as forms."""

    async def show(house: House, hall: str, language: str) -> str:
        [newest] = await asyncio.to_thread(plan_versions, house.log, hall, 1)
        shown = await house.desk.read(hall, lambda state, now: forms(state, language) if state.plan == newest.plan else None)
        if shown is None:  # published this very moment, by another server
            raise Unavailable()
        return _page("forms", newest, language, v=shown, usual=USUAL)

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/settings/text", response_model=None)
async def text_page(request: Request) -> Response:
    """The whole hall file as text."""

    async def show(house: House, hall: str, language: str) -> str:
        [newest] = await asyncio.to_thread(plan_versions, house.log, hall, 1)
        return _page("text", newest, language, text=hall_text(newest.plan))

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/settings/versions", response_model=None)
async def versions_page(request: Request) -> Response:
    """Who changed what and when, and the way back."""

    async def show(house: House, hall: str, language: str) -> str:
        found = await asyncio.to_thread(plan_versions, house.log, hall, LISTED + 1)
        listed = editions(language, found)[:LISTED]
        return page("versions", found[0].plan, language, version=found[0].version, editions=listed)

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/settings/vips", response_model=None)
async def vips_page(request: Request) -> Response:
    """The VIP list, as a file."""

    async def show(house: House, hall: str, language: str) -> str:
        standing = await asyncio.to_thread(house.vips.standing, hall)
        return page("vips", await house.desk.read(hall, lambda state, now: state.plan), language, standing=standing)

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/settings/personal", response_model=None)
async def personal_page(request: Request) -> Response:
    """All that is kept about a phone number, which the page itself asks for: no address has it."""

    async def show(house: House, hall: str, language: str) -> str:
        plan = await house.desk.read(hall, lambda state, now: state.plan)
        levels = {level.id: level.name.in_(language) for level in plan.levels}
        return page("personal", plan, language, v={"levels": levels})

    return await plain_page(request, "manager", show)
