"""How a greeter may look at the hall: the keys of the tablet's address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, ident, language, number

LOOKS: Mapping[str, Accepts] = {
    "lang": language,
    "level": ident,
    "taken": number,
    "list": "missed".__eq__,
    "open": ident,
    "ticket": number,
    "act": ("change", "cancel").__contains__,
}
"""`level`: whose ticket is issued next, back to the default after each. `taken`: the number just issued. `open`: the
service whose queue is unfolded. `ticket`: the one that is looked at; `act`: what is being done with it."""
