"""The manager calls the attention of a post or a counter: a line on their screen until they have seen it."""

from typing import Literal, get_args

from app.hall import events, posts
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.refusals import UnknownAttention
from app.hall.state import Hall

Matter = Literal["come", "queue", "vip", "beside", "back", "sound", "other"]
MATTERS: tuple[Matter, ...] = get_args(Matter)
"""Come to the manager; look after those who wait; a VIP is about to come; help the counter beside you; go back to the post; keep
your voice down; speak with the manager."""


def call(hall: Hall, now: Instant, *, matter: Matter, counter: int | None = None, post: str | None = None) -> list[Fact]:
    """Once for a matter and a place, as long as it hasn't been seen."""
    place = f"counter-{hall.counter(counter).number}" if counter is not None else posts.place(hall, post)
    if any((one.post, one.matter, one.heeded_at) == (place, matter, None) for one in hall.attentions.values()):
        return []
    return [events.AttentionCalled(at=now, attention=f"n{hall.version + 1}", matter=matter, post=place, counter=counter)]


def heed(hall: Hall, now: Instant, *, attention: str, counter: int | None = None) -> list[Fact]:
    """Seen; by a clerk only what is meant for the own `counter`. A second time changes nothing."""
    found = hall.attentions.get(attention)
    if found is None or counter not in (None, found.counter):
        raise UnknownAttention(attention=attention[:40])
    return [] if found.heeded_at is not None else [events.AttentionHeeded(at=now, attention=attention, waited=now - found.at)]


def withdraw(hall: Hall, now: Instant, *, attention: str) -> list[Fact]:
    """What was seen stays so."""
    found = hall.attentions.get(attention)
    return [events.AttentionWithdrawn(at=now, attention=attention)] if found and found.heeded_at is None else []
