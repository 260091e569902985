"""YAML files that hall managers edit, read as nodes: every fault has its line, and none hides another."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

LARGEST_FILE = 1 << 20


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, and where."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class Sheet:
    """One file: its faults so far, the names it gives, and the names it refers to."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._faults: list[Fault] = []
        self._named: dict[str, dict[str, int]] = {}
        self._references: list[tuple[str, str, Node]] = []

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
        self._references.append((kind, word, at))

    def names(self, kind: str) -> dict[str, int]:
        """The names given to a kind, and their lines."""
        return self._named.get(kind, {})

    def resolve(self) -> None:
        """Report every reference that leads nowhere. Last, because a file may name things after it refers to them."""
        for kind, word, at in self._references:
            if kind in self._named and word not in self._named[kind]:
                self.fault(at, f"there is no {kind} {quoted(word)}{meant(word, self._named[kind])}")


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
    content = _read_bytes(sheet, path)
    try:
        return content.decode("utf-8-sig") if content is not None else None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        sheet.fault(line, "this file is not UTF-8 text: save it again with the encoding UTF-8")
        return None


def _read_bytes(sheet: Sheet, path: Path) -> bytes | None:
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


def compose(sheet: Sheet, text: str) -> Node | None:
    """The file's only document, by YAML 1.2 (`no` and `12:30` are words); None: it is empty or has a fault."""
    yaml = YAML()
    yaml.composer.warn_double_anchors = False
    try:
        node: Node | None = yaml.compose(text.removeprefix("\ufeff"))
    except ReaderError as error:
        sheet.fault(text.count("\n", 0, error.position) + 1, "there is an invisible control character here: delete it")
    except MarkedYAMLError as error:
        sheet.fault(_marked_line(error), f"this is not valid YAML: {_advice(error)}")
    except RecursionError:
        sheet.fault(1, "this is not a file we can read: its brackets are nested too deeply")
    # ruamel.yaml lets Python's own errors out for some malformed texts
    except Exception:
        sheet.fault(1, "this is not valid YAML")
    else:
        return node
    return None


def _marked_line(error: MarkedYAMLError) -> int:
    """Where to look: what isn't closed is better sought at its beginning than at the end of the file."""
    marks = [error.problem_mark, error.context_mark]
    if "end" in str(error.problem) and "stream" in str(error.problem):
        marks.reverse()
    return next((int(mark.line) + 1 for mark in marks if mark is not None), 1)


def _advice(error: MarkedYAMLError) -> str:
    problem = " ".join(str(error.problem or error.context).split())
    if "\\t" in problem:
        return "a tab stands where spaces belong: indent with spaces"
    if "mapping values are not allowed" in problem:
        return "a colon too many, or the indentation is off: a text with a colon needs quotes"
    if "end of stream" in problem or "stream end" in problem:
        return "a quote or bracket that opens here is never closed"
    if "another document" in problem:
        return "a second document begins at `---`: keep one document in a file"
    return f"{problem}; look at the indentation, quotes and brackets of this line and the one before"
