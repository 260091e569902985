"""How long what a customer gives is kept, as it is told before it is typed."""

from collections.abc import Callable

from app.hall.plan import DAY, MINUTE, Millis

HOUR = 60 * MINUTE


def kept_for(t: Callable[..., str], retention: Millis) -> str:
    """24 hours, 3 days, 90 minutes: never less than it is."""
    for unit, size, least in (("days", DAY, 2 * DAY), ("hours", HOUR, 2 * HOUR)):
        if retention % size == 0 and retention >= least:
            return t(f"personal.{unit}", n=retention // size)
    return t("personal.minutes", n=max(2, -(-retention // MINUTE)))
