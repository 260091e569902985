"""Values from YAML nodes. Each reader notes what is wrong on the sheet and then returns a stand-in, so that reading goes on."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Literal, TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.forbidden import forbidden
from app.hall.plan import Text
from app.languages import FIRST, LANGUAGES
from app.yaml_file import Sheet, line_of, meant, quoted

T = TypeVar("T")
D = TypeVar("D")
Read = Callable[[Sheet, Node], T]
Tag = Literal["str", "int", "float", "bool", "null", "timestamp", "other"]

NO_TEXT = Text("", "")
LONGEST_TEXT = 500
ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_TAGS: dict[str, Tag] = {f"tag:yaml.org,2002:{tag}": tag for tag in ("str", "int", "float", "bool", "null", "timestamp")}


def tag_of(node: Node) -> Tag:
    return _TAGS.get(str(node.tag), "other") if isinstance(node, ScalarNode) else "other"


def is_empty(node: Node) -> bool:
    return tag_of(node) == "null"


def shown(node: Node) -> str:
    """A value as a sentence names it."""
    if isinstance(node, MappingNode):
        return "several `key: value` pairs"
    if isinstance(node, SequenceNode):
        return "a list"
    return "nothing" if is_empty(node) else quoted(node.value)


def words(sheet: Sheet, node: Node) -> str:
    """A line of text, without blanks around it, of at most 500 characters."""
    word = str(node.value).strip() if tag_of(node) == "str" else ""
    if not word.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in word):
        sheet.fault(node, f"{quoted(word)} contains a line break or control character: write it as one line of text")
        return ""
    if len(word) > LONGEST_TEXT:
        sheet.fault(node, f"{quoted(word)} has {len(word)} characters: a text has at most {LONGEST_TEXT}")
    if tag_of(node) == "str" and not word:
        sheet.fault(node, "this text is empty: write something or leave the key out")
    elif tag_of(node) in ("int", "float", "bool", "timestamp"):
        sheet.fault(node, f'{shown(node)} should be a text: put it in quotes, as "{quoted(node.value)[1:-1]}"')
    elif not word:
        sheet.fault(node, f"a text is needed here, not {shown(node)}")
    return word


def courteous(language: str, label: bool = False) -> Read[str]:
    """What a customer may read or hear: words without a forbidden phrase. A `label` is what the customer says."""

    def read(sheet: Sheet, node: Node) -> str:
        word = words(sheet, node)
        for phrase, better in forbidden(word, language, label):
            sheet.fault(node, f"{quoted(word)} contains the forbidden phrase {quoted(phrase)}: say rather `{better}`")
        return word

    return read


def in_each(read: Callable[[str], Read[str]]) -> Read[Text]:
    """A text in both languages, and in the others if it is written in them."""
    readers = {language: read(language) for language in LANGUAGES}
    others = tuple(language for language in LANGUAGES if language not in FIRST)

    def read_text(sheet: Sheet, node: Node) -> Text:
        if tag_of(node) == "str":
            sheet.fault(node, f"{shown(node)} is needed in both languages: write {{zh: …, en: …}}")
            return NO_TEXT
        languages = Fields(sheet, node, "a text", FIRST, others)
        both = {language: languages.get(language, readers[language], "") for language in FIRST}
        return Text(**both, **{one: languages.get(one, readers[one], "") for one in others if one in languages})

    return read_text


text = in_each(lambda language: words)
"""For staff."""
public_text = in_each(courteous)
"""For customers."""


def ident(sheet: Sheet, node: Node) -> str:
    """An id: small letters, digits and hyphens, up to 40, a letter first."""
    if tag_of(node) != "str":
        return words(sheet, node)
    word = str(node.value)
    if not ID.fullmatch(word):
        rule = "small letters, digits and hyphens, at most 40, a letter first, such as `pay-bill`"
        sheet.fault(node, f"{quoted(word)} can't be an id: an id has {rule}")
    return word


def named(kind: str) -> Read[str]:
    """The id that something of this kind gets."""

    def read(sheet: Sheet, node: Node) -> str:
        word = ident(sheet, node)
        if word:
            sheet.name(kind, word, node)
        return word

    return read


def reference(kind: str) -> Read[str]:
    """The id of something of this kind that stands elsewhere."""

    def read(sheet: Sheet, node: Node) -> str:
        word = words(sheet, node)
        if word:
            sheet.refer(kind, word, node)
        return word

    return read


def whole(least: int = 1, most: int = 1_000_000) -> Read[int]:
    """A whole number from 1 up; true and "3" are none. The stand-in is 0."""

    def read(sheet: Sheet, node: Node) -> int:
        if tag_of(node) == "int" and _INTEGER.fullmatch(node.value) and least <= int(node.value) <= most:
            return int(node.value)
        sheet.fault(node, f"a whole number from {least} to {most} is needed here, without quotes, not {shown(node)}")
        return 0

    return read


def truth(sheet: Sheet, node: Node) -> bool:
    if tag_of(node) != "bool" or str(node.value).lower() not in ("true", "false"):
        sheet.fault(node, f"true or false is needed here, not {shown(node)}")
    return str(node.value).lower() == "true"


def scalar(sheet: Sheet, node: Node) -> str | int | float | bool:
    """A single value of any kind; numbers are finite and have at most 15 digits."""
    if tag_of(node) == "bool":
        return truth(sheet, node)
    if tag_of(node) == "int" and _INTEGER.fullmatch(node.value):
        return int(node.value)
    if tag_of(node) == "float" and (number := _finite(node.value)) is not None:
        return number
    if tag_of(node) == "timestamp":
        return str(node.value)
    if tag_of(node) in ("int", "float"):
        sheet.fault(node, f"{shown(node)} is not a number we can use: write plain digits, or put it in quotes")
        return 0
    return words(sheet, node)


def _finite(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if isfinite(number) else None


def one_of(what: str, choices: Sequence[T]) -> Read[T]:
    """One word of a closed set."""

    def read(sheet: Sheet, node: Node) -> T:
        word = words(sheet, node)
        found = [choice for choice in choices if choice == word]
        if word and not found:
            sheet.fault(node, f"there is no {what} {quoted(word)}{meant(word, [str(choice) for choice in choices])}")
        return found[0] if found else choices[0]

    return read


def items(sheet: Sheet, node: Node, least: int = 1) -> list[Node]:
    """The items of a list, the empty ones apart."""
    if not isinstance(node, SequenceNode):
        sheet.fault(node, f"a list is needed here, as in [first, second], not {shown(node)}")
        return []
    if len(node.value) < least:
        sheet.fault(node, "this list is empty: write at least one item")
    for item in node.value:
        if is_empty(item):
            sheet.fault(item, "this item of the list is empty: fill it in or delete it")
    return [item for item in node.value if not is_empty(item)]


def several(read: Read[T]) -> Read[tuple[T, ...]]:
    """A list with at least one item."""
    return lambda sheet, node: tuple([read(sheet, item) for item in items(sheet, node)])


def distinct(read: Read[T]) -> Read[tuple[T, ...]]:
    """A list with at least one item, in which nothing stands twice."""

    def read_all(sheet: Sheet, node: Node) -> tuple[T, ...]:
        found: list[T] = []
        for item in items(sheet, node):
            value = read(sheet, item)
            if value in found and value:
                sheet.fault(item, f"{shown(item)} stands twice in this list: keep one")
            found.append(value)
        return tuple(found)

    return read_all


def pairs(sheet: Sheet, node: Node, what: str) -> list[tuple[ScalarNode, Node]]:
    """Keys and values, each key once; a key without a value is a fault."""
    if not isinstance(node, MappingNode):
        sheet.fault(node, f"{what} is written as `key: value` pairs, not as {shown(node)}")
        return []
    lines: dict[str, int] = {}
    return [(key, value) for key, value in node.value if _is_sound(sheet, key, value, lines)]


def _is_sound(sheet: Sheet, key: Node, value: Node, lines: dict[str, int]) -> bool:
    word = str(key.value) if isinstance(key, ScalarNode) else ""
    if not word:
        sheet.fault(key, "a key must be one plain word")
    elif word in lines:
        sheet.fault(key, f"{quoted(word)} stands here a second time (first in line {lines[word]}): keep one")
    elif is_empty(value):
        sheet.fault(key, f"{quoted(word)} has no value: write one, or leave the key out")
    else:
        lines[word] = line_of(key)
        return True
    return False


class Fields:
    """The known keys of one mapping. Unknown and missing ones are noted at once."""

    def __init__(self, sheet: Sheet, node: Node, what: str, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        self._sheet = sheet
        self._values: dict[str, Node] = {}
        self._keys: dict[str, Node] = {}
        known = [*required, *optional]
        for key, value in pairs(sheet, node, what):
            if key.value in known:
                self._keys[key.value], self._values[key.value] = key, value
            else:
                sheet.fault(key, f"{quoted(key.value)} is not a key of {what}{meant(key.value, known)}")
        if isinstance(node, MappingNode):
            written = [key.value for key, _ in node.value]
            for word in [word for word in required if word not in written]:
                sheet.fault(node, f"{what} needs `{word}`: add it")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def fault(self, key: str, sentence: str) -> None:
        """What is wrong with a key that is there."""
        self._sheet.fault(self._keys[key], sentence)

    def get(self, key: str, read: Read[T], otherwise: D) -> T | D:
        return read(self._sheet, self._values[key]) if key in self._values else otherwise
