"""How a clerk may look at the console: the keys of its address."""

from collections.abc import Mapping

from shared_ui.looks import Accepts, formed, language, number

PANELS = ("transfer", "hold", "change", "cancel", "call", "pause", "missed")

LOOKS: Mapping[str, Accepts] = {
    "lang": language,
    "slim": "1".__eq__,
    "panel": PANELS.__contains__,
    "for": number,
    "keep": "0".__eq__,
    "find": formed("[0-9A-Za-z]{1,10}"),
    "pick": number,
    "asked": ("1", "2").__contains__,
}
"""`for`: the ticket a panel was opened for, so that it never shows for the next one. `keep=0`: a transfer to the end of
the queue. `find`: part of a number looked for; `pick`: the number found. `asked` alternates whenever a call for the next
one was answered, so that each «nobody is waiting» is a picture of its own."""

LEAVE = "panel=&for=&keep=&find=&pick="
"""Back from any panel."""
