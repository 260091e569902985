"""The devices of a hall: how each is, and what a manager wishes of them. None of it is a fact of the hall."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.commands import Asked, B, Body, Nothing, allowed, describe, once, parse
from app.api.problems import documented
from app.api.reads import allowed as may_read
from app.api.reads import answer
from app.api.shapes import Shape
from app.devices import Device, UnknownDevice
from app.hall.day import Instant
from app.stamps import stamp, stamp_or_none
from app.wishes import Answer
from shared_ui.assets import STAMP

EVERY = "all"
"""Instead of a device's id: each that is known of the hall."""

router = APIRouter(tags=["devices"], responses=documented(401, 403, 404, 422, 429, 503))


class Name(Body):
    """None: the name that it has by itself."""

    name: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")] | None = None


@router.get("/halls/{hall}/devices", response_model=None)
async def get_devices(request: Request, hall: str) -> Response:
    """The browsers that stand in the hall, and what each told of itself last."""
    house, _ = await may_read(request, hall)
    found = await house.devices.of(hall)
    return answer(await house.desk.read(hall, lambda state, now: _shapes(found, state.plan.timezone, now)))


@router.get("/halls/{hall}/devices/{device}", response_model=None)
async def get_device(request: Request, hall: str, device: str) -> Response:
    """One of them: the machine on which it runs asks whether its page lives."""
    house, _ = await may_read(request, hall)
    found = next((one for one in await house.devices.of(hall) if one.id == device), None)
    if found is None:
        raise UnknownDevice(device=device[:40])
    return answer(await house.desk.read(hall, lambda state, now: device_shape(found, state.plan.timezone, now)))


def _shapes(found: tuple[Device, ...], timezone: str, now: Instant) -> Shape:
    return {"version": STAMP, "devices": [device_shape(one, timezone, now) for one in found]}


def device_shape(device: Device, timezone: str, now: Instant) -> Shape:
    told = device.told
    return {
        "id": device.id,
        "kind": device.kind,
        "name": device.name,
        "counter": told.get("counter"),
        "zone": told.get("zone"),
        "kiosk": told.get("kiosk"),
        "printer": told.get("printer"),
        "first_at": stamp(timezone, device.first_at),
        "seen_at": stamp(timezone, device.seen_at),
        "unseen_ms": max(0, now - device.seen_at),
        "loaded_at": stamp_or_none(timezone, told.get("loaded_at")),
        "version": told.get("version"),
        "current": told.get("version") == STAMP,
        "sound": told.get("sound"),
        "viewport": told.get("viewport"),
        "error": told.get("error"),
        "reload_at": stamp_or_none(timezone, device.reload_at),
    }


# ------------------------------------------------------------ wishes
def _wish(verb: str, name: str, kind: type[B], act: Callable[[Asked, B, bytes], Awaitable[None]], about: str) -> None:
    """By managers. `act` gets the print of the key: the same wish again changes nothing."""

    async def handler(asked: Asked) -> Answer:
        principal = await allowed(asked)
        key, body = once(principal, asked).id, parse(kind, asked.raw)
        await act(asked, body, key)
        return Answer(200, b"{}")

    describe(router, f"/devices/{{device}}/{verb}", name, kind, handler, {200: "empty"}, about)


async def _reload(asked: Asked, body: Nothing, key: bytes) -> None:
    await asked.house.devices.reload(asked.hall, None if asked.which == EVERY else asked.which, key)


async def _name(asked: Asked, body: Name, key: bytes) -> None:
    await asked.house.devices.call(asked.hall, asked.which, body.name)


async def _forget(asked: Asked, body: Nothing, key: bytes) -> None:
    await asked.house.devices.forget(asked.hall, asked.which)


_wish(
    "reload",
    "reload-device",
    Nothing,
    _reload,
    "The device, or `all` of the hall, loads its page anew as soon as nobody is using it; with the same key once.",
)
_wish("name", "name-device", Name, _name, "What the managers call it; without a name it has the one of its screen.")
_wish("forget", "forget-device", Nothing, _forget, "It stands there no longer. If it tells of itself again, it is known again.")
