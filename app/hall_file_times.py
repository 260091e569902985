"""Times in hall files and service scripts: durations, hours, days, zones."""

import re
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from yaml.nodes import Node, ScalarNode, SequenceNode

from app.hall.day import WEEKDAYS, clock_time
from app.hall.plan import Millis, Span
from app.yaml_file import Sheet, meant, quoted
from app.yaml_values import Fields, Read, items, pairs, shown, tag_of, words

Week = tuple[tuple[Span, ...], ...]

_UNITS: dict[str, Millis] = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_YEAR: Millis = 366 * _UNITS["d"]
_DURATION = re.compile(r"([0-9]{1,8})([smhd])")
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def duration(sheet: Sheet, node: Node) -> Millis:
    """A positive whole number with s, m, h or d; at most a year."""
    match = _DURATION.fullmatch(str(node.value)) if tag_of(node) == "str" else None
    millis = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < millis <= _YEAR:
        form = "a whole number from 1 up with s, m, h or d, such as 90s, 15m, 6h or 3d"
        sheet.fault(node, f"{shown(node)} is not a duration: write {form} (at most 366d)")
    return millis


def minute_of(word: str) -> int | None:
    """The minute of the day that HH:MM names, 24:00 included."""
    match = _CLOCK.fullmatch(word)
    minute = int(match[1]) * 60 + int(match[2]) if match else 1441
    return minute if minute <= 1440 else None


def clock(sheet: Sheet, node: Node) -> int:
    """A time of day, in minutes after midnight."""
    minute = minute_of(str(node.value)) if tag_of(node) == "str" else None
    if minute is None or minute == 1440:
        sheet.fault(node, f'{shown(node)} is not a time of day: write two digits, a colon, two digits, as "08:30"')
        return 0
    return minute


def zone_name(sheet: Sheet, node: Node) -> str:
    word = words(sheet, node)
    if word and word not in _zones():
        near = meant(word, _zones()) or "; all of China is Asia/Shanghai"
        sheet.fault(node, f"there is no time zone {quoted(word)}{near}")
    return word


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def day(sheet: Sheet, node: Node) -> str:
    """A date that the calendar has, YYYY-MM-DD."""
    word = str(node.value) if tag_of(node) in ("str", "timestamp") else ""
    try:
        if _DATE.fullmatch(word):
            return date.fromisoformat(word).isoformat()
    except ValueError:
        sheet.fault(node, f"{quoted(word)} is not a day of the calendar")
        return ""
    sheet.fault(node, f"{shown(node)} is not a date: write year-month-day, as 2027-01-01")
    return ""


def week(sheet: Sheet, node: Node) -> Week:
    """Opening hours from Monday to Sunday; a day that isn't named is closed."""
    hours: dict[int, tuple[Span, ...]] = {}
    for key, value in pairs(sheet, node, "`opens`"):
        spans = _spans(sheet, value)
        for number in _days(sheet, key):
            if number in hours:
                sheet.fault(key, f"`{WEEKDAYS[number]}` has its hours already: name each day once")
            hours.setdefault(number, spans)
    if not node.value:
        sheet.fault(node, "`opens` names no day: for a hall that is always open leave `opens` out")
    return tuple([hours.get(number, ()) for number in range(7)])


def _days(sheet: Sheet, key: Node) -> list[int]:
    """mon, mon-fri, or around the weekend as in fri-mon."""
    first, dash, last = str(key.value).partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        sheet.fault(key, f"{quoted(key.value)} is not a day: write {', '.join(WEEKDAYS)}, or from–to as in mon-fri")
        return []
    begin = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - begin) % 7 + 1 if dash else 1
    return [(begin + i) % 7 for i in range(length)]


def _spans(sheet: Sheet, node: Node) -> tuple[Span, ...]:
    """One span of hours or several; those that touch become one."""
    if isinstance(node, SequenceNode):
        return _joined(sheet, [(item, _span(sheet, item)) for item in items(sheet, node, least=0)])
    span = _span(sheet, node)
    return (span,) if span else ()


def _span(sheet: Sheet, node: Node) -> Span | None:
    begin, _, end = str(node.value).replace(" ", "").partition("-") if isinstance(node, ScalarNode) else ("", "", "")
    first, last = minute_of(begin), minute_of(end)
    if first is None or last is None:
        sheet.fault(node, f'{shown(node)} are not opening hours: write them as "08:30-12:00"; leave out a day without hours')
        return None
    if first >= last:
        sheet.fault(
            node, f"{shown(node)} ends before it begins: hours past midnight belong to two days, up to 24:00 and from 00:00"
        )
        return None
    return first, last


def _joined(sheet: Sheet, found: list[tuple[Node, Span | None]]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for node, span in sorted(((node, span) for node, span in found if span), key=lambda pair: pair[1]):
        if joined and span[0] < joined[-1][1]:
            sheet.fault(node, f"{shown(node)} overlaps other hours of this day")
        if joined and span[0] <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(span[1], joined[-1][1]))
        else:
            joined.append(span)
    return tuple(joined)


def greetings(usual: dict[str, int]) -> Read[dict[str, int]]:
    """When morning, noon, afternoon and evening begin; what the file leaves out begins as usual."""

    def read(sheet: Sheet, node: Node) -> dict[str, int]:
        fields = Fields(sheet, node, "`greetings`", (), tuple(usual))
        begins = {name: fields.get(name, clock, minute) for name, minute in usual.items()}
        if list(begins.values()) != sorted(set(begins.values())):
            told = ", ".join(f"{name} at {clock_time(begin)}" for name, begin in begins.items())
            sheet.fault(node, f"the greetings must begin one after the other, not {told}")
        return begins

    return read
