"""The kiosk's screen and the customer's phone page."""

import re

from fastapi import APIRouter

from kiosk_ui import phone, view
from shared_ui.screen import Screen, add_screen

router = APIRouter(include_in_schema=False)

KIOSK = Screen(
    "kiosk",
    "kiosk",
    "/kiosk/{hall}",
    "kiosk_ui/kiosk.html",
    view.kiosk,
    {
        "lang": {"zh", "en"}.__contains__,
        "large": {"1"}.__contains__,
        "page": {"services", "group", "ticket", "closed"}.__contains__,
        "group": lambda value: re.fullmatch(r"[a-z][a-z0-9-]{0,39}", value) is not None,
        "number": lambda value: re.fullmatch(r"[A-Z][0-9]{3,9}", value) is not None,
        "at": lambda value: re.fullmatch(r"[A-Za-z0-9-]{1,20}", value) is not None,
    },
    ("kiosk/kiosk.css", "kiosk/services.css", "kiosk/ticket.css", "kiosk/closed.css", "kiosk/stale.css"),
    ("kiosk/settle.js",),
)
add_screen(router, KIOSK)
router.add_api_route("/t/{secret}", phone.page, methods=["GET"], response_model=None, name="phone")
