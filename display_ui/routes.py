"""The lobby TV and the window screens."""

from fastapi import APIRouter

from display_ui import view
from shared_ui.screen import Screen, add_screen

router = APIRouter()

LOBBY = Screen(
    "display",
    "display",
    "/display/{hall}",
    "display_ui/lobby.html",
    view.lobby,
    {"lang": {"zh", "en"}.__contains__},
    ("display/lobby.css",),
    theme="night",
)
add_screen(router, LOBBY)
