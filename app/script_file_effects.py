"""The effects in a service script: `effect: NAME`, or `{NAME: {arguments}}`."""

from collections.abc import Mapping
from typing import get_args

from yaml.nodes import Node, ScalarNode

from app.hall.plan import Channel
from app.hall.script import EFFECTS, Effect, EffectName
from app.hall_file_times import duration
from app.yaml_file import Sheet, quoted
from app.yaml_values import Fields, Read, ident, one_of, pairs, reference, whole

NAMES: tuple[EffectName, ...] = get_args(EffectName)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
_STAND_IN = Effect("leaflet")


def effect(sheet: Sheet, node: Node) -> Effect:
    if isinstance(node, ScalarNode):
        return Effect(one_of("effect", NAMES)(sheet, node))
    found = pairs(sheet, node, "an effect")
    for key, _ in found[1:]:
        sheet.fault(key, f"a step or an answer has one effect, {quoted(found[0][0].value)} is another: make two steps of it")
    if not found and not node.value:
        sheet.fault(node, "this effect is empty: write its name, or leave `effect` out")
    if not found:
        return _STAND_IN
    name = one_of("effect", NAMES)(sheet, found[0][0])
    return Effect(name, arguments(sheet, found[0][1], name)) if name == found[0][0].value else _STAND_IN


def arguments(sheet: Sheet, node: Node, name: EffectName) -> Mapping[str, str | int]:
    """What the effect is told; durations in milliseconds."""
    fields = Fields(sheet, node, f"the effect `{name}`", (), tuple(EFFECTS[name]))
    forms = {told: "counter" if told == "counter" else form for told, form in EFFECTS[name].items()}
    return {told: fields.get(told, reader(form), "") for told, form in forms.items() if told in fields}


def reader(form: str) -> Read[str | int]:
    """For a form that EFFECTS names: one of several words, or something of the hall."""
    if "|" in form:
        return one_of("such word", form.split(" | "))
    return _READERS[form]


def counter_number(sheet: Sheet, node: Node) -> int:
    number = whole(1, 999)(sheet, node)
    sheet.refer("counter", str(number), node)
    return number


_READERS: Mapping[str, Read[str | int]] = {
    "level": reference("level"),
    "service": reference("service"),
    "script": reference("script"),
    "counter": counter_number,
    "channel": one_of("channel", CHANNELS),
    "code": ident,
    "duration": duration,
    "number": whole(1, 999),
}
