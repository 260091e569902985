"""No script, however mangled, does anything but give a script that can be walked, or its faults."""

import copy
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.file_check import check_paths
from app.hall.script import Circumstances, Script, arrive, owed
from app.script_chart import mermaid, outline
from app.script_file import ScriptFileError, read_script_text
from app.yaml_file import Fault
from tests.hall_file.test_mutations import mutate, places
from tests.script_file.small import FILE, SMALL, added

VALID = added(
    'id: more, kind: request, ask: {zh: 好, en: "{setting.x}"}, enter: offer, by: clerk, when: [at:counter, important], '
    "answers: {take: {effect: {transfer: {script: more}}}, leave: {label: {zh: 否, en: Not now}, effect: {end: {outcome: x}}}}"
).replace("no: {then", "missing: {then")
TREE = yaml.safe_load(VALID)


def read(text: str) -> Script | list[Fault]:
    try:
        return read_script_text(text, FILE)
    except ScriptFileError as refused:
        return refused.faults


def gives_a_script_or_faults(text: str) -> None:
    found = read(text)
    if isinstance(found, Script):
        walked(found)
    else:
        assert found
        assert all(1 <= fault.line <= len(text.splitlines()) + 1 and "\n" not in str(fault) for fault in found)


def walked(script: Script) -> None:
    """By its first answers from every step, and skipped through: it ends; and it can be shown."""
    for step in script.steps:
        arrive(script, step.id, Circumstances())
        owed(script, step.id, Circumstances())
        assert all(to is None or script.step(to) for to in script.exits(step))
    assert outline(script, "zh")
    assert mermaid(script, "en").startswith("flowchart TD\n")


def dumped(tree: Any) -> str:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def test_the_script_that_is_mangled_is_valid() -> None:
    assert isinstance(read(VALID), Script)
    assert isinstance(read(dumped(TREE)), Script)


def test_no_part_can_be_left_out_or_doubled_without_a_script_or_faults() -> None:
    """Every single part of the script, one after the other."""
    for place in range(len(places(TREE))):
        for change in ("drop", "empty", "double", "number", "list", "mapping"):
            tree = copy.deepcopy(TREE)
            parent, key = places(tree)[place]
            if change == "drop":
                del parent[key]
            elif change == "double" and isinstance(parent, list):
                parent.insert(key, copy.deepcopy(parent[key]))
            else:
                parent[key] = {"empty": None, "number": 7, "list": [parent[key]], "mapping": {"x": parent[key]}}.get(change, "x")
            gives_a_script_or_faults(dumped(tree))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_script_with_parts_dropped_doubled_or_replaced_gives_a_script_or_faults(data: st.DataObject) -> None:
    tree = copy.deepcopy(TREE)
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(tree, data)
    gives_a_script_or_faults(dumped(tree))


@settings(deadline=None, max_examples=80)
@given(
    st.integers(0, len(VALID)),
    st.integers(0, 12),
    st.one_of(st.text(max_size=6), st.text("{}[]:,-&*!|>'\"#%@`\n\t ?~<", max_size=6)),
)
def test_a_script_with_a_slip_of_the_keyboard_gives_a_script_or_faults(at: int, length: int, typed: str) -> None:
    gives_a_script_or_faults(VALID[:at] + typed + VALID[at + length :])


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(max_size=60), st.text("ab:{}[],-&*!|>'\"#%@`\n\t ?~<.01", max_size=40)))
@example("id: open-account\nsteps: &x [*x]\n")
@example("id: open-account\ntitle: {zh: a, en: b}\nsteps: [{id: a, do: &t {zh: 甲, en: a}}, {id: b, do: *t}]\n")
@example("steps: [1, a, null, [], {}, {id: }, {id: [a]}, {id: {a: b}}, {answers: [a]}, {answers: 1}, {when: {a: b}}]\n")
@example("steps: {id: a}\n")
@example('id: "\\0"\n')
def test_any_text_gives_a_script_or_faults(text: str) -> None:
    gives_a_script_or_faults(text)


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=80))
def test_any_bytes_are_checked_without_an_error(tmp_path_factory: Any, content: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "any.yaml"
    file.write_bytes(b"steps: " + content)
    assert check_paths([file])


def test_a_text_in_any_yaml_form_is_the_same() -> None:
    block = SMALL.replace("say: {zh: 您好, en: Good morning}", 'say: {"zh": "您好", "en": \'Good morning\'}')
    assert read(block) == read(SMALL)
