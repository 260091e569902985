"""What the hall's screens show between calls: pictures, videos, messages, and lines below; each on its days and hours."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from app.hall.day import Instant, local, minute_of_day
from app.hall.plan import Plan, Text

Kind = Literal["picture", "video", "message", "line"]
LogoUse = Literal["screen", "paper"]

MOST = 100
"""So many entries at most: a screen gets the whole list with a picture."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`media` names a file by its content. `begins` and `ends` are minutes of the day; an end that isn't later is on the day
    after. `days`: Monday is 0; none: every day. `first` and `last`: YYYY-MM-DD."""

    id: str
    kind: Kind
    title: str = ""
    media: str | None = None
    text: Text | None = None
    seconds: int = 12
    days: tuple[int, ...] = ()
    begins: int = 0
    ends: int = 1440
    first: str | None = None
    last: str | None = None
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Logo:
    """`plate`: it is dark, and stands on a light plate on dark screens."""

    media: str
    plate: bool = False


def within(span: tuple[int, int], minute: int) -> bool:
    """Whether a minute of the day lies in a span that may go past midnight."""
    begins, ends = span
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def is_due(plan: Plan, entry: Entry, now: Instant) -> bool:
    """On its days and in its hours, by the hall's clock; the small hours of a span past midnight belong to the day before."""
    wall = local(plan, now)
    minute = minute_of_day(wall)
    if not within((entry.begins, entry.ends), minute):
        return False
    began_yesterday = entry.begins >= entry.ends and minute < entry.begins
    day = wall.date() - timedelta(days=began_yesterday)
    if entry.days and day.weekday() not in entry.days:
        return False
    return (entry.first or "") <= day.isoformat() <= (entry.last or "9999")


def is_night(plan: Plan, now: Instant) -> bool:
    """The screens are dimmed."""
    return plan.signage.night is not None and within(plan.signage.night, minute_of_day(local(plan, now)))
