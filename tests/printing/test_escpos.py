"""The bytes for a printer, read back by ours; and what a printer's own bytes say."""

import pytest

from app.printing import escpos
from app.printing.picture import picture
from tests.printing.reader import code_on
from tests.printing.slips import ADDRESS, ALL, ZH
from tests.printing.thermal import Thermal


def printed(data: bytes) -> Thermal:
    printer, left = Thermal(), [data]
    printer.talk(lambda: left.pop() if left else b"", lambda answer: None)
    return printer


@pytest.mark.parametrize("paper", ["58mm", "80mm"])
@pytest.mark.parametrize("slip", ALL.values(), ids=ALL)
def test_what_is_sent_is_the_picture_dot_for_dot(slip, paper):
    drawn = picture(slip, paper)
    came = printed(escpos.ticket(drawn))
    [ticket] = came.tickets
    assert (ticket.size, ticket.tobytes()) == (drawn.size, drawn.tobytes())
    assert (came.odd, came.scraps) == (b"", [])
    assert code_on(ticket) == ADDRESS


def test_the_dots_come_in_bands_that_small_printers_have_memory_for():
    drawn = picture(ZH, "80mm")
    data = escpos.ticket(drawn)
    assert drawn.height > 2 * escpos.BAND
    assert data.count(b"\x1dv0\x00\x48\x00") == -(-drawn.height // escpos.BAND)
    assert 30_000 < len(data) < 120_000


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ((0x12, 0x12, 0x12, 0x12), None),
        ((0x16, 0x12, 0x12, 0x12), None),
        ((0x12, 0x12, 0x12, 0x1E), "paper_low"),
        ((0x1A, 0x32, 0x12, 0x7E), "paper_out"),
        ((0x12, 0x12, 0x12, 0x72), "paper_out"),
        ((0x1A, 0x16, 0x12, 0x12), "cover_open"),
        ((0x1A, 0x12, 0x1A, 0x12), "offline"),
        ((0x1A, 0x12, 0x12, 0x12), "offline"),
        ((0x12, 0x12, 0x32, 0x12), "offline"),
        ((0x48, 0x54, 0x54, 0x50), "garbled"),
        ((0x12, 0x12, 0x12), "garbled"),
        ((), "garbled"),
        ((0x00, 0x00, 0x00, 0x00), "garbled"),
        ((0xFF, 0xFF, 0xFF, 0xFF), "garbled"),
    ],
)
def test_what_a_printer_says_of_itself(answers, code):
    assert escpos.told(bytes(answers)) == code
