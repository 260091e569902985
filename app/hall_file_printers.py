"""The printers of a hall file, and how they are reached."""

import re
from typing import get_args
from urllib.parse import SplitResult, parse_qs, urlsplit

from yaml.nodes import Node

from app.hall.plan import BROWSER, Paper, Printer
from app.hall.printers import NONE
from app.yaml_file import Sheet, quoted
from app.yaml_values import Fields, named, one_of, public_text, several, truth, words

BAUDS = (9600, 19200, 38400, 57600, 115200)
_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
_DEVICE = re.compile(r"(?!.*\.\.)/dev/[A-Za-z0-9._:/-]{1,200}")
FORMS = "tcp://192.168.1.50:9100, usb:///dev/usb/lp0, serial:///dev/ttyS0?baud=9600 or browser"


def printer(sheet: Sheet, node: Node) -> Printer:
    fields = Fields(sheet, node, "a printer", ("id", "paper", "connection"), ("name", "status"))
    papers: tuple[Paper, ...] = get_args(Paper)
    return Printer(
        id=fields.get("id", printer_id, ""),
        paper=fields.get("paper", one_of("paper", papers), papers[0]),
        connection=fields.get("connection", connection, ""),
        name=fields.get("name", public_text, None),
        status=fields.get("status", truth, True),
    )


printers = several(printer)


def printer_id(sheet: Sheet, node: Node) -> str:
    word = named("printer")(sheet, node)
    if word == NONE:
        sheet.fault(node, f"{quoted(word)} can't be a printer's id: a kiosk says `printer=none` if it has no printer")
    return word


def connection(sheet: Sheet, node: Node) -> str:
    """How the server reaches it; the port of a network printer is 9100 unless another one is written."""
    word = words(sheet, node)
    if word and not is_connection(word):
        sheet.fault(node, f"{quoted(word)} leads to no printer: write {FORMS}")
    elif word and word != BROWSER:
        sheet.name("connection", word, node)
    return word


def is_connection(word: str) -> bool:
    if word == BROWSER:
        return True
    try:
        parts = urlsplit(word)
        return _is_address(parts) if parts.scheme == "tcp" else _is_device(parts)
    except ValueError:  # a port or a name that is none
        return False


def _is_address(parts: SplitResult) -> bool:
    """Raises ValueError too: a name with an empty or endless part can't even be asked for."""
    host, rest = parts.hostname or "", parts.path or parts.query or parts.fragment or parts.username or parts.password
    return not rest and bool(_HOST.fullmatch(host)) and bool(host.encode("idna")) and parts.port != 0


def _is_device(parts: SplitResult) -> bool:
    if parts.scheme not in ("usb", "serial") or parts.netloc or parts.fragment or not _DEVICE.fullmatch(parts.path):
        return False
    told = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    if parts.scheme == "usb":
        return not told
    return not told.keys() - {"baud"} and all(one in map(str, BAUDS) for one in told.get("baud", []))
