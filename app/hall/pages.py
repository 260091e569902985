"""Paging a manager: when, for what, once for each matter; the first answer counts."""

from app.hall import events
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import MINUTE, Millis
from app.hall.state import Hall

CROWD_AGAIN: Millis = 30 * MINUTE
"""A hall that stays crowded is paged for again after this time."""


def page(
    hall: Hall,
    now: Instant,
    *,
    reason: str,
    about: str,
    who: str = "duty-manager",
    post: str | None = None,
    counter: int | None = None,
    number: str | None = None,
    position: int = 0,
) -> list[Fact]:
    """Nothing if somebody has been paged for the matter and it is still open."""
    if any(open.about == about and open.answered_at is None for open in hall.pages.values()):
        return []
    meant = who if who in ("hall-manager", "either") else "duty-manager"
    return [
        events.ManagerPaged(
            at=now,
            page=f"p{hall.version + 1 + position}",
            who=meant,  # type: ignore[arg-type]
            reason=reason,
            about=about,
            post=post,
            counter=counter,
            number=number,
        )
    ]


def crowd(hall: Hall, now: Instant, coming: int, position: int) -> list[Fact]:
    """More people wait than the hall has seats and room for."""
    plan = hall.plan
    if plan.seats is None:
        return []
    people = waiting(hall) + coming
    if people <= plan.seats + plan.standing:
        return []
    told = [one.at for one in hall.pages.values() if one.about == "crowd"]
    if told and now - max(told) < CROWD_AGAIN:
        return []
    return page(hall, now, reason="crowd", about="crowd", position=position)


def waiting(hall: Hall) -> int:
    return sum(hall.queues.waiting(service.id) for service in hall.plan.services)


def answer_page(hall: Hall, now: Instant, *, page: str, by: str) -> list[Fact]:
    """A second answer changes nothing."""
    open = hall.pages.get(page)
    if open is None or open.answered_at is not None:
        return []
    return [events.PageAnswered(at=now, page=page, by=by, waited=now - open.at)]


def withdraw(hall: Hall, now: Instant, about: str) -> list[Fact]:
    """The matter is over: nobody needs to go any more."""
    open = [page.id for page in hall.pages.values() if page.about == about and page.answered_at is None]
    return [events.PageWithdrawn(at=now, page=page) for page in open]
