"""The manager's hand on the playlist and the logos."""

from collections.abc import Sequence
from dataclasses import replace

from app.hall import events
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.playlist import MOST, Entry, LogoUse
from app.hall.refusals import PlaylistFull, UnknownEntry
from app.hall.state import Hall

Facts = list[Fact]


def add(hall: Hall, now: Instant, *, entry: Entry) -> Facts:
    """At the end of the list, under an id of its own."""
    if len(hall.playlist) >= MOST:
        raise PlaylistFull(most=MOST)
    return _set(now, [*hall.playlist, replace(entry, id=f"m{hall.version + 1}")])


def change(hall: Hall, now: Instant, *, id: str, entry: Entry) -> Facts:
    """All but what it shows."""
    old = _entry(hall, id)
    new = replace(entry, id=id, kind=old.kind, media=old.media, text=entry.text or old.text, title=entry.title or old.title)
    return [] if new == old else _set(now, [new if one is old else one for one in hall.playlist])


def remove(hall: Hall, now: Instant, *, id: str) -> Facts:
    gone = _entry(hall, id)
    return _set(now, [one for one in hall.playlist if one is not gone])


def move(hall: Hall, now: Instant, *, id: str, before: str | None) -> Facts:
    """To the place before another entry; None: to the end."""
    moved = _entry(hall, id)
    rest = [one for one in hall.playlist if one is not moved]
    at = len(rest) if before is None or before == id else rest.index(_entry(hall, before))
    entries = [*rest[:at], moved, *rest[at:]]
    return [] if before == id or entries == list(hall.playlist) else _set(now, entries)


def set_logo(hall: Hall, now: Instant, *, use: LogoUse, media: str | None, plate: bool = False) -> Facts:
    current = hall.logos.get(use)
    if (current.media if current else None) == media:
        return []
    return [events.LogoSet(at=now, use=use, media=media, plate=plate)]


def files_in_use(hall: Hall) -> frozenset[str]:
    """The files that the playlist and the logos name."""
    named = [*(entry.media for entry in hall.playlist), *(logo.media for logo in hall.logos.values())]
    return frozenset(filter(None, named))


def _set(now: Instant, entries: Sequence[Entry]) -> Facts:
    return [events.PlaylistSet(at=now, entries=tuple(entries))]


def _entry(hall: Hall, id: str) -> Entry:
    found = next((entry for entry in hall.playlist if entry.id == id), None)
    if found is None:
        raise UnknownEntry(entry=id[:40])
    return found
