"""The greeter's screen."""

from fastapi import APIRouter

from counter_ui.greeter.looks import LOOKS
from counter_ui.greeter.view import tablet
from shared_ui.screen import Screen, add_screen

router = APIRouter()

GREETER = Screen(
    name="greeter",
    role="greeter",
    path="/greeter/{hall}",
    template="counter_ui/greeter/tablet.html",
    view=tablet,
    looks=LOOKS,
    styles=("counter/greeter/tablet.css", "counter/greeter/queue.css"),
)
add_screen(router, GREETER)
