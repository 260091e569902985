"""A hall's plan: what its hall file says, as values. `app/hall_file.py` reads and checks the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Millis = int
"""A duration in milliseconds."""

Channel = Literal["self-service", "all-day", "online", "hotline", "sms"]
Paper = Literal["58mm", "80mm"]
BROWSER = "browser"
Tongue = Literal["zh", "en"]
"""A language that the voice has clips in."""
One = Literal["yi", "yao"]
Span = tuple[int, int]
"""Opening hours: first and last minute of the day, the last one excluded; 1440 is "24:00"."""

MINUTE: Millis = 60_000
DAY: Millis = 1440 * MINUTE

CALL_REASONS = ("elderly", "disabled", "pregnant", "child", "urgent", "returned", "appointment", "complaint", "other")
PAUSE_REASONS = ("break", "meal", "errand", "meeting", "training", "fault", "other")


INSTEAD: dict[str, str] = {}
"""The language in which a text is read that isn't written in the one that is wanted, by that one: zh or en. The languages beyond
these two are found from files; `app/languages.py` writes them down here once."""


class Text(dict[str, str]):
    """A sentence or a name by language: in zh and en, and in others if somebody wrote it in them. Never changed.

    It is stored and told as what it is, `{"zh": …, "en": …}`.
    """

    __slots__ = ()

    def __init__(self, zh: str, en: str, **more: str) -> None:
        super().__init__(zh=zh, en=en, **more)

    @property
    def zh(self) -> str:
        return self["zh"]

    @property
    def en(self) -> str:
        return self["en"]

    def in_(self, language: str) -> str:
        return self[self.read_in(language)]

    def read_in(self, language: str) -> str:
        """The language itself, or the one in which it is read instead."""
        return language if language in self else INSTEAD.get(language, "zh")

    def after(self, mark: "Text") -> "Text":
        """With these words before it, in each language that it has."""
        return Text(**{language: mark.in_(language) + words for language, words in self.items()})

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, read: Callable[[object], object]) -> dict[str, object]:
        """Stored texts become texts: pydantic's own way to be told, which needs no import of it."""
        made = {"type": "no-info", "function": lambda languages: cls(**languages)}
        return {"type": "function-after", "function": made, "schema": read(dict[str, str])}


@dataclass(frozen=True, slots=True)
class Level:
    """A level of customer; `promise` is how long its customers wait at most."""

    id: str
    name: Text
    promise: Millis
    important: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A way to have a service without queueing."""

    channel: Channel
    where: Text | None = None


@dataclass(frozen=True, slots=True)
class Service:
    id: str
    letter: str
    name: Text
    script: str | None = None
    typical: Millis = 5 * MINUTE
    documents: tuple[str, ...] = ()
    group: str | None = None
    hint: Text | None = None
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """A counter; `first` names the levels that it takes before the others."""

    number: int
    services: tuple[str, ...]
    name: Text | None = None
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    id: str
    kind: str
    stands_in_for: str | None = None


@dataclass(frozen=True, slots=True)
class Nearby:
    """Another hall; `hall` is its id if it is one of this chain."""

    name: Text
    address: Text | None = None
    hall: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be recommended; `service` is the one into which a customer goes on who accepts, `leaflet` a text or an address
    for who declines."""

    id: str
    name: Text
    service: str | None = None
    leaflet: Text | None = None


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer for tickets. `connection`: tcp://HOST:PORT, usb:///dev/…, serial:///dev/…?baud=N, or `browser`: the kiosk's own
    browser prints. `status`: it answers when it is asked how it is."""

    id: str
    paper: Paper
    connection: str
    name: Text | None = None
    status: bool = True

    @property
    def by_browser(self) -> bool:
        return self.connection == BROWSER


@dataclass(frozen=True, slots=True)
class Group:
    """Services that share a button of the kiosk's first page."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Voice:
    """How calls are spoken: the languages, one after the other; how 一 is read in a number; from which minute of the day on how
    loud, in percent. 0 is silence."""

    languages: tuple[Tongue, ...] = ("zh", "en")
    one: One = "yi"
    volume: tuple[tuple[int, int], ...] = ((0, 80),)

    def volume_at(self, minute: int) -> int:
        """Before the first time of the day that of the evening before still holds."""
        begun = [percent for begins, percent in self.volume if begins <= minute]
        return begun[-1] if begun else self.volume[-1][1]


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the hall with screens of its own: `counters` stand in it, and whoever comes for one of `services` waits in it."""

    id: str
    counters: tuple[int, ...]
    name: Text | None = None
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """The hall's standard colour, as #rrggbb; its logos are uploaded."""

    colour: str | None = None
    slogan: Text | None = None


@dataclass(frozen=True, slots=True)
class Signage:
    """`night`: when the screens are dimmed, as minutes of the day; it may go past midnight. `vip_courtesy`: what is said to those
    who wait where others may go first; None: the usual sentence, and nothing where all have the same promise."""

    night: tuple[int, int] | None = None
    vip_courtesy: Text | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a rating may be about. Without a name it has the product's own words."""

    id: str
    name: Text | None = None


TOPICS = tuple(Topic(id) for id in ("surroundings", "wait", "guidance", "staff", "speed-and-formalities", "system-faults"))


@dataclass(frozen=True, slots=True)
class Ratings:
    """`pad`: for so long after a service the pad at its counter asks."""

    about: tuple[Topic, ...] = TOPICS
    pad: Millis = MINUTE


@dataclass(frozen=True, slots=True)
class Weights:
    """What each source counts for in the assessment; 0: it is shown and doesn't count."""

    moments: int = 30
    patrols: int = 20
    visits: int = 20
    inspections: int = 15
    ratings: int = 15


@dataclass(frozen=True, slots=True)
class Assessment:
    weights: Weights = Weights()


