"""The reports of a hall, for other programs."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.problems import documented
from app.api.reads import allowed, answer
from app.api.shapes import Shape
from app.reporting import Told
from app.reports.columns import COLUMNS
from app.reports.report import Table
from app.reports.wanted import Asked

router = APIRouter(tags=["reports"], responses=documented(401, 403, 404, 422, 429, 503))
Day = Annotated[str | None, Query(max_length=20, description="YYYY-MM-DD, a business day")]
Unit = Annotated[str | None, Query(max_length=20, description="hour, day, week, month or hall")]
Of = Annotated[Sequence[str], Query(max_length=5, description="what the row is about, in the order of the table")]


@router.get("/halls/{hall}/reports/{report}", response_model=None)
async def get_report(
    request: Request,
    hall: str,
    report: str,
    since: Annotated[Day, Query(alias="from")] = None,
    to: Day = None,
    by: Unit = None,
    sheet: Annotated[str | None, Query(max_length=40, description="a table of the report, of which one row is asked")] = None,
    of: Of = (),
) -> Response:
    """A report from the log, up to its newest fact: over time, and by what it is about. Times are milliseconds."""
    house, principal = await allowed(request, hall)
    asked = Asked(report, since, to, by, sheet, tuple(of))
    return answer(report_shape(hall, await house.reporting.of(hall, asked, principal.of_all_halls)))


def report_shape(hall: str, told: Told) -> Shape:
    found, wanted = told.report, told.report.wanted
    return {
        "hall": hall,
        "report": wanted.name,
        "from": str(wanted.period.first),
        "to": str(wanted.period.last),
        "by": wanted.period.by,
        "row": {"sheet": wanted.row.sheet.name, "of": list(wanted.row.key)} if wanted.row is not None else None,
        "made_up_to": told.behind,
        "whole": dict(zip(found.course.columns, found.whole, strict=True)),
        "tables": [_table_shape(one) for one in (found.course, *found.tables)],
    }


def _table_shape(table: Table) -> Shape:
    return {
        "name": table.name,
        "by": list(table.by),
        "columns": [{"name": name, "kind": COLUMNS[name].kind} for name in table.columns],
        "rows": [dict(zip((*table.by, *table.columns), (*key, *values), strict=True)) for key, values in table.rows],
    }
