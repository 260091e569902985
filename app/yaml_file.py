"""YAML files that hall managers edit, read as nodes: every fault has its line, and none hides another."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from yaml.nodes import Node

from app.yaml_nodes import NotYaml, nodes

LARGEST_FILE = 1 << 20


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, and where."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class FileError(Exception):
    """Every fault of a file, in the order of its lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Reference:
    """A word in a file that names something of a kind; where that is not the file's own, another file has it."""

    kind: str
    word: str
    line: int


class Sheet:
    """One file: its faults so far, the names it gives, and the names it refers to."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._faults: list[Fault] = []
        self._named: dict[str, dict[str, int]] = {}
        self.references: list[Reference] = []

    @property
    def faults(self) -> list[Fault]:
        """In the order of their lines, each once."""
        return sorted(dict.fromkeys(self._faults), key=lambda fault: fault.line)

    def fault(self, at: Node | int, sentence: str) -> None:
        self._faults.append(Fault(self.file, at if isinstance(at, int) else line_of(at), sentence))

    def declare(self, kind: str, names: Iterable[str] = ()) -> None:
        """A reference to a declared kind must lead to one of its names; other kinds may be anything."""
        self._named.setdefault(kind, {}).update(dict.fromkeys(names, 1))

    def name(self, kind: str, word: str, at: Node) -> None:
        """Give something its name, which nothing else of its kind has."""
        named = self._named.setdefault(kind, {})
        if word in named:
            self.fault(at, f"the {kind} {quoted(word)} is already used in line {named[word]}: give each its own")
        named.setdefault(word, line_of(at))

    def refer(self, kind: str, word: str, at: Node) -> None:
        self.references.append(Reference(kind, word, line_of(at)))

    def names(self, kind: str) -> dict[str, int]:
        """The names given to a kind, and their lines."""
        return self._named.get(kind, {})

    def resolve(self) -> None:
        """Report every reference that leads nowhere. Last, because a file may name things after it refers to them."""
        for one in self.references:
            if one.kind in self._named and one.word not in self._named[one.kind]:
                self.fault(one.line, f"there is no {one.kind} {quoted(one.word)}{meant(one.word, self._named[one.kind])}")


def line_of(node: Node) -> int:
    return int(node.start_mark.line) + 1


def quoted(word: object) -> str:
    """The file's own word, short and harmless enough for a terminal."""
    shown = "".join(c if c.isprintable() else "?" for c in str(word))
    return f"`{shown if len(shown) <= 40 else shown[:39] + '…'}`"


def meant(word: str, known: Collection[str]) -> str:
    """What was probably meant, or else what would be understood."""
    if close := get_close_matches(word.lower()[:60], known, n=1, cutoff=0.7):
        return f"; did you mean {quoted(close[0])}?"
    if not 0 < len(known) <= 30:
        return ""
    return f"; known here: {', '.join(known)}"


def read_text(sheet: Sheet, path: Path) -> str | None:
    """The file's text; None: it has a fault."""
    content = read_bytes(sheet, path)
    return decoded(sheet, content) if content is not None else None


def read_bytes(sheet: Sheet, path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        sheet.fault(1, "there is no such file or folder")
    except (OSError, ValueError) as error:
        sheet.fault(1, f"this file can't be read ({getattr(error, 'strerror', None) or error})")
    else:
        if len(content) <= LARGEST_FILE:
            return content
        sheet.fault(1, "this file is larger than 1 MB: is it the right one?")
    return None


def decoded(sheet: Sheet, content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        sheet.fault(line, "this file is not UTF-8 text: save it again with the encoding UTF-8")
        return None


def compose(sheet: Sheet, text: str) -> Node | None:
    """The file's only document; None: it is empty, or has a fault."""
    try:
        return nodes(text)
    except NotYaml as reason:
        sheet.fault(reason.line, reason.sentence)
        return None
