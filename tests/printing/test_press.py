"""One conversation with a printer, with every fault that one can have."""

import threading
import time

import pytest

from app.hall.plan import Printer
from app.printing import escpos
from app.printing.picture import picture
from app.printing.press import Outcome, look, press
from tests.printing.slips import ZH
from tests.printing.thermal import Thermal, network_printer, nobody_there, serial_printer

DRAWN = picture(ZH, "80mm")
DATA = escpos.ticket(DRAWN)
GOES_ON = threading.Event()


def at(printer: Thermal, **more) -> Printer:
    return Printer("door", "80mm", printer.address, **more)


@pytest.mark.parametrize("kind", [network_printer, serial_printer])
def test_a_ticket_comes_out_as_it_was_drawn(kind):
    with kind() as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(True, None, says_done=True)
        assert [ticket.tobytes() for ticket in printer.tickets] == [DRAWN.tobytes()]
        assert printer.odd == b""


def test_low_paper_is_told_and_prints_all_the_same():
    with network_printer(fault="paper_low") as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(True, "paper_low", says_done=True)
        assert len(printer.tickets) == 1


@pytest.mark.parametrize("kind", [network_printer, serial_printer])
@pytest.mark.parametrize(
    ("fault", "code"),
    [("paper_out", "paper_out"), ("cover_open", "cover_open"), ("jammed", "offline"), ("garbled", "garbled")],
)
def test_a_printer_that_says_that_it_cannot_is_sent_nothing(kind, fault, code):
    with kind(fault=fault) as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(False, code)
        assert look(at(printer), GOES_ON) == code
        assert (printer.tickets, printer.scraps, printer.odd) == ([], [], b"")


def test_paper_that_ends_in_the_middle_is_no_ticket():
    with network_printer(fault="runs_out") as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(False, "paper_out", says_done=True)
        assert printer.tickets == []


def test_a_ticket_that_is_said_to_be_done_is_printed_whatever_the_printer_says_then():
    with network_printer(fault="raves") as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(True, "garbled", says_done=True)
        assert len(printer.tickets) == 1


def test_a_line_that_is_cut_in_the_middle_is_no_ticket():
    with network_printer(fault="cut") as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(False, "offline")
        assert printer.tickets == []


@pytest.mark.parametrize("fault", ["hangs", "silent"])
def test_a_printer_that_hangs_is_not_waited_for_long(fault):
    with network_printer(fault=fault) as printer:
        began = time.monotonic()
        assert press(at(printer), DATA, GOES_ON) == Outcome(False, "offline")
        assert time.monotonic() - began < 6


def test_a_printer_that_never_stops_talking_is_not_listened_to_for_long():
    stopping = threading.Event()
    threading.Timer(8, stopping.set).start()
    with network_printer(fault="babbles") as printer:
        assert press(at(printer), DATA, stopping) == Outcome(False, "garbled")
        assert look(at(printer), stopping) == "garbled"


def test_a_printer_that_takes_no_more_is_not_waited_for_long(monkeypatch):
    monkeypatch.setattr("app.printing.press.TAKES_WITHIN", 0.5)
    with network_printer(fault="hangs") as printer:
        began = time.monotonic()
        assert press(at(printer, status=False), DATA * 200, GOES_ON) == Outcome(False, "offline")
        assert time.monotonic() - began < 5


def test_where_nobody_listens_the_printer_is_offline():
    for connection in (nobody_there(), "tcp://127.0.0.1:1", "usb:///dev/usb/lp99", "serial:///dev/null?baud=9600"):
        assert press(Printer("door", "80mm", connection), DATA, GOES_ON).code == "offline"


def test_a_printer_that_never_answers_prints_if_the_hall_file_says_so():
    with network_printer(fault="silent") as printer:
        assert press(at(printer, status=False), DATA, GOES_ON) == Outcome(True, None)
        assert len(printer.tickets) == 1


def test_a_printer_that_does_not_say_when_it_is_done_is_believed_by_its_condition(monkeypatch):
    monkeypatch.setattr("app.printing.press.DONE_WITHIN", 0.2)
    with network_printer(knows_done=False) as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(True, None, says_done=False)
        assert len(printer.tickets) == 1


def test_an_answer_that_comes_late_is_no_garbage(monkeypatch):
    monkeypatch.setattr("app.printing.press.DONE_WITHIN", 0.05)
    with network_printer(slowness=0.1) as printer:
        assert press(at(printer), DATA, GOES_ON) == Outcome(True, None, says_done=False)
        assert len(printer.tickets) == 1


def test_a_server_that_stops_waits_for_no_printer(monkeypatch):
    monkeypatch.setattr("app.printing.press.ANSWERS_WITHIN", 30.0)
    stopping = threading.Event()
    threading.Timer(0.3, stopping.set).start()
    with network_printer(fault="hangs") as printer:
        began = time.monotonic()
        assert press(at(printer), DATA, stopping).printed is False
        assert time.monotonic() - began < 10
