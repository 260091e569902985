"""The analyst's figures and bulletin."""

import asyncio
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.commands import Asked, B, Body, Code, Facts, allowed, describe, grant, once, parse
from app.api.complaints import who
from app.api.problems import Invalid, documented
from app.api.reads import allowed as may_read
from app.api.reads import answer
from app.api.shapes import Shape, dump
from app.complaint_figures import LONGEST, Figures, before, figures, is_span, period, usual_first
from app.hall import bulletins
from app.hall.bulletin import Bulletin, Check, Measure
from app.hall.bulletins import Edited
from app.hall.day import Instant
from app.hall.state import Hall
from app.house import House
from app.rights import ANALYSTS
from app.stamps import stamp
from app.wishes import Answer, Wish
from shared_ui.bulletin import drafted

READER = "bulletin-reader"
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]

router = APIRouter(tags=["complaints"], responses=documented(401, 403, 404, 422, 429))


class Checked(Body):
    """Whether a branch has carried out a measure of the last bulletin."""

    measure: Annotated[str, Field(min_length=1, max_length=40)]
    branch: Code
    carried: Literal["done", "partly", "not", "unknown"]
    note: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class Save(Body):
    """`text` left out: drafted from the figures. `seen`: `saved` of the bulletin on which this was written."""

    text: Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")] | None = None
    measures: Annotated[list[Line], Field(max_length=30)] = []
    checks: Annotated[list[Checked], Field(max_length=300)] = []
    seen: int | None = None


async def _save(asked: Asked, publish: bool) -> Answer:
    principal = await allowed(asked)
    same, body, name = once(principal, asked), parse(Save, asked.raw), asked.which
    house, hall = asked.house, asked.hall
    today = await _today(house, hall)
    first, last = period(name, today)
    found = await asyncio.to_thread(figures, house.log, hall, first, last, today)
    readers = await asyncio.to_thread(_readers, house, hall)

    def wanted(state: Hall, now: Instant) -> Facts:
        measures = tuple(Measure(f"{name}-{n}", text) for n, text in enumerate(body.measures, 1))
        checks = tuple(Check(one.measure, one.branch, one.carried, one.note) for one in body.checks)
        text = body.text if body.text is not None else drafted(state, name, first, last, found)
        edited = Edited(text, measures, checks, body.seen, readers)
        return bulletins.save(
            state,
            now,
            bulletin=name,
            first=str(first),
            last=str(last),
            figures=found,
            edited=edited,
            publish=publish,
            by=who(principal),
        )

    def show(state: Hall, facts: Facts, now: Instant) -> Answer:
        saved = bulletins.newest(state, name)
        return Answer(200, dump(bulletin_shape(state, saved) if saved else {}))

    return await grant(asked, Wish(hall, wanted, show, same))


def _readers(house: House, hall: str) -> tuple[str, ...]:
    """Of this hall, and those of all halls."""
    staff = house.people.roster.of(None)
    return tuple(one.number for one in staff if READER in one.duties and one.hall in (None, hall) and not one.disabled)


async def _today(house: House, hall: str) -> date:
    return await house.desk.read(hall, lambda state, now: date.fromisoformat(state.day))


def bulletin_shape(hall: Hall, one: Bulletin) -> Shape:
    return {
        "bulletin": one.id,
        "version": one.version,
        "published": one.published,
        "saved_at": stamp(hall.plan.timezone, one.at),
        "saved": one.at,
        "by": one.by,
        "first": one.first,
        "last": one.last,
        "figures": one.figures,
        "text": one.text,
        "measures": [{"measure": m.id, "text": m.text} for m in one.measures],
        "checks": [{"measure": c.measure, "branch": c.branch, "carried": c.carried, "note": c.note} for c in one.checks],
        "readers": list(one.readers),
        "before": before(one.id),
    }


def _command(verb: str, publish: bool, kind: type[B], about: str) -> None:
    async def handler(asked: Asked) -> Answer:
        return await _save(asked, publish)

    describe(router, f"/bulletins/{{bulletin}}/{verb}", f"{verb}-bulletin", kind, handler, {200: "the bulletin"}, about)


_command(
    "save", False, Save, "Saves a draft of the bulletin of 2026-11 or 2026-Q4; without a text it is drafted from the figures."
)
_command("publish", True, Save, "Publishes the bulletin as its next version: its readers have it.")


@router.get("/halls/{hall}/bulletins", response_model=None)
async def get_bulletins(request: Request, hall: str) -> Response:
    """The published bulletins, the newest first; for whoever writes them the drafts too."""
    house, principal = await may_read(request, hall)
    writes = principal.staff is None or bool(principal.duties & ANALYSTS.duties)

    def listed(state: Hall, now: Instant) -> list[Shape]:
        found = [*state.published.values(), *(state.bulletins.values() if writes else ())]
        return [bulletin_shape(state, one) for one in sorted(found, key=lambda one: -one.at)]

    return answer({"bulletins": await house.desk.read(hall, listed, newest=True)})


Day = Annotated[str | None, Query(max_length=20)]


@router.get("/halls/{hall}/complaint-figures", response_model=None)
async def get_figures(request: Request, hall: str, first: Day = None, last: Day = None) -> Response:
    """Counts by class, cause, source, severity, recommendation; reply orders in time and late; outcomes. Of the last 30 days, if
    no others are named."""
    house, _ = await may_read(request, hall)
    today = await _today(house, hall)
    until = _day("last", last, today)
    begins = _day("first", first, usual_first(until))
    span(begins, until)
    found: Figures = await asyncio.to_thread(figures, house.log, hall, begins, until, today)
    return answer({"first": str(begins), "last": str(until), "figures": found})


def _day(name: str, told: str | None, otherwise: date) -> date:
    """Raises Invalid."""
    try:
        return otherwise if told is None else date.fromisoformat(told)
    except ValueError:
        raise Invalid(errors=[{"at": name, "what": "is not a day: YYYY-MM-DD"}]) from None


def span(first: date, last: date) -> None:
    """Raises Invalid for a range that is backwards or longer than a year or so."""
    if not is_span(first, last):
        raise Invalid(errors=[{"at": "last", "what": f"is to be after `first`, by less than {LONGEST} days"}])
