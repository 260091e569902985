"""The texts of a service script: their placeholders, and what no customer may read or hear."""

import re

from yaml.nodes import Node

from app.hall.script import PLACEHOLDERS
from app.hall_file_parts import SETTING
from app.yaml_file import Sheet, meant, quoted
from app.yaml_values import Read, courteous, in_each, words

_BRACES = re.compile(r"\{([^{}]*)\}")


def filled(read: Read[str]) -> Read[str]:
    """A text whose braces hold nothing but what is filled in when it is said."""

    def read_filled(sheet: Sheet, node: Node) -> str:
        word = read(sheet, node)
        if "{" in word or "}" in word:
            _check(sheet, node, word)
        return word

    return read_filled


def _check(sheet: Sheet, node: Node, word: str) -> None:
    for name in _BRACES.findall(word):
        setting = name.removeprefix("setting.")
        if setting != name and SETTING.fullmatch(setting):
            sheet.refer("setting", setting, node)
        elif name not in PLACEHOLDERS:
            known = meant(name, [*PLACEHOLDERS, "setting.NAME"])
            sheet.fault(node, f"there is no placeholder {quoted('{' + name + '}')}{known}")
    if set("{}") & set(_BRACES.sub("", word)):
        sheet.fault(node, f"{quoted(word)} has a brace without its partner: a placeholder is written as `{{hall}}`")


said = in_each(lambda language: filled(courteous(language)))
"""What a customer hears or reads."""
label = in_each(lambda language: filled(courteous(language, label=True)))
"""What a customer says, touches or has said."""
staff_text = in_each(lambda language: filled(words))
