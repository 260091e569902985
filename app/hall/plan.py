"""A hall's plan: what its hall file says, as values. `app/hall_file.py` reads and checks the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Millis = int
"""A duration in milliseconds."""

Channel = Literal["self-service", "all-day", "online", "hotline", "sms"]
Span = tuple[int, int]
"""Opening hours: first and last minute of the day, the last one excluded; 1440 is "24:00"."""

MINUTE: Millis = 60_000

CALL_REASONS = ("elderly", "disabled", "pregnant", "child", "urgent", "returned", "appointment", "complaint", "other")
PAUSE_REASONS = ("break", "meal", "errand", "meeting", "training", "fault", "other")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or a name in each language of the product."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.zh


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
    """What may be recommended; `service` is the one into which a customer goes on who accepts."""

    id: str
    name: Text
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Services that share a button of the kiosk's first page."""

    id: str
    name: Text


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
class Lamp:
    """A calling lamp: `url` or `serial` is where it hangs. It tells of one counter, of those of a zone, or of all."""

    url: str | None = None
    serial: str | None = None
    baud: int = 9600
    counter: int | None = None
    zone: str | None = None


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
    counter_word: Text = Text("台席", "counter")
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
    offers: tuple[Offer, ...] = ()
    limits: Mapping[str, Millis] = field(default_factory=dict)
    """The hall's own limits, by "script.step", instead of those that stand in the scripts."""
    settings: Mapping[str, str | int | float | bool | Text] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    brand: Brand = Brand()
    signage: Signage = Signage()
    lamps: tuple[Lamp, ...] = ()

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
