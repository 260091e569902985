"""The conditions of a step: `important`, `level:vip`, `answer:STEP=ANSWER`."""

from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from yaml.nodes import MappingNode, Node

from app.hall.script import RUNNERS, VALUED, Condition, ConditionName, Step
from app.hall.walk import DONE
from app.hall_file_parts import SETTING
from app.yaml_file import Sheet, meant, quoted
from app.yaml_values import ID, words

NAMES: tuple[ConditionName, ...] = get_args(ConditionName)
FORMS: Mapping[ConditionName, str] = {
    "level": "level:ID",
    "setting": "setting:NAME",
    "answer": "answer:STEP=ANSWER",
    "at": f"at:{'|'.join(RUNNERS)}",
}
"""How the conditions with a value are written."""
_STAND_IN = Condition("important")


def condition(sheet: Sheet, node: Node) -> Condition:
    if isinstance(node, MappingNode):
        sheet.fault(node, "a condition is one word: write `level:vip`, without a blank after the colon")
        return _STAND_IN
    name, colon, value = words(sheet, node).partition(":")
    found = next((known for known in NAMES if known == name), None)
    if found is None:
        if name or colon:
            sheet.fault(node, f"there is no condition {quoted(name)}{meant(name, [FORMS.get(one, one) for one in NAMES])}")
        return _STAND_IN
    if found not in VALUED:
        if colon:
            sheet.fault(node, f"{quoted(found)} is written without a value: `{found}`")
        return Condition(found)
    return _VALUES[found](sheet, node, value)


def _level(sheet: Sheet, node: Node, value: str) -> Condition:
    if not ID.fullmatch(value):
        return _misspelt(sheet, node, "level")
    sheet.refer("level", value, node)
    return Condition("level", value)


def _setting(sheet: Sheet, node: Node, value: str) -> Condition:
    if not SETTING.fullmatch(value):
        return _misspelt(sheet, node, "setting")
    sheet.refer("setting", value, node)
    return Condition("setting", value)


def _at(sheet: Sheet, node: Node, value: str) -> Condition:
    if value not in RUNNERS:
        sheet.fault(node, f"a script is walked at {', '.join(RUNNERS)}, not at {quoted(value)}: write `{FORMS['at']}`")
        return _STAND_IN
    return Condition("at", value)


def _answer(sheet: Sheet, node: Node, value: str) -> Condition:
    of, equals, answer = value.partition("=")
    if not (of and equals and answer):
        return _misspelt(sheet, node, "answer")
    sheet.refer("step", of, node)
    sheet.refer(f"answer of {of}", answer, node)
    return Condition("answer", answer, of)


def _misspelt(sheet: Sheet, node: Node, name: ConditionName) -> Condition:
    sheet.fault(node, f"{quoted(node.value)} is not a condition: write `{FORMS[name]}`")
    return _STAND_IN


_VALUES: Mapping[ConditionName, Callable[[Sheet, Node, str], Condition]] = {
    "level": _level,
    "setting": _setting,
    "answer": _answer,
    "at": _at,
}


def note_answers(sheet: Sheet, steps: Iterable[Step]) -> None:
    """What `answer:STEP=…` may name: the answers of an `ask`; of another step, that it is done."""
    for step in steps:
        sheet.declare(f"answer of {step.id}", [answer.id for answer in step.answers] or [DONE])
