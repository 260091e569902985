"""The staff's screens."""

from fastapi import APIRouter

from counter_ui.chain.routes import router as chain
from counter_ui.clerk.looks import LOOKS
from counter_ui.clerk.view import console
from counter_ui.complaints.routes import router as complaints
from counter_ui.greeter.routes import router as greeter
from counter_ui.manager.routes import router as manager
from counter_ui.people.routes import router as people
from counter_ui.rehearsal.routes import router as rehearsal
from counter_ui.reports.routes import router as reports
from counter_ui.settings.routes import router as settings
from shared_ui.picture import Screen
from shared_ui.screen import add_screen

router = APIRouter()

CLERK = Screen(
    "counter",
    "counter",
    "/counter/{hall}/{n}",
    "counter_ui/clerk/console.html",
    console,
    LOOKS,
    (
        *(f"counter/clerk/{part}.css" for part in ("console", "hand", "step", "queue", "panel", "bar", "slim")),
        "shared/phone-reveal.css",
    ),
    scripts=(
        *(f"counter/clerk/{part}.js" for part in ("one-press", "number-find", "step-clock", "step-entry", "ticks")),
        "shared/phone-reveal.js",
    ),
)
add_screen(router, CLERK)
router.include_router(greeter)
router.include_router(manager)
router.include_router(complaints)
router.include_router(rehearsal)
router.include_router(reports)
router.include_router(settings)
router.include_router(chain)
router.include_router(people)
