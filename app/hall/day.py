"""The business day and the opening hours of a hall. Instants are UTC milliseconds; wall time is the hall's zone."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.hall.plan import Plan, Span

Instant = int
"""Milliseconds since 1970-01-01T00:00Z."""
MINUTE = timedelta(minutes=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(plan: Plan, at: Instant) -> datetime:
    """The wall clock of the hall."""
    return (datetime.fromtimestamp(at // 1000, UTC) + timedelta(milliseconds=at % 1000)).astimezone(zone(plan.timezone))


def minute_of_day(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute


def clock_time(minute: int) -> str:
    """HH:MM of a minute of the day; of 1440 it is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def utc_offset(plan: Plan, at: Instant) -> int:
    """How far the wall clock of the hall is ahead of UTC, in minutes."""
    ahead = local(plan, at).utcoffset() or timedelta()
    return ahead // timedelta(minutes=1)


def instant(plan: Plan, day: date, minute: int) -> Instant:
    """The instant of a minute of a local day; 1440 is the next midnight. A minute that the clocks skip comes when they do."""
    midnight = day + timedelta(days=minute // 1440)
    wall = datetime.combine(midnight, time(minute % 1440 // 60, minute % 60), zone(plan.timezone))
    return int(_shown(wall).timestamp() * 1000)


def _shown(wall: datetime) -> datetime:
    """When a wall clock first shows this or, if it skips that, the next time."""
    before, after = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if before <= after:
        return before
    ahead = wall.replace(fold=1).utcoffset()

    def has_skipped(minutes: int) -> bool:
        return (after + minutes * MINUTE).astimezone(wall.tzinfo).utcoffset() == ahead

    return after + bisect_left(range((before - after) // MINUTE), True, key=has_skipped) * MINUTE


def business_day(plan: Plan, at: Instant) -> str:
    """YYYY-MM-DD; the small hours before `day_starts` still belong to the day before."""
    wall = local(plan, at).replace(tzinfo=None)
    return (wall - timedelta(minutes=plan.day_starts)).date().isoformat()


def next_day_starts(plan: Plan, day: str) -> Instant:
    return instant(plan, date.fromisoformat(day) + timedelta(days=1), plan.day_starts)


def hours(plan: Plan, day: date) -> tuple[Span, ...]:
    """The opening hours of a local day, in minutes."""
    if day.isoformat() in plan.closed:
        return ()
    return ((0, 1440),) if plan.opens is None else plan.opens[day.weekday()]


def closes_at(plan: Plan, at: Instant) -> Instant | None:
    """When the hall next closes, if it is open; an always open hall closes at the end of time. None: it is closed."""
    if plan.opens is None and not plan.closed:
        return 1 << 62
    wall = local(plan, at)
    minute = minute_of_day(wall)
    for start, end in hours(plan, wall.date()):
        if start <= minute < end:
            return _runs_on(plan, wall.date(), end)
    return None


def _runs_on(plan: Plan, day: date, end: int) -> Instant:
    """Hours that end at midnight go on if the next day begins with it."""
    for _ in range(14):
        if end != 1440:
            break
        following = [last for first, last in hours(plan, day + timedelta(days=1)) if first == 0]
        if not following:
            break
        day, end = day + timedelta(days=1), following[0]
    return instant(plan, day, end)


def is_open(plan: Plan, at: Instant) -> bool:
    return closes_at(plan, at) is not None


def takes_tickets(plan: Plan, at: Instant) -> bool:
    """Open, and not within the last minutes in which no ticket is issued any more."""
    closing = closes_at(plan, at)
    return closing is not None and at < closing - plan.last_ticket


def opens_at(plan: Plan, at: Instant) -> Instant | None:
    """When the hall opens next, within the coming fortnight; None: not in sight."""
    today = local(plan, at).date()
    for ahead in range(15):
        day = today + timedelta(days=ahead)
        for start, _ in hours(plan, day):
            if (opening := instant(plan, day, start)) > at:
                return opening
    return None


def greeting(plan: Plan, at: Instant) -> str:
    """Which greeting holds now: the one whose beginning passed last, around midnight too."""
    wall = local(plan, at)
    minute = minute_of_day(wall)
    begun = {name: start for name, start in plan.greetings.items() if start <= minute} or plan.greetings
    return max(begun, key=lambda name: begun[name])
