"""What a manager sees of the screens that are let in: each in a few words, and what was refused in its name."""

from dataclasses import dataclass

from app.device_rows import Device
from app.devices import Known
from app.hall.day import Instant, local
from app.hall.plan import Plan
from app.hall.state import Hall
from app.pairing.paired import Paired
from counter_ui.devices import NOBODY, ago
from shared_ui.picture import Look, language
from shared_ui.sentences import say

ROLES = ("display", "kiosk", "counter", "greeter", "manager")


@dataclass(frozen=True, slots=True)
class Line:
    """`act`: what is being done to it: rename, move or revoke."""

    paired: Paired
    name: str
    what: str
    by: str
    seen: str
    replayed: str | None
    act: str


@dataclass(frozen=True, slots=True)
class Connect:
    lines: list[Line]
    roles: tuple[str, ...]
    counters: list[tuple[int, str]]


def connect(hall: Hall, now: Instant, look: Look, known: Known = NOBODY) -> Connect:
    """Those in whose names somebody was refused come first."""
    spoken = language(look)
    lines = [_line(hall.plan, now, one, known, look, spoken) for one in known.paired]
    counters = [(one.number, one.name.in_(spoken) if one.name else "") for one in hall.plan.counters]
    return Connect(sorted(lines, key=lambda line: not line.paired.suspicious), ROLES, counters)


def paired_name(plan: Plan, paired: Paired, spoken: str) -> str:
    return paired.name or what_it_is(plan, paired, spoken)


def what_it_is(plan: Plan, paired: Paired, spoken: str) -> str:
    if paired.counter is not None:
        return say(spoken, "devices.at_counter", n=paired.counter, word=plan.counter_word.in_(spoken))
    return say(spoken, f"screens.{paired.role}")


def _line(plan: Plan, now: Instant, paired: Paired, known: Known, look: Look, spoken: str) -> Line:
    seen = max([paired.seen_at or 0, *(one.seen_at for one in known.devices if _same(one, paired))])
    when = say(spoken, "connect.by", who=_who(paired.by, spoken), at=_at(plan, paired.paired_at))
    return Line(
        paired,
        paired_name(plan, paired, spoken),
        what_it_is(plan, paired, spoken),
        when,
        say(spoken, "connect.seen", ago=ago(spoken, max(0, now - seen))) if seen else say(spoken, "connect.never"),
        None if paired.replayed_at is None else _at(plan, paired.replayed_at),
        look.get("act", "") if look.get("screen") == paired.id else "",
    )


def _same(device: Device, paired: Paired) -> bool:
    """Whether it is this browser that told of itself as such a screen."""
    browser = device.id.partition(".")[0]
    kind = "display" if device.kind == "window" else device.kind
    return (
        browser == paired.browser and kind == paired.role and (kind != "counter" or device.told.get("counter") == paired.counter)
    )


def _at(plan: Plan, at: Instant) -> str:
    return f"{local(plan, at):%Y-%m-%d %H:%M}"


def _who(by: str, spoken: str) -> str:
    kind, _, number = by.partition(":")
    if kind == "staff":
        return say(spoken, "connect.staff", number=number)
    return say(spoken, {"manager": "connect.manager", "all": "connect.link"}.get(kind, "connect.line"))
