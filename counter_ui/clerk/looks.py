"""How a clerk may look at the console: the keys of its address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, formed, ident, number

PANELS = (
    *("transfer", "hold", "change", "cancel", "call", "pause", "missed"),
    *("skip", "recommend", "page", "seat", "scripts", "more"),
)
STEP = r"w[0-9]{1,15}\.[a-z][a-z0-9-]{0,39}\.[0-9]{1,15}"

LOOKS: Mapping[str, Accepts] = {
    "slim": "1".__eq__,
    "panel": PANELS.__contains__,
    "for": number,
    "keep": "0".__eq__,
    "find": formed("[0-9A-Za-z]{1,10}"),
    "pick": number,
    "asked": ("1", "2").__contains__,
    "at": formed(STEP),
    "ticked": formed(STEP + r"~([0-9]{1,2}(\.[0-9]{1,2}){0,99})?"),
    "offer": ident,
    "who": ("hall-manager", "either").__contains__,
}
"""`for`: the ticket a panel was opened for, so that it never shows for the next one; `at`: the step, likewise. `keep=0`: a
transfer to the end of the queue. `find`: part of a number looked for; `pick`: the number found. `asked` alternates whenever
a call for the next one was answered, so that each «nobody is waiting» is a picture of its own. `ticked`: the step whose
checklist it is, and the places of what is ticked. `offer`: what is recommended; `who` else is paged than the duty manager."""

LEAVE = "panel=&for=&keep=&find=&pick=&at=&offer=&who="
"""Back from any panel."""
