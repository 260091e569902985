"""How the devices of a hall are, for those who look after it: hall, now, what is known → a line each."""

import re
from dataclasses import dataclass

from app.device_marks import FOR_CUSTOMERS, Mark, marked
from app.device_rows import Device
from app.devices import Known
from app.hall.day import Instant, is_open
from app.hall.plan import MINUTE, Millis, Plan
from app.hall.printers import PRINTS_STILL, of_kiosk
from app.hall.state import Hall
from app.hall.zones import zone_of
from app.house import House
from shared_ui.assets import STAMP
from shared_ui.sentences import say

NOBODY = Known(0)
KINDS = (*FOR_CUSTOMERS, "greeter", "counter")

_MINTED = re.compile(r"^([0-9a-f]{6})[0-9a-f]{10}$")
"""A name that the server minted is told by its beginning, one that an installer gave as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """`mark`: `late` is not there and should be, `off` is not there and needn't be. `behind`: its page is of another version than
    the server's. `paper`: what ails the printer of a kiosk, `fine`, or None: it has none of which the server knows."""

    device: Device
    name: str
    browser: str
    ago: str
    mark: Mark
    behind: bool
    paper: str | None

    @property
    def sound(self) -> str | None:
        return self.device.told.get("sound")

    @property
    def error(self) -> str | None:
        return self.device.told.get("error")

    @property
    def viewport(self) -> str | None:
        return self.device.told.get("viewport")

    @property
    def silent(self) -> bool:
        """It speaks the calls, and nobody hears them."""
        return self.sound in ("blocked", "failed")

    @property
    def no_paper(self) -> bool:
        return self.paper not in (None, "fine", *PRINTS_STILL)

    @property
    def is_well(self) -> bool:
        return self.mark in ("fine", "off") and not (self.behind or self.silent or self.no_paper)


async def known_of(house: House, hall: str) -> Known:
    """What such a screen shows beside its hall."""
    return await house.devices.known(hall)


def lines(hall: Hall, now: Instant, known: Known, language: str) -> list[Line]:
    """Those that need somebody first; else as they stand in the hall, from the door to the counters."""
    open = is_open(hall.plan, now)
    found = [_line(hall, now, open, device, language) for device in known.devices]
    return sorted(found, key=lambda line: (line.mark != "late", line.is_well, *_place(line)))


def missing(all: list[Line]) -> list[Line]:
    """The screens for customers that should be there and aren't."""
    return [line for line in all if line.mark == "late"]


def _place(line: Line) -> tuple[int, int, str, str]:
    device = line.device
    kind = KINDS.index(device.kind) if device.kind in KINDS else len(KINDS)
    return kind, device.told.get("counter") or 0, line.name, device.id


def _line(hall: Hall, now: Instant, open: bool, device: Device, language: str) -> Line:
    unseen = max(0, now - device.seen_at)
    version = device.told.get("version")
    return Line(
        device=device,
        name=device.name or _name(hall.plan, device, language),
        browser=_MINTED.sub(r"\1", device.id.partition(".")[0]),
        ago=ago(language, unseen),
        mark=marked(device, unseen, open),
        behind=version is not None and version != STAMP,
        paper=_paper(hall, device),
    )


def _paper(hall: Hall, device: Device) -> str | None:
    printer = of_kiosk(hall.plan, device.told.get("printer")) if device.kind == "kiosk" else None
    if printer is None or printer.by_browser:
        return None
    trouble = hall.troubles.get(printer.id)
    return "fine" if trouble is None else trouble.code


def _name(plan: Plan, device: Device, language: str) -> str:
    """By the place where it stands."""
    told = device.told
    counter, kiosk, zone = told.get("counter"), told.get("kiosk"), zone_of(plan, told.get("zone"))
    what = say(language, f"screens.{device.kind}")
    if counter is not None:
        return say(language, f"devices.at_{device.kind}", n=counter, word=plan.counter_word.in_(language))
    if kiosk is not None:
        return say(language, "manager.kiosk", n=kiosk)
    where = zone and (zone.name.in_(language) if zone.name else zone.id)
    return say(language, "devices.of", what=what, where=where) if where else what


def ago(language: str, passed: Millis) -> str:
    minutes = passed // MINUTE
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            return say(language, f"devices.ago.{unit}", n=minutes // size)
    return say(language, "devices.ago.now")
