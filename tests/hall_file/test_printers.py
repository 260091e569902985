"""The printers of a hall file."""

import pytest

from app.hall.plan import Printer, Text
from tests.hall_file.small import NEXT, SMALL, fault, plan

ONE = 'printers: [{{id: door, paper: 80mm, connection: "{}"}}]\n'


@pytest.mark.parametrize(
    "connection",
    [
        "tcp://192.168.1.50:9100",
        "tcp://192.168.1.50",
        "tcp://printer-1.hall.example:9101",
        "tcp://[fd00::1]:9100",
        "usb:///dev/usb/lp0",
        "serial:///dev/ttyS0",
        "serial:///dev/ttyUSB0?baud=115200",
        "browser",
    ],
)
def test_a_printer_is_reached_in_one_of_four_ways(connection: str) -> None:
    assert plan(SMALL + ONE.format(connection)).printers == (Printer("door", "80mm", connection),)


@pytest.mark.parametrize(
    "connection",
    [
        "192.168.1.50:9100",
        "tcp://",
        "tcp://host:0",
        "tcp://host:99999",
        "tcp://host:abc",
        "tcp://ho st",
        "tcp://printer..hall",
        f"tcp://{'a' * 64}",
        "tcp://user:secret@host",
        "tcp://host/path",
        "tcp://host?x=1",
        "http://host:9100",
        "usb://04b8:0e15",
        "usb:///etc/passwd",
        "usb:///dev/../etc/passwd",
        "serial:///dev/ttyS0?baud=1234",
        "serial:///dev/ttyS0?parity=odd",
        "serial:///dev/ttyS0?baud",
        "/dev/usb/lp0",
        "Browser",
        "tcp://[::1",
    ],
)
def test_what_leads_to_no_printer_is_refused_with_what_would(connection: str) -> None:
    line, sentence = fault(SMALL + ONE.format(connection))
    assert line == NEXT
    assert sentence.endswith(
        "leads to no printer: write tcp://192.168.1.50:9100, usb:///dev/usb/lp0, serial:///dev/ttyS0?baud=9600 or browser"
    )


def test_paper_is_narrow_or_wide() -> None:
    line, sentence = fault(SMALL + "printers: [{id: a, paper: 76mm, connection: browser}]\n")
    assert (line, sentence.startswith("there is no paper `76mm`")) == (NEXT, True)


def test_each_printer_has_an_id_and_a_line_of_its_own_and_none_is_no_id() -> None:
    two = 'printers:\n  - {{id: a, paper: 58mm, connection: "tcp://h"}}\n  - {{id: {}, paper: 58mm, connection: "{}"}}\n'
    assert "the printer `a` is already used" in fault(SMALL + two.format("a", "tcp://i"))[1]
    assert "the connection `tcp://h` is already used" in fault(SMALL + two.format("b", "tcp://h"))[1]
    assert "can't be a printer's id" in fault(SMALL + two.format("none", "tcp://i"))[1]
    kiosks = "printers: [{id: a, paper: 58mm, connection: browser}, {id: b, paper: 80mm, connection: browser}]\n"
    assert len(plan(SMALL + kiosks).printers) == 2, "each kiosk has a browser of its own"


def test_a_printer_may_have_a_name_and_be_one_that_never_answers() -> None:
    more = "printers: [{id: a, paper: 58mm, connection: browser, name: {zh: 门口, en: Door}, status: false}]\n"
    assert plan(SMALL + more).printers == (Printer("a", "58mm", "browser", Text("门口", "Door"), False),)
