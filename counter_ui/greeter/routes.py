"""The greeter's screen."""

from fastapi import APIRouter

from counter_ui import devices
from counter_ui.greeter import slips
from counter_ui.greeter.looks import LOOKS
from counter_ui.greeter.view import tablet
from shared_ui.picture import Screen
from shared_ui.screen import add_screen

router = APIRouter()

GREETER = Screen(
    name="greeter",
    role="greeter",
    path="/greeter/{hall}",
    template="counter_ui/greeter/tablet.html",
    view=tablet,
    looks=LOOKS,
    styles=(*(f"counter/greeter/{part}.css" for part in ("tablet", "walk", "queue")), "shared/phone-reveal.css"),
    scripts=("counter/greeter/ticket-find.js", "counter/greeter/settle.js", "shared/phone-reveal.js"),
    beside=devices.known_of,
)
add_screen(router, GREETER)
router.include_router(slips.router)
