"""Whether a device of a hall is there, and whether it should be."""

from typing import Literal

from app.device_rows import Device
from app.hall.plan import MINUTE, Millis

LATE: Millis = 2 * MINUTE
"""Ours: a device that has given no sign of life for so long is not there; pages give one every 20 s."""
SOON: Millis = MINUTE
SETTLED: Millis = 30 * MINUTE
"""Ours: a screen for customers that was there for so long, or has a name, belongs there. Who looks at one from their own desk
does so for a moment."""
FOR_CUSTOMERS = ("kiosk", "display", "window")
Mark = Literal["fine", "soon", "late", "off"]
"""`late` is not there and should be, `off` is not there and needn't be."""


def marked(device: Device, unseen: Millis, open: bool) -> Mark:
    if unseen <= LATE:
        return "fine" if unseen <= SOON else "soon"
    belongs = device.name is not None or device.seen_at - device.first_at >= SETTLED
    return "late" if open and belongs and device.kind in FOR_CUSTOMERS else "off"
