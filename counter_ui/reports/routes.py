"""The reports' pages and files."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.hall.plan import Plan, Text
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.house import House
from app.languages import LANGUAGES
from app.reporting import Told
from app.reports.layouts import NAMES as KNOWN
from app.reports.layouts import REPORTS
from app.reports.period import BadPeriod
from app.reports.wanted import Asked
from counter_ui.rendering import render
from counter_ui.reports import files as made
from counter_ui.reports.day import Page as Day
from counter_ui.reports.day import page as looked_back
from counter_ui.reports.names import Names
from counter_ui.reports.view import page
from shared_ui.screen import plain_page, refusal_page
from shared_ui.sentences import refusal_sentence

router = APIRouter(include_in_schema=False)
ALL = "all"
"""Every report of the hall in one workbook."""


def _asked(request: Request, name: str) -> Asked:
    """As it was typed."""
    query = request.query_params
    since, until, by, sheet = (query.get(one, "").strip()[:40] or None for one in ("from", "to", "by", "sheet"))
    return Asked(name, since, until, by, sheet, tuple(one[:80] for one in query.getlist("of")[:5]))


async def _told(request: Request, house: House, hall: str, asked: Asked) -> tuple[Told, dict[str, Text]]:
    """The report, and the names of the halls in it. Raises UnknownReport, UnknownRow, BadPeriod, Unavailable."""
    told = await house.reporting.of(hall, asked, request.state.visitor.of_all_halls)
    if told.report.wanted.period.by != "hall":
        return told, {}
    among = [one for (one,), _ in told.report.course.rows]
    listed = (await house.chain.of(among)).halls
    return told, {one.hall: one.name for one in listed}


@router.get("/manager/{hall}/reports/{report}.xlsx", response_model=None)
async def workbook(request: Request, report: str) -> Response:
    async def written(house: House, hall: str, language: str) -> Response:
        found = [await _told(request, house, hall, one) for one in _of_file(request, report)]
        name, names = await _named(house, hall, language, found[0][1])
        body = await asyncio.to_thread(made.workbook, [told.report for told, _ in found], name, names)
        title = names.report(report) if report != ALL else names.say("title")
        return Response(body, headers=made.attached(f"{name}-{title}", "xlsx"), media_type=made.XLSX)

    return await _file(request, written)


def _of_file(request: Request, report: str) -> list[Asked]:
    """All of them: each whole, over time."""
    if report != ALL:
        return [_asked(request, report)]
    return [replace(_asked(request, name), sheet=None) for name, layout in REPORTS.items() if not layout.beside]


@router.get("/manager/{hall}/reports/{report}.csv", response_model=None)
async def comma_separated(request: Request, report: str) -> Response:
    async def written(house: House, hall: str, language: str) -> Response:
        told, halls = await _told(request, house, hall, _asked(request, report))
        name, names = await _named(house, hall, language, halls)
        body = await asyncio.to_thread(made.as_csv, told.report, name, names)
        return Response(body, headers=made.attached(f"{name}-{names.report(report)}", "csv"), media_type=made.CSV)

    return await _file(request, written)


@router.get("/manager/{hall}/reports", response_model=None)
@router.get("/manager/{hall}/reports/{report}", response_model=None)
async def report_page(request: Request, report: str = "overview") -> Response:
    async def show(house: House, hall: str, language: str) -> str:
        asked = _asked(request, report)
        refused = ""
        try:
            told, halls = await _told(request, house, hall, asked)
        except BadPeriod as refusal:
            refused = refusal_sentence(refusal.code, refusal.fields, language)
            told, halls = await _told(request, house, hall, replace(asked, since=None, until=None, by=None))
        several = request.state.visitor.of_all_halls and len(await house.reporting.all_halls()) > 1

        def shown(state: Hall, now: int) -> tuple[Names, Plan, str]:
            return Names(state, language, halls), state.plan, state.day

        names, plan, today = await house.desk.read(hall, shown)
        drawn = await asyncio.to_thread(page, told, names, date.fromisoformat(today), several)
        typed = (asked.since or "", asked.until or "") if refused else (drawn.period.first, drawn.period.last)
        return render("reports/page", plan, language, reports=KNOWN, v=drawn, refused=refused, typed=typed)

    return await plain_page(request, "manager", show)


@router.get("/manager/{hall}/day", response_model=None)
async def day_page(request: Request) -> Response:
    async def show(house: House, hall: str, language: str) -> str:
        told = await house.reporting.reviewed(hall, request.query_params.get("day", "").strip()[:20] or None)

        def drawn(state: Hall, now: int) -> tuple[Plan, Day]:
            return state.plan, looked_back(told, state, Names(state, language))

        plan, v = await house.desk.read(hall, drawn)
        return render("reports/day", plan, language, v=v)

    return await plain_page(request, "manager", show)


async def _named(house: House, hall: str, language: str, halls: dict[str, Text]) -> tuple[str, Names]:
    return await house.desk.read(hall, lambda state, now: (state.plan.name.in_(language), Names(state, language, halls)))


Written = Callable[[House, str, str], Awaitable[Response]]


async def _file(request: Request, written: Written) -> Response:
    """A download, for whoever may see the page."""
    house: House = request.app.state.house
    hall, wished = request.path_params["hall"], request.query_params.get("lang", "")
    try:
        request.state.visitor, _ = await house.access.on_screen(request, "manager", hall)
        await house.desk.find(hall)
        return await written(house, hall, wished if wished in LANGUAGES else "zh")
    except Refusal as refusal:
        return refusal_page(request, refusal)
