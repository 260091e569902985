"""The kiosk's screen and the customer's phone page."""

from fastapi import APIRouter

from kiosk_ui import phone, phone_live, slips, view
from shared_ui.looks import formed, ident, number
from shared_ui.picture import Screen
from shared_ui.screen import add_screen

router = APIRouter(include_in_schema=False)

KIOSK = Screen(
    "kiosk",
    "kiosk",
    "/kiosk/{hall}",
    "kiosk_ui/kiosk.html",
    view.kiosk,
    {
        "reach": "1".__eq__,
        "read": "1".__eq__,
        "scan": {"1", "auto"}.__contains__,
        "page": {"services", "group", "ticket", "closed", "walk"}.__contains__,
        "group": ident,
        "number": number,
        "walk": formed("w[0-9]{1,12}"),
        "service": ident,
        "printer": ident,
        "at": formed("[A-Za-z0-9-]{1,20}"),
    },
    (
        "kiosk/kiosk.css",
        "kiosk/services.css",
        "kiosk/ticket.css",
        "kiosk/paper.css",
        "kiosk/closed.css",
        "kiosk/walk.css",
        "kiosk/over.css",
        "kiosk/stale.css",
        "kiosk/reach.css",
    ),
    ("kiosk/settle.js", "kiosk/leaving.js", "kiosk/phone-pad.js", "kiosk/scan.js", "kiosk/read-aloud.js", "kiosk/own-printer.js"),
    again=10,
    public=True,
)
add_screen(router, KIOSK)
router.include_router(slips.router)
router.add_api_route("/t/{secret}", phone.page, methods=["GET"], response_model=None, name="phone")
router.add_api_route("/t/{secret}/state", phone.state, methods=["GET"], response_model=None, name="phone-state")
router.add_api_websocket_route("/t/{secret}/live", phone_live.live, name="phone-live")
