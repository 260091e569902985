"""What isn't YAML, and what YAML 1.2 takes a word for. With libyaml and without."""

import time
from pathlib import Path

import pytest
from yaml.nodes import MappingNode

from app.hall_file import HallFileError, read_hall
from app.yaml_nodes import NotYaml, PlainParser, QuickParser, nodes, usual_parser
from app.yaml_values import tag_of
from tests.hall_file.small import faults

BOTH = pytest.mark.parametrize("parser", [QuickParser, PlainParser])
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n" for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("- a\n- b\n", 1, "`key: value` pairs"),
        ("hall: x\nname: {zh: a\n", 2, "never closed"),
    ],
)
def test_what_is_no_hall_file_is_refused_with_its_line(text: str, line: int, sentence: str) -> None:
    found = faults(text)
    assert (found[0].line, sentence in found[0].sentence) == (line, True), str(found[0])


@BOTH
@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("hall: x\nname: {zh: a\n", 2, "line 2 is never closed"),
        ("hall: x\nname: {zh: a\n\nlevels: [a]\n", 2, "line 2 is never closed"),
        ("hall: x\nname: {zh: a,\n   en: b c: d\n", 3, "a comma is missing"),
        ("levels:\n  - {a: b,\n     c: {d: e} f: g}\n", 3, "a comma is missing"),
        ('hall: x\nname: "abc\n', 2, "never closed"),
        ("hall: x\nname: 'abc\n\n\nzone: y", 2, "never closed"),
        ("hall: x\n\tname: y\n", 2, "indent with spaces"),
        ("hall: a: b\n", 1, "colon too many"),
        ("hall: a\n---\nhall: b\n", 2, "second document"),
        ("hall: a\nname: \x07\n", 2, "control character"),
        ("hall: a\nname: \ud800\n", 2, "control character"),
        ("hall: a\nlöß: x\nname: \x00\n", 3, "control character"),
        ("hall: *there\n", 1, "undefined alias"),
        ("hall: &a x\nname: &a y\n", 2, "a second time"),
        ("hall: x\nname\nzone: y\n", 2, "colon"),
        ("hall: x\nname: @y\n", 2, "quotes"),
        ("hall: x\nname: 'it's'\n", 2, "quotes"),
        ('hall: x\nname: "\\q"\n', 2, "backslash"),
        ("hall: x\n  - y\n z: a", 3, "colon too many"),
        ("%FOO\n---\n{", 3, "never closed"),
        ("[" * 1500, 1, "nested too deeply"),
        ("- " * 1500, 1, "nested too deeply"),
        ("{a: " * 100_000, 1, "nested too deeply"),
        ("a: &x [*x]\n", 1, "nested too deeply"),
        ("a: &x {b: {c: *x}}\n", 1, "nested too deeply"),
        (BOMB, 1, "nested too deeply"),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str, line: int, sentence: str, parser: type) -> None:
    if parser is QuickParser and text.startswith("%FOO"):
        line, sentence = 1, "directive"
    began = time.monotonic()
    with pytest.raises(NotYaml) as refused:
        nodes(text, parser)
    assert (refused.value.line, sentence in refused.value.sentence) == (line, True), refused.value.sentence
    assert time.monotonic() - began < 2


@BOTH
def test_aliases_may_stand_for_a_list_that_was_given_before(parser: type) -> None:
    root = nodes("a: &a [x, y]\nb: *a\nc: [*a, *a]\n", parser)
    assert isinstance(root, MappingNode)
    assert root.value[0][1] is root.value[1][1]
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300))
    assert nodes(chain, parser) is not None


@BOTH
@pytest.mark.parametrize(
    ("word", "tag"),
    [
        *[(word, "str") for word in ("no", "yes", "on", "off", "y", "N", "12:30", "1_000", "0b1", "<<", "level:vip", "a=b", "=")],
        *[(word, "bool") for word in ("true", "False", "TRUE")],
        *[(word, "null") for word in ("~", "null", "", "Null")],
        *[(word, "int") for word in ("1", "-3", "+4", "0o17", "0x1F", "010")],
        *[(word, "float") for word in ("1.5", "1e3", ".5", "-.inf", ".nan")],
        *[(word, "timestamp") for word in ("2027-01-01", "2027-01-01T08:00:00Z", "2027-01-01 08:00:00")],
        *[(word, "str") for word in ('"1"', "'true'", "2027-1-1", "truely", "1.2.3", "!!str 5")],
    ],
)
def test_a_word_is_what_yaml_1_2_takes_it_for(word: str, tag: str, parser: type) -> None:
    root = nodes(f"a: {word}\n", parser)
    assert isinstance(root, MappingNode)
    assert tag_of(root.value[0][1]) == tag


def test_a_missing_file_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(HallFileError, match="there is no such file or folder"):
        read_hall(tmp_path / "none.yaml")


def test_files_are_read_with_libyaml_where_it_is() -> None:
    """200 scripts in 0.4 s instead of 5 s."""
    assert usual_parser is QuickParser


def test_what_a_parser_may_raise_besides_is_told_too() -> None:
    def broken(text: str) -> None:
        raise ValueError(text)

    with pytest.raises(NotYaml) as refused:
        nodes("a: b", broken)
    assert (refused.value.line, refused.value.sentence) == (1, "this is not valid YAML")
