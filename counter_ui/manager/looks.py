"""How a manager may look at the hall: the keys of the page's address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, formed

LOOKS: Mapping[str, Accepts] = {
    "answered": "all".__eq__,
    "devices": "all".__eq__,
    "device": formed(r"[a-z0-9][a-z0-9.-]{0,39}"),
    "counter": formed("[1-9][0-9]{0,2}"),
    "ask": "close".__eq__,
    "post": formed("[A-Za-z0-9][A-Za-z0-9_-]{0,39}"),
    "risk": "all".__eq__,
    "curve": "table".__eq__,
}
"""`answered`: all pages that were answered today, not only the latest. `devices`: all of them, however many are well; `device`:
the one that is being named. `counter`, `post`: the one under the manager's hand; `ask`: whether it is to be closed. `risk`: all
promises in danger. `curve`: the day as a table."""
