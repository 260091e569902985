"""What a screen is, and its pictures: HTML made of a pure view, and made again only when the view has changed."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl
from zlib import crc32

import orjson
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined

from app.accounts import Principal
from app.hall.day import Instant, utc_offset
from app.hall.plan import Plan, Text
from app.hall.state import Hall
from app.house import House
from app.languages import FIRST, LANGUAGES, Language
from shared_ui.kept import Blocks, Kept
from shared_ui.looks import WAYS, Accepts
from shared_ui.privacy import kept_for
from shared_ui.sentences import HTML_LANG, label, say, sentence

PICTURES = 20_000
"""So many pictures at most are kept, of 10 KiB each: a screen's newest one is asked for every two seconds."""

Look = dict[str, str]
"""How a watcher looks at the screen: the page's query, of keys and values that the screen allows."""
View = Callable[..., Any]
"""(hall, now, look), and what lies beside the hall if the screen shows that."""


Hears = Callable[..., Awaitable[dict[str, Any] | None]]
"""(house, place, look, what it said, whether it is still there) → the answer, if there is one."""


class Beside(Protocol):
    """What a screen shows beside its hall; another `at` says that it is news."""

    @property
    def at(self) -> Instant: ...


@dataclass(frozen=True)
class Screen:
    """`view` is pure: hall, now, look → what `template` shows. `looks` names the allowed keys of a look and, for
    each, whether a value is acceptable. `beside` brings what the view gets besides, as it is now. `hears` takes what the page
    says over its live socket, beside how it looks at the hall."""

    name: str
    role: str
    path: str
    template: str
    view: View
    looks: Mapping[str, Accepts]
    styles: tuple[str, ...]
    scripts: tuple[str, ...] = ()
    theme: str = "paper"
    public: bool = False
    """For customers: the steps at the counters don't show on it."""
    again: int = 30
    """Seconds after which the view is looked at again though nothing happened: greetings and waits change with time."""
    beside: Callable[[House, str], Awaitable[Beside]] | None = None
    hears: Hears | None = None
    seen_by: Callable[[Principal], Look] | None = None
    """What of a visitor's tasks the view depends on; the page can't ask for another's."""

    def look(self, query: str, visitor: Principal) -> Look:
        """What of a query the screen understands, for this visitor."""
        return allowed_look(self, query) | (self.seen_by(visitor) if self.seen_by is not None else {})

    async def lies_beside(self, house: House, hall: str) -> Beside | None:
        return None if self.beside is None else await self.beside(house, hall)


@dataclass(frozen=True, slots=True)
class Place:
    """One screen of one hall; `counter` for those that stand at one."""

    screen: Screen
    hall: str
    counter: int | None

    @property
    def path(self) -> str:
        return self.screen.path.replace("{hall}", self.hall).replace("{n}", str(self.counter))

    def slot(self, now: Instant) -> tuple[int, float]:
        """A number that changes when the view is to be looked at again, and in how many seconds it does; not at the same time
        for all screens of a server."""
        again = self.screen.again * 1000
        number, passed = divmod(now + crc32(self.path.encode()) % again, again)
        return number, (again - passed) / 1000

    @property
    def scope(self) -> str:
        """How the screen names itself in a command: role/hall/counter."""
        return "/".join(
            [self.screen.role, self.hall, *([str(self.counter)] if self.counter and self.screen.role == "counter" else [])]
        )


environment = Environment(
    loader=PrefixLoader({name: PackageLoader(name) for name in ("shared_ui", "kiosk_ui", "counter_ui", "display_ui")}),
    autoescape=True,
    auto_reload=False,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=[Kept],
)
environment.globals["sentence"] = sentence
environment.globals["LANGUAGES"] = LANGUAGES
environment.globals["kept_for"] = kept_for
environment.globals["note_days"] = 30  # `create_app` sets what the server has


def language(look: Look) -> str:
    return look.get("lang", "zh")


def in_hall(look: Look, plan: Plan) -> Look:
    """The look of a screen that nobody has turned to another language: in the hall's first one."""
    return look if "lang" in look or plan.languages[0] == "zh" else look | {"lang": plan.languages[0]}


