"""From YAML text to nodes, by YAML 1.2: `no` and `12:30` are words, true and false alone are true and false."""

import re
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.error import MarkedYAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

DEEPEST = 40
MOST_NODES = 200_000
"""Once every alias is written out: a small file of aliases of aliases can stand for billions."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TAG = "tag:yaml.org,2002:"
_TAGS = {ScalarNode: f"{_TAG}str", SequenceNode: f"{_TAG}seq", MappingNode: f"{_TAG}map"}
_FORMS = (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+.0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9:.+Zz -]*)?", "0123456789"),
)
"""The core schema of YAML 1.2. Days, which it takes for words, are told apart, so that a text that is one gets its quotes."""
_BY_FIRST: dict[str, list[tuple[str, re.Pattern[str]]]] = {"": [(f"{_TAG}null", re.compile(""))]}
for _tag, _form, _firsts in _FORMS:
    for _first in _firsts:
        _BY_FIRST.setdefault(_first, []).append((_TAG + _tag, re.compile(_form)))

_ADVICE = (
    (r"tab character|'\\t'", "a tab stands where spaces belong: indent with spaces"),
    (r"mapping values are not allowed", "a colon too many, or the indentation is off: a text with a colon needs quotes"),
    (r"end of stream|stream end", "a quote or bracket that opens here is never closed"),
    (r"another document", "a second document begins at `---`: keep one document in a file"),
    (r"undefined alias", "there is no anchor for this alias (undefined alias): a text that begins with `*` needs quotes"),
    (r"second occurrence", "this anchor (`&`) is given a second time: give each its own name"),
    (r"expected ':'", "a colon is missing here: a key is written as `key: value`"),
    (r"escape", "a backslash has a meaning in double quotes: take single quotes, or leave it out"),
    (r"cannot start any token", "a text can't begin with this character: put it in quotes"),
    (r"expected key|expected '-'|<block end>", "this line doesn't fit the ones above it: look at the indentation and the quotes"),
)


class _TooDeep(Exception):
    pass


class _Tags:
    """What a composer asks: the tag of a value without one, and whether to go a level deeper."""

    depth = 0

    def resolve(self, kind: type[Node], value: str | None, implicit: Any) -> str:
        if kind is ScalarNode and value is not None and implicit[0]:
            for tag, form in _BY_FIRST.get(value[:1], ()):
                if form.fullmatch(value):
                    return tag
        return _TAGS[kind]

    def descend_resolver(self, parent: Node | None, index: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeep

    def ascend_resolver(self) -> None:
        self.depth -= 1


class PlainParser(_Tags, Reader, Scanner, Parser, Composer):
    """In Python alone, for a PyYAML that was built without libyaml: 40 times slower."""

    def __init__(self, text: str) -> None:
        for part in (Reader, Scanner, Parser, Composer):
            part.__init__(self, *[text] * (part is Reader))


if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    class QuickParser(_Tags, CParser):
        """With libyaml."""


usual_parser: Any = QuickParser if yaml.__with_libyaml__ else PlainParser


def is_plain_text(word: str) -> bool:
    """Whether a word without quotes is read as the text that it is."""
    tag: str = _Tags().resolve(ScalarNode, word, (True, False))
    return tag == _TAGS[ScalarNode]


class NotYaml(Exception):
    """Why a text is not a YAML document that can be read, and in which line."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


def nodes(text: str, parser: Any = None) -> Node | None:
    """The root of the only document; None: there is nothing in the text. Raises NotYaml, and nothing else."""
    text = text.removeprefix("\ufeff")
    if strange := CONTROL.search(text):
        raise NotYaml(text.count("\n", 0, strange.start()) + 1, "there is an invisible control character here: delete it")
    try:
        root: Node | None = (parser or usual_parser)(text).get_single_node()
        if root is not None and "*" in text:
            _unfolded(root, {})
    except MarkedYAMLError as error:
        raise NotYaml(_line(error), f"this is not valid YAML: {_advice(error)}") from None
    except _TooDeep:
        raise NotYaml(1, "this is not a file we can read: its brackets or aliases are nested too deeply") from None
    # what a parser of other people's making may raise besides
    except Exception:
        raise NotYaml(1, "this is not valid YAML") from None
    return root


def _unfolded(node: Node, known: dict[int, int | None]) -> int:
    """How many nodes there are when each alias is written out. Raises _TooDeep if they are too many, or one is inside itself."""
    if id(node) not in known:
        known[id(node)] = None
        parts = [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else node.value
        inner = [_unfolded(part, known) for part in parts] if not isinstance(node, ScalarNode) else []
        known[id(node)] = 1 + sum(inner)
    count = known[id(node)]
    if count is None or count > MOST_NODES:
        raise _TooDeep
    return count


def _line(error: MarkedYAMLError) -> int:
    """Where to look: what isn't closed or lacks its colon is better sought where it begins."""
    marks = [error.problem_mark, error.context_mark]
    if re.search(r"end of stream|stream end|expected ':'", str(error.problem)) or _begun(error):
        marks.reverse()
    return next((int(mark.line) + 1 for mark in marks if mark is not None), 1)


def _begun(error: MarkedYAMLError) -> bool:
    """A bracket is not closed before what stands further left begins: the fault is the bracket's."""
    end, begin = error.problem_mark, error.context_mark
    if end is None or begin is None or "expected ','" not in str(error.problem):
        return False
    return end.line > begin.line and end.column <= begin.column


def _advice(error: MarkedYAMLError) -> str:
    problem = " ".join(str(error.problem or error.context).split())
    if "expected ','" in problem and error.context_mark:
        return f"a comma is missing, or the bracket that opens in line {error.context_mark.line + 1} is never closed"
    advice = next((advice for words, advice in _ADVICE if re.search(words, problem)), None)
    return advice or f"{problem}; look at the indentation, quotes and brackets of this line and the one before"
