"""What a check finds is said in the reader's language: every sentence of the checkers, as their source has them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.yaml_nodes import _ADVICE
from shared_ui.checks import said_in

APP = Path(__file__).parents[2] / "app"
CHECKERS = [
    *sorted(APP.glob("hall_file*.py")),
    *sorted(APP.glob("script_file*.py")),
    *sorted(APP.glob("yaml_*.py")),
    *(APP / "file_check.py", APP / "vip_file.py", APP / "voices" / "questionnaire_file.py"),
]
MAY_BE_NOTHING = ("meant(", "hint", "near", "known", "instead")
"""What is filled in at the end of a sentence, or before its last words, and may be left out."""


def sentences() -> Iterator[str]:
    """With `x` wherever something of the file is named."""
    for file in CHECKERS:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("fault", "NotYaml", "_tell", "Fault"):
                    yield from written(node.args[-1])
                if name in ("Fields", "pairs") and len(node.args) > 2:
                    yield from (f"{what} needs `x`: add it" for what in written(node.args[2]))
                if name in ("named", "reference", "one_of", "declare", "refer") and len(node.args) in (1, 2, 3):
                    yield from (f"there is no {kind} `x`" for kind in written(node.args[0]))


def written(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.replace("{}", "`x`")
    elif isinstance(node, ast.IfExp):
        yield from (*written(node.body), *written(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else filled(part) for part in node.values)  # type: ignore


def filled(part: ast.expr) -> str:
    source = ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ""
    if source.startswith(MAY_BE_NOTHING):
        return ""
    return "class" if source == "what" else "`x`"


@pytest.mark.parametrize("language", ["zh", "zh-Hant"])
def test_every_sentence_of_a_check_is_told_in_the_readers_language(language: str):
    found = sorted(set(sentences()) | {f"this is not valid YAML: {advice}" for _, advice in _ADVICE})
    assert len(found) > 120
    assert [one for one in found if re.search("[a-z]{3,} [a-z]{3,}", without_names(said_in(language, one)))] == []


def without_names(sentence: str) -> str:
    """Words of the file's own grammar stay as they are."""
    return re.sub(r"`[^`]*`|\([^)]*\)|yingbin check", "", sentence)


def test_what_a_sentence_names_stays_and_what_was_meant_is_told():
    said = "there is no level `vop`; did you mean `vip`?"
    assert said_in("zh", said) == "没有客户级别 `vop`；是不是 `vip`？"
    assert said_in("en", said) == said
    assert said_in("zh", "the step `a` needs `say`: add it") == "步骤 `a`缺少 `say`：请补上"
    assert said_in("zh", "something new") == "something new"
