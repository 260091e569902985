"""Who calls for a manager, and who went."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.matters import Page
from app.hall.plan import MINUTE, Millis
from app.hall.state import Hall
from counter_ui.manager.durations import lasting, moment_of
from counter_ui.manager.names import code_name, place_name
from shared_ui.steps import step_view

SOON_ANSWERED: Millis = 3 * MINUTE
"""Ours: from here on the clock of an open page is red."""
LATEST = 6
"""How many answered pages stand there unless all are asked for."""


@dataclass(frozen=True, slots=True)
class Paged:
    """An open page. `step`: what is being done for the customer meanwhile. `meant`: who is asked to come."""

    page: Page
    why: str
    where: str
    step: str | None
    meant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    page: Page
    why: str
    where: str
    at: str
    after: str


def open_pages(hall: Hall, now: Instant, language: str) -> list[Paged]:
    """Whoever has been waiting for longest first."""
    waiting = sorted((page for page in hall.pages.values() if page.answered_at is None), key=lambda page: page.at)
    return [
        Paged(
            page,
            code_name(hall, language, "manager.reason", page.reason),
            place_name(hall.plan, language, page.post, page.counter),
            _step(hall, now, page, language),
            ("duty-manager", "hall-manager") if page.who == "either" else (page.who,),
        )
        for page in waiting
    ]


def _step(hall: Hall, now: Instant, page: Page, language: str) -> str | None:
    """The step of the walk from which it came, while that is under way."""
    walk = hall.walks.get(page.about.partition(":")[0])
    if walk is None:
        return None
    view = step_view(hall, now, walk, language, public=True)
    return f"{view.title} · {view.text or view.items[0]}"


def answered_pages(hall: Hall, now: Instant, language: str) -> list[Answered]:
    """The latest answer first."""
    over = [(page.answered_at, page) for page in hall.pages.values() if page.answered_at is not None]
    return [
        Answered(
            page,
            code_name(hall, language, "manager.reason", page.reason),
            place_name(hall.plan, language, page.post, page.counter),
            moment_of(hall.plan, now, at, language),
            lasting(language, at - page.at),
        )
        for at, page in sorted(over, key=lambda one: -one[0])
    ]
