"""What the playlist shows on a lobby screen: between calls in the middle, and line by line below."""

from dataclasses import asdict, dataclass

from app.hall.day import Instant
from app.hall.playlist import Entry, is_due
from app.hall.state import Hall
from display_ui.bilingual import Both, both, both_of
from shared_ui.media import media_address
from shared_ui.picture import Look


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the screen's player reads it; `seconds`: how long it stays; a video plays to its end."""

    id: str
    kind: str
    src: str | None
    text: Both | None
    seconds: int
    sound: bool

    @property
    def told(self) -> dict[str, object]:
        return asdict(self)


def _item(hall: Hall, entry: Entry, look: Look) -> Item:
    src = media_address(hall.plan.hall, entry.media) if entry.media else None
    text = both_of(look, entry.text) if entry.text else None
    return Item(entry.id, entry.kind, src, text, entry.seconds, entry.sound)


def items(hall: Hall, now: Instant, look: Look) -> list[Item]:
    """What is due now of pictures, videos and messages, in the manager's order."""
    return [_item(hall, entry, look) for entry in hall.playlist if entry.kind != "line" and is_due(hall.plan, entry, now)]


def lines(hall: Hall, now: Instant, look: Look, usual: Both) -> list[Both]:
    """The lines below: the usual one, a word to those who wait where others may go first, and the manager's."""
    courtesy = vip_courtesy(hall, look)
    due = [entry.text for entry in hall.playlist if entry.kind == "line" and entry.text and is_due(hall.plan, entry, now)]
    return [usual, *([courtesy] if courtesy else []), *(both_of(look, text) for text in due)]


def some_may_go_first(hall: Hall) -> bool:
    return len({level.promise for level in hall.plan.levels}) > 1 or any(counter.first for counter in hall.works.values())


def vip_courtesy(hall: Hall, look: Look) -> Both | None:
    """While anybody waits in a hall where some may go first. Whether a VIP is there makes no difference, so that nobody can
    tell from it who is one."""
    if not some_may_go_first(hall) or not any(hall.queues.waiting(service.id) for service in hall.plan.services):
        return None
    own = hall.plan.signage.vip_courtesy
    return both_of(look, own) if own else both(look, "display.words.first")
