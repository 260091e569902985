"""How a manager may look at the hall: the keys of the page's address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, language

LOOKS: Mapping[str, Accepts] = {"lang": language, "answered": "all".__eq__}
"""`answered`: all pages that were answered today, not only the latest."""
