"""What holds at the counter besides the service: the manager's word, the system down, the seat left, the manager paged."""

from dataclasses import dataclass, replace

from app.hall.day import Instant
from app.hall.plan import MINUTE, Millis
from app.hall.state import Hall
from counter_ui.clerk.action import Action
from counter_ui.clerk.standing import Standing
from shared_ui.times import clock

ANSWERED_FOR: Millis = 5 * MINUTE
"""So long an answered page is still shown."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page from here: open since `since`, or answered at `at` by `by`."""

    id: str
    who: str
    reason: str
    number: str | None
    since: Instant
    at: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class WordRow:
    """The manager calls for attention."""

    id: str
    matter: str
    since: Instant
    heed: Action


@dataclass(frozen=True, slots=True)
class Affairs:
    fault_since: Instant | None
    fault_over: Action | None
    away_since: Instant | None
    away_to: int | None
    take_seat: Action | None
    pages: tuple[PageRow, ...]
    words: tuple[WordRow, ...]

    @property
    def any(self) -> bool:
        return self.fault_since is not None or self.away_since is not None or bool(self.pages or self.words)


def affairs(hall: Hall, now: Instant, at: Standing) -> Affairs:
    counter, down, away = at.counter, at.counter.fault_since, at.counter.away_since
    over = Action("fault_over", "B", command="fault-over", post=at.spot.at("fault-over"))
    back = Action("take_seat", "L", command="take-seat", post=at.spot.at("take-seat"))
    return Affairs(
        fault_since=down,
        fault_over=_unless_panel(at, over) if down is not None else None,
        away_since=away,
        away_to=counter.away_to,
        take_seat=_unless_panel(at, back) if away is not None else None,
        pages=_pages(hall, now, counter.number),
        words=_words(hall, at),
    )


def _words(hall: Hall, at: Standing) -> tuple[WordRow, ...]:
    """Those that nobody has seen, the oldest first: it is the one that the key is for."""
    mine = [one for one in hall.attentions.values() if one.counter == at.counter.number and one.heeded_at is None]
    actions = [
        Action("heed", None if place else "V", command="heed-attention", value=one.id, post=at.spot.heed(one.id))
        for place, one in enumerate(mine)
    ]
    return tuple(WordRow(one.id, one.matter, one.at, _unless_panel(at, act)) for one, act in zip(mine, actions, strict=True))


def _unless_panel(at: Standing, action: Action) -> Action:
    return replace(action, key=None) if at.panel else action


def _pages(hall: Hall, now: Instant, counter: int) -> tuple[PageRow, ...]:
    mine = [page for page in hall.pages.values() if page.counter == counter]
    shown = [page for page in mine if page.answered_at is None or now - page.answered_at <= ANSWERED_FOR]
    return tuple(
        PageRow(
            page.id,
            page.who,
            page.reason,
            page.number,
            page.at,
            None if page.answered_at is None else clock(hall.plan, page.answered_at),
            page.answered_by,
        )
        for page in shown
    )
