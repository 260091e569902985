"""Tickets on paper, by the rules of the hall."""

from dataclasses import replace

import pytest

from app.hall import printers
from app.hall.events import PrintAsked, PrinterFailed, PrinterRecovered
from app.hall.plan import Printer
from app.hall.refusals import BrowserPrinter, UnknownPrinter, WrongState
from app.hall.rehearsal import plan_for
from app.hall.rules.printers import RECENT_PRINTS
from tests.hall.floor import PLAN, Floor, refused

DOOR = Printer("door", "80mm", "tcp://192.0.2.1:9100")
OWN = Printer("own", "58mm", "browser")
WITH = replace(PLAN, printers=(OWN, DOOR))


@pytest.fixture
def floor() -> Floor:
    return Floor(WITH)


def test_a_kiosk_has_the_printer_that_it_names_else_the_halls_first():
    assert printers.of_kiosk(WITH, "door") is DOOR
    assert printers.of_kiosk(WITH, None) is OWN
    assert printers.of_kiosk(WITH, "taken-away") is OWN, "a ticket is issued all the same"
    assert printers.of_kiosk(WITH, "none") is None
    assert printers.of_kiosk(PLAN, "door") is None


def test_a_ticket_is_printed_again_where_the_server_can(floor):
    number = floor.take()
    [asked] = floor.do(printers.print_again, ticket=number, printer=None, by="greeter")
    assert asked == PrintAsked(at=floor.now, number=number, day=floor.hall.day, printer="door", by="greeter")
    with refused(BrowserPrinter, printer="own"):
        floor.do(printers.print_again, ticket=number, printer="own", by="greeter")
    with refused(UnknownPrinter, printer="x"):
        floor.do(printers.print_again, ticket=number, printer="x", by="greeter")
    floor.cancel(ticket=number)
    with refused(WrongState, state="cancelled"):
        floor.do(printers.print_again, ticket=number, printer=None, by="greeter")


def test_what_ails_a_printer_is_told_when_it_changes(floor):
    assert floor.do(printers.condition, printer="door", code=None) == []
    assert floor.do(printers.condition, printer="door", code="paper_low") == [
        PrinterFailed(at=floor.now, printer="door", code="paper_low")
    ]
    assert not printers.fails(floor.hall, "door"), "it still prints"
    assert floor.do(printers.condition, printer="door", code="paper_low") == []
    floor.do(printers.condition, printer="door", code="paper_out")
    assert printers.fails(floor.hall, "door")
    assert floor.do(printers.condition, printer="door", code=None) == [PrinterRecovered(at=floor.now, printer="door")]
    assert floor.do(printers.condition, printer="gone", code="offline") == []


def test_a_printer_that_the_hall_no_longer_has_ails_nobody(floor):
    floor.do(printers.condition, printer="door", code="offline")
    floor.replan(printers=(OWN,))
    assert floor.hall.troubles == {}


def test_a_trouble_outlasts_the_night_and_papers_dont(floor):
    floor.do(printers.condition, printer="door", code="offline")
    floor.do(printers.print_again, ticket=floor.take(), printer=None, by="greeter")
    floor.later(days=1)
    assert list(floor.hall.troubles) == ["door"]
    assert floor.hall.prints == {}


def test_only_the_latest_papers_are_remembered(floor):
    numbers = floor.crowd(RECENT_PRINTS + 3)
    for number in numbers:
        floor.unchecked(printers.print_again, ticket=number, printer=None, by="greeter")
    floor.check()
    assert [number for _, number in floor.hall.prints] == numbers[3:]
    floor.do(printers.print_again, ticket=numbers[3], printer=None, by="greeter")
    assert list(floor.hall.prints)[-1][1] == numbers[3]
    told = {"number": numbers[3], "day": floor.hall.day, "printer": "door"}
    floor.do(printers.printed, **told)
    assert floor.hall.prints[floor.hall.day, numbers[3]].outcome == "printed"
    assert floor.do(printers.not_printed, **(told | {"number": numbers[0]}), code="waited"), "forgotten, and no fault"


def test_a_rehearsal_has_no_printers():
    assert plan_for(WITH).printers == ()