def after(spoken: str, plan: Plan | None) -> Language:
    """The language to which a screen of the staff turns next: those of the hall go round."""
    offered = plan.languages if plan is not None and len(plan.languages) > 1 else FIRST
    place = offered.index(spoken) + 1 if spoken in offered else 0
    return LANGUAGES[offered[place % len(offered)]]


def words(look: Look, plan: Plan | None = None) -> dict[str, Any]:
    """What a template needs to speak: t(key), word(text), label(prefix, code); and what there is to turn to."""
    spoken = language(look)
    return {
        "t": lambda key, **fields: say(spoken, key, **fields),
        "word": lambda text: text.in_(spoken) if isinstance(text, Text) else text,
        "label": lambda prefix, code: label(spoken, prefix, code),
        "language": spoken,
        "html_lang": HTML_LANG[spoken],
        "direction": LANGUAGES[spoken].direction,
        "others": [LANGUAGES[one] for one in (plan.languages if plan else FIRST) if one != spoken],
        "after": after(spoken, plan),
        "look": look,
    }


def allowed_look(screen: Screen, query: str) -> Look:
    """What of a query the screen understands; the rest is dropped."""
    known = {**WAYS, **screen.looks}
    return {key: value for key, value in parse_qsl(query[:1000]) if key in known and known[key](value)}


def shown_by(place: Place, hall: Hall, now: Instant, look: Look, beside: Beside | None = None) -> Any:
    """The view of a screen. A picture depends on nothing else but the plan and the hall's offset from UTC."""
    seen = in_hall(look, hall.plan) | ({"counter": str(place.counter)} if place.counter else {})
    return place.screen.view(hall, now, seen, *([] if beside is None else [beside]))


def drawn(place: Place, view: Any, plan: Plan, offset: int, look: Look, kept: tuple[Blocks, Blocks] | None = None) -> str:
    """The region of a screen as HTML, one root element."""
    template = environment.get_template(place.screen.template)
    return template.render(
        v=view, plan=plan, hall=plan.hall, offset=offset, place=place, kept=kept, **words(in_hall(look, plan), plan)
    )


def render(place: Place, hall: Hall, now: Instant, look: Look, beside: Beside | None = None) -> str:
    return drawn(place, shown_by(place, hall, now, look, beside), hall.plan, utc_offset(hall.plan, now), look)


@dataclass(slots=True)
class Picture:
    """The newest one for a way of looking, as a JSON string: made of `view`, and still so at `moment`."""

    view: Any
    plan: Plan
    offset: int
    html: str
    blocks: Blocks
    moment: "Moment" = (0, 0, None)

    @property
    def frame(self) -> str:
        return f'{{"version":{self.moment[0]},"html":{self.html}}}'


class Pictures:
    """The newest pictures, one for each way of looking. What has changed is seen from the view: only then it is drawn again
    (measured: a view takes a third of the time of a picture, and most of what happens in a hall concerns few of its screens)."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, tuple[tuple[str, str], ...]], Picture] = OrderedDict()

    def newest(self, place: Place, hall: Hall, now: Instant, look: Look, beside: Beside | None = None) -> Picture:
        key, moment = (place.path, tuple(sorted(look.items()))), moment_of(place, hall, now, beside)
        found = self._made.get(key)
        if found is None or found.moment != moment:
            found = self._made[key] = self._again(found, place, hall, now, look, beside)
            found.moment = moment
            if len(self._made) > PICTURES:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return found

    def _again(self, found: Picture | None, place: Place, hall: Hall, now: Instant, look: Look, beside: Beside | None) -> Picture:
        view, plan, offset = shown_by(place, hall, now, look, beside), hall.plan, utc_offset(hall.plan, now)
        before: Blocks = {}
        if found is not None and found.plan is plan and found.offset == offset:
            if found.view == view:
                return found
            before = found.blocks
        blocks: Blocks = {}
        html = drawn(place, view, plan, offset, look, (before, blocks))
        return Picture(view, plan, offset, orjson.dumps(html).decode(), blocks)


Moment = tuple[int, int, Instant | None]
"""The hall's version (for customers' screens that of what they may show), the time slot, and when what lies beside was so: while
all are the same nothing shown can have changed."""


def moment_of(place: Place, hall: Hall, now: Instant, beside: Beside | None) -> Moment:
    version = hall.in_public if place.screen.public else hall.version
    return version, place.slot(now)[0], None if beside is None else beside.at
