"""The duty manager walks the floor and ticks what is seen at a post: for the clerk there and the ticket in hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.hall import events, posts
from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.plan import Text
from app.hall.refusals import UnknownItem, UnknownTicket
from app.hall.state import Hall

Facts = list[Fact]

APPEARANCE = "opening-counter"
"""The script whose checklists are also looked at on patrol."""
AT_DOOR = ("on-post", "greets", "smile", "helps", "order")
AT_COUNTER = ("greets", "smile", "both-hands", "reads-back", "sees-off", "forbidden-phrases")


@dataclass(frozen=True, slots=True)
class Item:
    """What may be ticked. `text`: the script's own words; None: the product has words for the code."""

    code: str
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    item: str
    done: bool


def moments_at(hall: Hall, counter: int) -> list[Item]:
    """The moments of truth of the script that is walked there now."""
    walk = hall.walk_at(counter)
    if walk is None:
        return []
    steps = hall.script_of(walk).steps
    return [Item(f"{walk.script}.{step.id}", step.text) for step in steps if step.moment]


def checklist(hall: Hall) -> list[Item]:
    """Appearance and desk: what a counter's opening asks for too."""
    edition = hall.scripts.get(APPEARANCE)
    steps = edition.script.steps if edition is not None else ()
    return [Item(f"{APPEARANCE}.{step.id}.{at}", text) for step in steps for at, text in enumerate(step.items)]


def items(hall: Hall, post: str) -> list[Item]:
    own = AT_COUNTER if post.startswith("counter-") else AT_DOOR
    return [Item(code) for code in own] + checklist(hall)


def patrol(
    hall: Hall,
    now: Instant,
    *,
    seen: Sequence[Tick],
    counter: int | None = None,
    post: str | None = None,
    number: str | None = None,
    by: str | None = None,
    noted: bool = False,
) -> Facts:
    """The note, if there is one, lies beside the last of the facts."""
    place = f"counter-{hall.counter(counter).number}" if counter is not None else posts.place(hall, post)
    about = _about(hall, counter, number)
    for tick in seen:
        if not _known(hall, place, tick.item):
            raise UnknownItem(item=tick.item)
    doer, absent = _carried(hall, place)
    who = hall.counter(counter).staff if counter is not None else None
    last = len(seen) - 1
    return [
        events.PatrolSeen(
            at=now,
            item=tick.item,
            done=tick.done,
            post=doer,
            counter=counter,
            who=who,
            day=about and about[0],
            number=about and about[1],
            stood_in=absent,
            by=by,
            noted=noted and at == last,
        )
        for at, tick in enumerate(seen)
    ]


def _about(hall: Hall, counter: int | None, number: str | None) -> tuple[str, str] | None:
    """The ticket that was told, or else the one in hand."""
    if number is not None:
        found = hall.tickets.get(number)
        if found is None:
            raise UnknownTicket(number=number)
        return found.day, found.number
    return hall.counter(counter).ticket if counter is not None else None


def _carried(hall: Hall, place: str) -> tuple[str, str | None]:
    """Who carries what is seen at a post. An empty post's is also its stand-in's; a stand-in's also the empty post's."""
    if place in hall.away:
        stand_in = posts.stand_in(hall, place)
        return (stand_in, place) if stand_in is not None else (place, None)
    return place, posts.stands_for(hall, place)


def _known(hall: Hall, place: str, code: str) -> bool:
    if code in {item.code for item in items(hall, place)}:
        return True
    script, _, step = code.partition(".")
    edition = hall.scripts.get(script)
    return edition is not None and any(one.id == step and one.moment for one in edition.script.steps)
