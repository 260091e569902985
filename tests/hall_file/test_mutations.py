"""No file, however mangled, does anything but give a plan or its faults."""

import copy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.hall.plan import Plan
from app.hall_file import Fault, HallFileError, read_hall_text

VALID = (Path(__file__).parent.parent.parent / "halls" / "xicheng.yaml").read_text("utf-8")
TREE = yaml.safe_load(VALID)

Place = tuple[Any, Any]

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=8),
    st.sampled_from(["15m", "0m", "08:00-12:00", "vip", "pay-bill", "mon-fri", "A", "2027-02-30", "~", "<<", "!x", "&a", "*a"]),
    st.sampled_from([[], {}, [[]], [None], {"zh": "x"}, {"zh": "x", "en": "x"}, {"id": "vip"}]),
)


def places(tree: Any) -> list[Place]:
    """Every list and mapping with each of its keys."""
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    return [(tree, key) for key in keys] + [place for key in keys for place in places(tree[key])]


def mutate(tree: Any, data: st.DataObject) -> None:
    found = places(tree)
    if not found:
        return
    parent, key = data.draw(st.sampled_from(found))
    match data.draw(st.sampled_from(["drop", "repeat", "replace", "rename", "swap"])):
        case "drop":
            del parent[key]
        case "repeat" if isinstance(parent, list):
            parent.insert(key, copy.deepcopy(parent[key]))
        case "rename" if isinstance(parent, dict):
            parent[data.draw(st.one_of(st.text(max_size=4), st.integers(), st.sampled_from(list(TREE))))] = parent.pop(key)
        case "swap":
            other, where = data.draw(st.sampled_from(found))
            parent[key] = copy.deepcopy(other[where])
        case _:
            parent[key] = data.draw(ODD)


def dumped(tree: Any) -> str:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def read(text: str) -> Plan | list[Fault]:
    try:
        return read_hall_text(text, "halls/x.yaml")
    except HallFileError as refused:
        return refused.faults


def gives_a_plan_or_faults(text: str) -> None:
    found = read(text)
    if isinstance(found, Plan):
        assert found.levels
        assert found.services
        assert found.counters
    else:
        assert found
        assert all(1 <= fault.line <= len(text.splitlines()) + 1 and "\n" not in str(fault) for fault in found)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_hall_file_with_parts_dropped_doubled_or_replaced_gives_a_plan_or_faults(data: st.DataObject) -> None:
    tree = copy.deepcopy(TREE)
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(tree, data)
    gives_a_plan_or_faults(dumped(tree))


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, len(VALID)),
    st.integers(0, 12),
    st.one_of(st.text(max_size=6), st.text("{}[]:,-&*!|>'\"#%@`\n\t ?~<", max_size=6)),
)
def test_a_hall_file_with_a_slip_of_the_keyboard_gives_a_plan_or_faults(at: int, length: int, typed: str) -> None:
    gives_a_plan_or_faults(VALID[:at] + typed + VALID[at + length :])


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=60), st.text("ab:{}[],-&*!|>'\"#%@`\n\t ?~<.01", max_size=40)))
@example("a: &x [*x]\nsettings: *x\n")
@example("hall: &a {? *a : 1}\n")
@example("%YAML 1.1\n---\nhall: !!python/object x\n")
@example("levels: &l [*l]\nservices: *l\ncounters: *l\nopens: &o {mon: *o}\n")
def test_any_text_gives_a_plan_or_faults(text: str) -> None:
    gives_a_plan_or_faults(text)
