"""What a hall file says about its screens: zones, brand, signage, calling lamps."""

import re
from urllib.parse import urlsplit

from yaml.nodes import Node

from app.hall.colours import is_colour, looks_like_a_call
from app.hall.plan import Brand, Lamp, Signage, Zone
from app.hall_file_times import minute_of
from app.yaml_file import Sheet, quoted
from app.yaml_values import Fields, distinct, named, public_text, reference, shown, whole, words

MOST_COUNTERS = 99
"""The voice has clips for the counters up to this one."""
BAUD = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_DEVICE = re.compile(r"/dev/[A-Za-z0-9._/:-]{1,200}|COM[0-9]{1,3}")


def zone(sheet: Sheet, node: Node) -> Zone:
    fields = Fields(sheet, node, "a zone", ("id", "counters"), ("name", "services"))
    return Zone(
        id=fields.get("id", named("zone"), ""),
        counters=fields.get("counters", distinct(_of_a_counter), ()),
        name=fields.get("name", public_text, None),
        services=fields.get("services", distinct(reference("service")), ()),
    )


def _of_a_counter(sheet: Sheet, node: Node) -> int:
    number = whole(1, MOST_COUNTERS)(sheet, node)
    if number:
        sheet.refer("counter number", str(number), node)
    return number


def brand(sheet: Sheet, node: Node) -> Brand:
    fields = Fields(sheet, node, "`brand`", (), ("colour", "slogan"))
    return Brand(fields.get("colour", _colour, None), fields.get("slogan", public_text, None))


def _colour(sheet: Sheet, node: Node) -> str | None:
    """#rrggbb, and not a yellow: that means «called now» and nothing else."""
    word = words(sheet, node).lower()
    if not word:
        return None
    if not is_colour(word):
        sheet.fault(node, f'{quoted(word)} is not a colour: write # and six digits from 0 to f in quotes, as "#0a5c8f"')
        return None
    if looks_like_a_call(word):
        sheet.fault(node, f"{quoted(word)} looks like a call: on the screens yellow means `called now`: take another")
        return None
    return word


def signage(sheet: Sheet, node: Node) -> Signage:
    fields = Fields(sheet, node, "`signage`", (), ("night", "vip_courtesy"))
    return Signage(fields.get("night", night, None), fields.get("vip_courtesy", public_text, None))


def night(sheet: Sheet, node: Node) -> tuple[int, int] | None:
    """From–to by the hall's clock; it may go past midnight."""
    begin, _, end = words(sheet, node).replace(" ", "").partition("-")
    first, last = minute_of(begin), minute_of(end)
    if first is None or last is None or first == 1440 or first == last % 1440:
        sheet.fault(node, f'{shown(node)} is no night: write from and to by the clock, as "22:00-06:00"')
        return None
    return first, last % 1440


def lamp(sheet: Sheet, node: Node) -> Lamp:
    """Reached by an address or by a serial line; of a counter, of a zone, or of the whole hall."""
    fields = Fields(sheet, node, "a lamp", (), ("url", "serial", "baud", "counter", "zone"))
    if ("url" in fields) == ("serial" in fields):
        sheet.fault(node, "a lamp is reached either by `url` or by `serial`: write one of them")
    if "counter" in fields and "zone" in fields:
        fields.fault("zone", "a lamp tells of one `counter` or of a `zone`: write one of them, or neither for the whole hall")
    if "baud" in fields and "serial" not in fields:
        fields.fault("baud", "`baud` belongs to a serial line: leave it out")
    return Lamp(
        url=fields.get("url", _url, None),
        serial=fields.get("serial", _serial, None),
        baud=fields.get("baud", _baud, 9600),
        counter=fields.get("counter", _of_a_counter, None),
        zone=fields.get("zone", reference("zone"), None),
    )


def _url(sheet: Sheet, node: Node) -> str:
    word = words(sheet, node)
    try:
        parts = urlsplit(word)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if word and not (sound and word.isascii() and " " not in word):
        sheet.fault(node, f"{quoted(word)} is not an address: write it as http://192.168.1.40/call, without a user's name in it")
    return word


def _serial(sheet: Sheet, node: Node) -> str:
    word = words(sheet, node)
    if word and (not _DEVICE.fullmatch(word) or ".." in word):
        sheet.fault(node, f"{quoted(word)} is not a serial line: write the device, as /dev/ttyUSB0")
    return word


def _baud(sheet: Sheet, node: Node) -> int:
    speed = whole(1, BAUD[-1])(sheet, node)
    if speed and speed not in BAUD:
        sheet.fault(node, f"{speed} is not a usual speed: write one of {', '.join(map(str, BAUD))}")
    return speed
