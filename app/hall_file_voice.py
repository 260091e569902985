"""What a hall file says about the voice that speaks its calls."""

from typing import get_args

from yaml.nodes import MappingNode, Node

from app.hall.plan import One, Tongue, Voice
from app.hall_file_times import clock
from app.yaml_file import Sheet
from app.yaml_values import Fields, distinct, one_of, pairs, whole

_USUAL = Voice()
_percent = whole(0, 100)


def voice(sheet: Sheet, node: Node) -> Voice:
    tongues: tuple[Tongue, ...] = get_args(Tongue)
    ones: tuple[One, ...] = get_args(One)
    fields = Fields(sheet, node, "`voice`", (), ("languages", "one", "volume"))
    return Voice(
        languages=fields.get("languages", distinct(one_of("spoken language", tongues)), _USUAL.languages),
        one=fields.get("one", one_of("way to say 一", ones), _USUAL.one),
        volume=fields.get("volume", volume, _USUAL.volume),
    )


def volume(sheet: Sheet, node: Node) -> tuple[tuple[int, int], ...]:
    """One loudness for the whole day, or several, each from a time of day on."""
    if not isinstance(node, MappingNode):
        return ((0, _percent(sheet, node)),)
    if not node.value:
        form = 'a number from 0 to 100, or times as in {"08:00": 80, "20:00": 50}'
        sheet.fault(node, f"`volume` names no time of day: write {form}")
    return tuple(sorted((clock(sheet, key), _percent(sheet, value)) for key, value in pairs(sheet, node, "`volume`")))
