"""The browser behind a screen, as a device of its hall: the name by which it is known again, and what it tells of itself."""

import re
import secrets
import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import HTTPConnection

from app.devices import Devices
from shared_ui.picture import Look, Place

COOKIE = "yb-device"
"""By it a browser is known again; not one of the cookies that sign a screen in."""
NAME = r"[a-z0-9][a-z0-9-]{0,23}"
SCREENS = ("kiosk", "display", "window", "counter", "greeter")
"""The screens that stand in a hall; those that people look at from their own desk are none of its devices."""
PAUSE = 0.5
"""Seconds between two words of a device that are heard; the next one tells all again."""


class Told(BaseModel):
    """What a page may tell. `up`: seconds since it was loaded; `error`: a code, for what it says in words may be anybody's."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: Annotated[str, Field(pattern=r"^[0-9a-f]{1,16}$")] | None = None
    sound: Literal["ok", "blocked", "failed", "off"] | None = None
    viewport: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,4}x[1-9][0-9]{0,4}$")] | None = None
    up: Annotated[int, Field(ge=0, le=10**9)] | None = None
    error: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")] | None = None


def new_name() -> str:
    return secrets.token_hex(8)


def name_of(connection: HTTPConnection) -> str | None:
    """The name that the browser was given; None: none yet."""
    name = connection.cookies.get(COOKIE, "")
    return name if re.fullmatch(NAME, name) else None


def device_id(name: str, place: Place) -> str:
    """One browser may show several screens: each is a device of its own."""
    counter = "" if place.counter is None else f"-{place.counter}"
    return f"{name}.{place.screen.name}{counter}"


class Reporter:
    """Passes on what one page tells; what is not of the form, or comes too often, is dropped."""

    def __init__(self, devices: Devices, place: Place, name: str | None) -> None:
        self._devices, self._place = devices, place
        self.id = device_id(name, place) if name is not None and place.screen.name in SCREENS else None
        """None: this is no device of the hall."""
        self._heard_at = 0.0

    def hear(self, told: object, look: Look) -> None:
        now = time.monotonic()
        if self.id is None or now - self._heard_at < PAUSE:
            return
        try:
            word = Told.model_validate(told)
        except ValidationError:
            return
        self._heard_at = now
        place = self._place
        self._devices.report(
            place.hall,
            self.id,
            place.screen.name,
            counter=place.counter,
            zone=look.get("zone"),
            kiosk=look.get("at"),
            printer=look.get("printer"),
            **vars(word),
        )
