"""How a greeter may look at the hall: the keys of the tablet's address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, formed, ident, number

ISSUE = "issue"
"""Instead of a walk: tickets without a walk."""

LOOKS: Mapping[str, Accepts] = {
    "post": ident,
    "walk": formed(f"w[0-9]{{1,12}}|{ISSUE}"),
    "ask": ("skip", "leave", "note").__contains__,
    "ticked": formed(r"[a-z][a-z0-9-]{0,39}:[0-9]{1,2}(\.[0-9]{1,2}){0,39}"),
    "offer": ident,
    "level": ident,
    "taken": number,
    "list": ("missed", "vip", "floor").__contains__,
    "find": formed("[A-Z0-9]{1,10}"),
    "open": ident,
    "ticket": number,
    "act": ("change", "cancel", "note", "offer").__contains__,
}
"""`post`: where this tablet is, the one nearest to the door unless it says otherwise. `walk`: the customer in hand; `ask`: what
is asked before a step is skipped, a walk is left, a note is written; `ticked`: what is checked of a step's list, STEP:0.2;
`offer`: what is being recommended. `level`: whose ticket is issued next, back to the default after each; `taken`: the number
just issued. `find`: part of a number. `open`: the service whose queue is unfolded. `ticket`: the one that is looked at; `act`:
what is being done with it."""
