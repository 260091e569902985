"""YAML text from plain values, as a hall manager would write it: what fits on a line stands on one, each item of a list too."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

from app.yaml_nodes import is_plain_text

Leaf = str | int | float | bool
Tree: TypeAlias = Leaf | Sequence["Tree"] | Mapping[str, "Tree"]

WIDTH = 116
_PLAIN = re.compile(r"\w[\w ./()+（），。！？、；：·《》“”—…-]*")
_OLD_TRUTHS = frozenset({"y", "n", "yes", "no", "on", "off"})
"""Words that older readers of YAML take for true or false."""


def written(tree: Mapping[str, Tree]) -> str:
    return Written.of(tree).text


def leaf(value: Leaf) -> str:
    """A single value as YAML has it; in quotes where it would be read as something else."""
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and not value.endswith(" ") and value.lower() not in _OLD_TRUTHS
        return value if plain and is_plain_text(value) else _quoted(value)
    return json.dumps(value)


def _quoted(word: str) -> str:
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(word, ensure_ascii=False))


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def on_one_line(value: Tree) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{leaf(key)}: {on_one_line(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(on_one_line, value)) + "]"
    return leaf(value)


@dataclass
class Written:
    """The lines of a text, and in which line each value begins, by its way from the root as in `services/2/typical`."""

    width: int
    lines: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Mapping[str, Tree], width: int = WIDTH) -> "Written":
        """`width` 0: each value in a line of its own, by which its way can be told."""
        made = cls(width)
        made._pairs("", "", tree, "")
        return made

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def _pairs(self, first: str, rest: str, pairs: Mapping[str, Tree], way: str) -> None:
        for place, (key, value) in enumerate(pairs.items()):
            self._entry(f"{rest if place else first}{leaf(key)}:", rest, value, f"{way}{key}")

    def _entry(self, lead: str, indent: str, value: Tree, way: str) -> None:
        """`lead: value`, on one line if it fits."""
        line = f"{lead} {on_one_line(value)}"
        if isinstance(value, Mapping) and value and len(line) > self.width:
            self._put(lead, way)
            self._pairs(f"{indent}  ", f"{indent}  ", value, f"{way}/")
        elif _is_list(value) and value and (len(line) > self.width or any(isinstance(one, Mapping) for one in value)):
            self._put(lead, way)
            for place, one in enumerate(value):
                self._item(f"{indent}  ", one, f"{way}/{place}")
        else:
            self._put(line, way, value)

    def _item(self, indent: str, value: Tree, way: str) -> None:
        line = f"{indent}- {on_one_line(value)}"
        if isinstance(value, Mapping) and value and len(line) > self.width:
            self.places[way] = len(self.lines) + 1
            self._pairs(f"{indent}- ", f"{indent}  ", value, f"{way}/")
        else:
            self._put(line, way, value)

    def _put(self, line: str, way: str, whole: Tree = "") -> None:
        """A line; all that is within a `whole` value begins in it."""
        self.lines.append(line)
        for one in _ways(whole, way):
            self.places[one] = len(self.lines)


def _is_list(value: Tree) -> TypeGuard[Sequence[Tree]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _ways(value: Tree, way: str) -> list[str]:
    inner: list[tuple[object, Tree]] = []
    if isinstance(value, Mapping):
        inner = list(value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        inner = list(enumerate(value))
    return [way, *(found for key, one in inner for found in _ways(one, f"{way}/{key}"))]
