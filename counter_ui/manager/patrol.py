"""The patrol form: hall, now, look → who is at each place, and what can be ticked there."""

from dataclasses import dataclass

from app.hall import patrol as walk
from app.hall import posts
from app.hall.day import Instant
from app.hall.patrol import Item
from app.hall.state import Hall
from counter_ui.manager.names import counter_name, post_name
from counter_ui.manager.telling import Teller
from shared_ui.looks import formed
from shared_ui.picture import Look, language
from shared_ui.sentences import label, say

LOOKS = {"place": formed("[a-z][a-z0-9-]{0,39}")}


@dataclass(frozen=True, slots=True)
class Spot:
    """A counter or post to walk to. `number`: the ticket in hand. `hint`: who is there, or that nobody is."""

    id: str
    name: str
    hint: str
    chosen: bool
    counter: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Patrol:
    spots: tuple[Spot, ...]
    here: Spot | None
    groups: tuple[Group, ...]


def patrol(hall: Hall, now: Instant, look: Look) -> Patrol:
    spoken = language(look)
    wished = look.get("place")
    spots = (*_posts(hall, spoken, wished), *_counters(hall, spoken, wished))
    here = next((spot for spot in spots if spot.chosen), None)
    return Patrol(spots, here, _groups(hall, spoken, here) if here is not None else ())


def _posts(hall: Hall, spoken: str, wished: str | None) -> list[Spot]:
    found = []
    for id in posts.post_ids(hall.plan):
        absent = id in hall.away
        stand_in = posts.stand_in(hall, id) if absent else None
        hint = say(spoken, "patrol.there")
        if absent:
            who = stand_in and post_name(hall.plan, stand_in, spoken)
            hint = say(spoken, "patrol.stood_in", who=who) if who else say(spoken, "patrol.empty")
        found.append(Spot(id, post_name(hall.plan, id, spoken), hint, id == wished))
    return found


def _counters(hall: Hall, spoken: str, wished: str | None) -> list[Spot]:
    found = []
    for counter in hall.counters.values():
        id = f"counter-{counter.number}"
        number = counter.ticket[1] if counter.ticket else None
        state = label(spoken, "patrol.state", counter.state.value)
        hint = " · ".join(filter(None, [counter.staff, number or state]))
        found.append(Spot(id, counter_name(hall.plan, counter.number, spoken), hint, id == wished, counter.number, number))
    return found


def _groups(hall: Hall, spoken: str, here: Spot) -> tuple[Group, ...]:
    moments = tuple(_moment(hall, spoken, item) for item in walk.moments_at(hall, here.counter)) if here.counter else ()
    own = [item for item in walk.items(hall, here.id) if item.text is None]
    rest = [item for item in walk.items(hall, here.id) if item.text is not None]
    told = (
        ("patrol.moments", moments),
        ("patrol.manner", tuple(Line(item.code, label(spoken, "patrol.item", item.code)) for item in own)),
        ("patrol.appearance", tuple(Line(item.code, item.text.in_(spoken)) for item in rest if item.text)),
    )
    return tuple(Group(say(spoken, title), lines) for title, lines in told if lines)


def _moment(hall: Hall, spoken: str, item: Item) -> Line:
    script = hall.scripts[item.code.partition(".")[0]].script
    step = next((one for one in script.steps if one.id == item.code.partition(".")[2]), None)
    return Line(item.code, Teller(hall, script, spoken).first_words(step) if step else item.code)