@dataclass(frozen=True, slots=True)
class Lamp:
    """A calling lamp: `url` or `serial` is where it hangs. It tells of one counter, of those of a zone, or of all."""

    url: str | None = None
    serial: str | None = None
    baud: int = 9600
    counter: int | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Something that the hall calls by a name: a class of complaints, a cause, a branch."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Department:
    """Who answers work orders: `people` by their staff numbers; `classes` of complaints that go there by themselves."""

    id: str
    name: Text
    people: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


def _named(**names: tuple[str, str]) -> tuple[Named, ...]:
    return tuple([Named(id.replace("_", "-"), Text(*name)) for id, name in names.items()])


@dataclass(frozen=True, slots=True)
class Complaints:
    """How complaints are dealt with. `reply_within`: from dispatch to the reply order; `remind`: so long before its end the
    department is reminded; `at_once`: so soon after the reply order the customer is told, unless a time was agreed."""

    reply_within: Millis = 60 * MINUTE
    remind: Millis = 15 * MINUTE
    at_once: Millis = 30 * MINUTE
    return_call: Millis = 30 * DAY
    return_every: Millis = 90 * DAY
    return_calls: int = 3
    """Who was satisfied is called after `return_call`, and after `return_every` again: so often in all, unless it is ended."""
    bulletin: Literal["month", "quarter"] = "month"
    departments: tuple[Department, ...] = (Department("department", Text("相关部门", "The department")),)
    classes: tuple[Named, ...] = _named(
        charges=("话费账单", "Charges and bills"),
        plan=("套餐与业务", "Plans and products"),
        network=("网络信号", "The network"),
        staff=("服务态度", "How we behaved"),
        waiting=("等候与环境", "Wait and surroundings"),
        other=("其他", "Something else"),
    )
    causes: tuple[Named, ...] = _named(
        rules=("规定与流程", "Rules and procedures"),
        explained=("解释不清", "Not explained clearly"),
        system=("系统故障", "The systems"),
        mistake=("办理差错", "A mistake of ours"),
        manner=("服务态度", "Our manner"),
        network=("网络质量", "The network"),
        capacity=("人手与场地", "Too few people or too little room"),
        partner=("合作方", "A partner"),
        customer=("客户误解", "A misunderstanding"),
        other=("其他", "Something else"),
    )
    branches: tuple[Named, ...] = ()
    """Whose measures the bulletin looks after; none: this hall alone."""

    def department(self, id: str | None) -> Department | None:
        return next((one for one in self.departments if one.id == id), None)

    def for_class(self, about: str) -> Department:
        """The first that takes this class, else the first of all."""
        return next((one for one in self.departments if about in one.classes), self.departments[0])


@dataclass(frozen=True)
class Plan:
    hall: str
    name: Text
    timezone: str
    levels: tuple[Level, ...]
    services: tuple[Service, ...]
    counters: tuple[CounterPlan, ...]
    day_starts: int = 240
    """Minutes after local midnight at which the business day begins."""
    opens: tuple[tuple[Span, ...], ...] | None = None
    """Opening hours, Monday first; None: always open."""
    closed: tuple[str, ...] = ()
    """Days on which the hall stays closed, YYYY-MM-DD."""
    last_ticket: Millis = 0
    greetings: Mapping[str, int] = field(default_factory=lambda: {"morning": 300, "noon": 660, "afternoon": 780, "evening": 1080})
    """The minute of the day at which each greeting begins."""
    counter_word: Text = field(default_factory=lambda: Text("台席", "counter"))
    languages: tuple[str, ...] = ("zh", "en")
    """In which a customer may choose to read the kiosk; the first is the one in which the hall's screens begin."""
    voice: Voice = Voice()
    groups: tuple[Group, ...] = ()
    posts: tuple[Post, ...] = ()
    absence: Millis = 3 * MINUTE
    """After this time away from it a post is empty."""
    helper_within: Millis = 2 * MINUTE
    """By then somebody has gone to a customer who asked for help, or the duty manager is paged."""
    seats: int | None = None
    standing: int = 0
    """So many may wait beyond the seats before greeter and duty manager are told."""
    lounge_seats: int = 0
    missed_return: int | None = None
    nearby: tuple[Nearby, ...] = ()
    call_reasons: tuple[str, ...] = CALL_REASONS
    pause_reasons: tuple[str, ...] = PAUSE_REASONS
    retention: Millis = DAY
    """So long after it was given a customer's phone number is kept, or until what was promised to them is done."""
    offers: tuple[Offer, ...] = ()
    printers: tuple[Printer, ...] = ()
    limits: Mapping[str, Millis] = field(default_factory=dict)
    """The hall's own limits, by "script.step", instead of those that stand in the scripts."""
    settings: Mapping[str, str | int | float | bool | Text] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    brand: Brand = Brand()
    signage: Signage = Signage()
    lamps: tuple[Lamp, ...] = ()
    complaints: Complaints = Complaints()
    ratings: Ratings = Ratings()
    assessment: Assessment = Assessment()

    # Caches begin with an underscore: what writes a plan as it is leaves them out.
    @cached_property
    def _services(self) -> dict[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return {level.id: level for level in self.levels}

    @cached_property
    def _counters(self) -> dict[int, CounterPlan]:
        return {counter.number: counter for counter in self.counters}

    @cached_property
    def _zones(self) -> dict[str, Zone]:
        return {zone.id: zone for zone in self.zones}

    @property
    def service(self) -> dict[str, Service]:
        return self._services

    @property
    def level(self) -> dict[str, Level]:
        return self._levels

    @property
    def counter(self) -> dict[int, CounterPlan]:
        return self._counters

    @property
    def zone(self) -> dict[str, Zone]:
        return self._zones
