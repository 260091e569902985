"""The lobby TV, the window screens, the pads at the counters."""

from fastapi import APIRouter

from display_ui.hearing import hear
from display_ui.lobby import lobby
from display_ui.pad import LOOKS as PAD_LOOKS
from display_ui.pad import pad
from display_ui.window import window
from shared_ui.looks import ident
from shared_ui.picture import Screen
from shared_ui.screen import add_screen

router = APIRouter()

LOOKS = {"zone": ident, "layout": ("landscape", "portrait").__contains__, "pair": ("left", "right").__contains__}

LOBBY = Screen(
    name="display",
    role="display",
    path="/display/{hall}",
    template="display_ui/lobby.html",
    view=lobby,
    looks=LOOKS,
    styles=tuple(f"display/{part}.css" for part in ("night", "lobby", "signage", "speaker")),
    scripts=tuple(f"display/{part}.js" for part in ("shape", "media-player", "ticker-line", "call-speaker")),
    hears=hear,
    theme="night",
    public=True,
    again=10,
)
WINDOW = Screen(
    name="window",
    role="display",
    path="/display/{hall}/window/{n}",
    template="display_ui/window.html",
    view=window,
    looks={},
    styles=("display/night.css", "display/window.css"),
    scripts=("display/shape.js",),
    theme="night",
    public=True,
    again=10,
)
PAD = Screen(
    name="pad",
    role="display",
    path="/rate/{hall}/{n}",
    template="display_ui/pad.html",
    view=pad,
    looks=PAD_LOOKS,
    styles=("display/night.css", "display/pad.css"),
    scripts=("display/rate-soon.js",),
    public=True,
    again=4,
)
for screen in (LOBBY, WINDOW, PAD):
    add_screen(router, screen)
