"""What the manager sees of the screens: the playlist, its times, the logos, the colour, the addresses."""

from dataclasses import dataclass

from app.hall.colours import WHITE, contrast, for_white_words
from app.hall.day import WEEKDAYS, Instant, clock_time
from app.hall.playlist import Entry, is_due
from app.hall.state import Hall
from shared_ui.media import media_address
from shared_ui.picture import Look, language
from shared_ui.sentences import say


@dataclass(frozen=True, slots=True)
class Row:
    """`due`: it is shown now. `after`: the entry before which it comes if it is moved down by one; None: the end."""

    entry: Entry
    src: str | None
    due: bool
    times: str
    before: str | None
    after: str | None
    last: bool


@dataclass(frozen=True, slots=True)
class Colour:
    """`shade`: on which white words can be read across the room."""

    pure: str
    ratio: str
    shade: str


@dataclass(frozen=True, slots=True)
class Signage:
    rows: list[Row]
    edited: Entry | None
    days: tuple[str, ...]
    logos: dict[str, str]
    colour: Colour | None
    screens: list[str]


def times(entry: Entry, spoken: str) -> str:
    """When it is shown, in a few words."""
    told = []
    if entry.days:
        told.append(say(spoken, "signage.comma").join(say(spoken, f"display.days.{day}") for day in entry.days))
    if (entry.begins, entry.ends) != (0, 1440):
        told.append(f"{clock_time(entry.begins)}–{clock_time(entry.ends)}")
    if entry.first or entry.last:
        told.append(f"{entry.first or ''} – {entry.last or ''}")
    return " · ".join(told) or say(spoken, "signage.always")


def _rows(hall: Hall, now: Instant, spoken: str) -> list[Row]:
    entries = hall.playlist
    ids = [entry.id for entry in entries]
    return [
        Row(
            entry=entry,
            src=media_address(hall.plan.hall, entry.media) if entry.media else None,
            due=is_due(hall.plan, entry, now),
            times=times(entry, spoken),
            before=ids[at - 1] if at else None,
            after=ids[at + 2] if at + 2 < len(ids) else None,
            last=at == len(ids) - 1,
        )
        for at, entry in enumerate(entries)
    ]


def _colour(hall: Hall) -> Colour | None:
    pure = hall.plan.brand.colour
    return Colour(pure, f"{contrast(pure, WHITE):.1f}", for_white_words(pure)) if pure else None


def _screens(hall: Hall) -> list[str]:
    """The addresses of the lobby screens that this hall may hang up."""
    address = f"/display/{hall.plan.hall}"
    zones = [f"{address}?zone={zone.id}" for zone in hall.plan.zones]
    return [address, *zones, f"{address}?pair=left", f"{address}?pair=right", f"{address}?layout=portrait"]


def signage(hall: Hall, now: Instant, look: Look) -> Signage:
    spoken = language(look)
    return Signage(
        rows=_rows(hall, now, spoken),
        edited=next((entry for entry in hall.playlist if entry.id == look.get("entry")), None),
        days=WEEKDAYS,
        logos={use: media_address(hall.plan.hall, logo.media) for use, logo in hall.logos.items()},
        colour=_colour(hall),
        screens=_screens(hall),
    )
