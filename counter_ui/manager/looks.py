"""How a manager may look at the hall: the keys of the page's address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, formed

LOOKS: Mapping[str, Accepts] = {
    "answered": "all".__eq__,
    "devices": "all".__eq__,
    "device": formed(r"[a-z0-9][a-z0-9.-]{0,39}"),
}
"""`answered`: all pages that were answered today, not only the latest. `devices`: all of them, however many are well; `device`:
the one that is being named."""
