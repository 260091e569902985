"""How the rehearsal's page may be looked at."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, ident

LOOKS: Mapping[str, Accepts] = {"case": ident, "page": "choose".__eq__}
"""`case`: which one is read about; `page=choose`: the list again, after a rehearsal."""
