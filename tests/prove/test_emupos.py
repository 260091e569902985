"""Tickets on an emulated printer that others wrote from the maker's reference."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.hall.plan import Printer
from app.printing import escpos
from app.printing.picture import picture
from app.printing.press import Outcome, look, press
from tests.house import Place
from tests.printing.reader import code_on
from tests.printing.slips import ADDRESS, ALL, ZH
from tests.printing.test_room import facts, hall_at, take, until
from tests.prove.emupos import Emupos, installed, running

GOES_ON = threading.Event()


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("emupos"))


@pytest.fixture
def emulated(command: Path, tmp_path: Path) -> Iterator[Emupos]:
    (tmp_path / "emupos").mkdir()
    with running(command, tmp_path / "emupos") as found:
        yield found


def dots(image: Image.Image) -> Image.Image:
    """What is black, without the white around it."""
    grey = image.convert("L").point([0 if grey < 128 else 255 for grey in range(256)])
    return grey.crop(ImageChops.invert(grey).getbbox())


def test_every_ticket_comes_out_dot_for_dot(emulated: Emupos):
    printer = Printer("front", "80mm", emulated.address)
    for at, slip in enumerate(ALL.values(), 1):
        drawn = picture(slip, "80mm")
        assert press(printer, escpos.ticket(drawn), GOES_ON) == Outcome(True, None, says_done=True)
        found = emulated.receipts()
        assert len(found) == at
        assert dots(found[-1]).tobytes() == dots(drawn).tobytes()
        assert code_on(found[-1]) == ADDRESS


@pytest.mark.parametrize(
    ("fault", "code"),
    [("paper-out", "paper_out"), ("cover-open", "cover_open"), ("offline", "offline"), ("paper-near-end", "paper_low")],
)
def test_what_ails_it_is_understood(emulated: Emupos, fault: str, code: str):
    printer, data = Printer("front", "80mm", emulated.address), escpos.ticket(picture(ZH, "80mm"))
    assert look(printer, GOES_ON) is None
    emulated.fault(fault)
    assert look(printer, GOES_ON) == code
    assert press(printer, data, GOES_ON).printed is (code == "paper_low")
    emulated.fault(fault, clear=True)
    assert look(printer, GOES_ON) is None
    assert press(printer, data, GOES_ON).printed


async def test_a_hall_prints_on_it_and_tells_what_ails_it(place: Place, emulated: Emupos):
    async with hall_at(place, emulated.address) as one:
        ticket = await take(one)
        await until(one, "TicketPrinted")
        assert [code_on(receipt) for receipt in emulated.receipts()] == [ticket["phone_url"]]
        emulated.fault("paper-out")
        later = await take(one)
        await until(one, "PrinterFailed")
        emulated.fault("paper-out", clear=True)
        await until(one, "TicketPrinted", 2)
        assert code_on(emulated.receipts()[-1]) == later["phone_url"]
        assert [fact["type"] for fact in await facts(one, "PrinterFailed", "PrinterRecovered")] == [
            "PrinterFailed",
            "PrinterRecovered",
        ]
