"""The staff's screens."""

from fastapi import APIRouter

from counter_ui.clerk.looks import LOOKS
from counter_ui.clerk.view import console
from counter_ui.greeter.routes import router as greeter
from shared_ui.screen import Screen, add_screen

router = APIRouter()

CLERK = Screen(
    "counter",
    "counter",
    "/counter/{hall}/{n}",
    "counter_ui/clerk/console.html",
    console,
    LOOKS,
    tuple(f"counter/clerk/{part}.css" for part in ("console", "hand", "queue", "panel", "bar", "slim")),
    scripts=("counter/clerk/one-press.js", "counter/clerk/number-find.js"),
)
add_screen(router, CLERK)
router.include_router(greeter)
