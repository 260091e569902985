"""How long something lasted or is still to come, as staff say it; and when something is due."""

from app.hall.day import Instant, local
from app.hall.plan import MINUTE, Millis, Plan
from shared_ui.sentences import label, say


def lasting(language: str, duration: Millis) -> str:
    """Its two largest units."""
    minutes, seconds = divmod(max(0, duration) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    for unit, large, small in (("day", days, hours), ("hour", hours, minutes), ("minute", minutes, seconds)):
        if large:
            return say(language, f"manager.time.{unit}{'s' if small else ''}", large=large, small=small)
    return say(language, "manager.time.second", large=seconds)


def in_minutes(language: str, duration: Millis) -> str:
    """To the minute: below an hour nobody counts the seconds of what is due later."""
    return say(language, "manager.time.under_minute") if duration < MINUTE else lasting(language, duration // MINUTE * MINUTE)


def time_left(language: str, now: Instant, due: Instant) -> str:
    """How much time there is, or by how much it is over."""
    way, duration = "over" if now > due else "left", abs(due - now)
    if duration < MINUTE:
        return say(language, f"manager.{way}_under_minute")
    return say(language, f"manager.{way}", time=in_minutes(language, duration))


def moment_of(plan: Plan, now: Instant, at: Instant, language: str) -> str:
    """HH:MM, with the date if it is another day."""
    wall, today = local(plan, at), local(plan, now)
    if wall.date() == today.date():
        return f"{wall:%H:%M}"
    month = label(language, "times.month", str(wall.month))
    year = "" if wall.year == today.year else say(language, "manager.year", year=wall.year)
    return say(language, "manager.date", year=year, month=month, day=wall.day, time=f"{wall:%H:%M}")
