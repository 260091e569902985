"""The days that an assessment is asked for, and its marks read in a thread."""

import asyncio
from dataclasses import asdict
from datetime import date, timedelta

from app.assessment import Found, Source, found_in
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.house import House

MOST_DAYS = 31
LATER = 92
"""So many days after the period what is entered about it is still looked for."""


class BadSpan(Refusal):
    """Backwards, too long, or no days."""

    code = "bad_span"


def period(first: str | None, last: str | None, today: str) -> list[str]:
    """Each day from the first to the last; today by default. Raises BadSpan."""
    end = last or first or today
    begin = first or end
    try:
        days = (date.fromisoformat(end) - (start := date.fromisoformat(begin))).days
    except ValueError:
        raise BadSpan(first=begin[:20], last=end[:20], most=MOST_DAYS) from None
    if not 0 <= days < MOST_DAYS:
        raise BadSpan(first=begin, last=end, most=MOST_DAYS)
    return [(start + timedelta(days=at)).isoformat() for at in range(days + 1)]


async def assessed(house: House, hall: str, first: str | None, last: str | None) -> tuple[list[str], Plan, Found]:
    plan, today = await house.desk.read(hall, lambda state, now: (state.plan, state.day))
    days = period(first, last, today)
    until = _until(days[-1], today)
    return days, plan, await asyncio.to_thread(found_in, house.log, hall, plan, days, until)


def _until(last: str, today: str) -> list[str]:
    begin, end = date.fromisoformat(last), date.fromisoformat(today)
    return [(begin + timedelta(days=at)).isoformat() for at in range(min((end - begin).days, LATER) + 1)]


def weights(plan: Plan) -> dict[Source, int]:
    told: dict[Source, int] = asdict(plan.assessment.weights)  # type: ignore[assignment]
    return told
