"""A ticket as a picture: a pure function of its words and the width of the paper, so that Chinese prints on every printer."""

from PIL import Image

from app.hall.plan import Paper
from app.printing.sheet import Sheet
from app.printing.slip import Slip
from app.printing.type import fitting, lines

WIDTHS: dict[Paper, int] = {"58mm": 384, "80mm": 576}
"""Dots across the printable part of the paper, 8 a millimetre."""


def picture(slip: Slip, paper: Paper, logo: Image.Image | None = None) -> Image.Image:
    """Black on white, one bit a dot. The number is what is read from afar; below it when, where, with what. `logo`: in dots."""
    wide = paper == "80mm"
    sheet = Sheet(WIDTHS[paper], 12 if wide else 6)
    if logo is not None:
        sheet.space(12)
        sheet.picture(logo)
    _number(sheet, slip, wide)
    _facts(sheet, slip, wide)
    _documents(sheet, slip, wide)
    _code(sheet, slip, wide)
    _foot(sheet, slip, wide)
    return sheet.cut()


def _number(sheet: Sheet, slip: Slip, wide: bool) -> None:
    sheet.space(8)
    sheet.text(slip.hall, 36 if wide else 30, heavy=1)
    sheet.space(6)
    sheet.rule()
    sheet.space(14)
    sheet.text(slip.lead, 28 if wide else 26)
    sheet.space(12)
    sheet.number(slip.number, fitting(slip.number, range(200 if wide else 136, 40, -4), sheet.room))
    sheet.space(20)
    sheet.text(slip.service, 48 if wide else 38, heavy=1, most=3)
    sheet.space(12)


def _facts(sheet: Sheet, slip: Slip, wide: bool) -> None:
    sheet.rule()
    sheet.space(10)
    for label, value in slip.facts:
        if value:
            sheet.pair(label, value, 30 if wide else 26, 44 if wide else 36)
        else:
            sheet.text(label, 30 if wide else 26, side="left", most=3)
        sheet.space(4)
    sheet.text(slip.where, 30 if wide else 26, side="left", most=3)
    sheet.space(10)


def _documents(sheet: Sheet, slip: Slip, wide: bool) -> None:
    """In a frame, each with a box to be ticked."""
    if not slip.documents:
        return
    size, top = 30 if wide else 26, sheet.y
    sheet.space(8)
    sheet.text(slip.bring, size, side="left", left=16, room=sheet.room - 32)
    for document in slip.documents:
        sheet.space(4)
        sheet.box(18, sheet.y + size // 3, size - 4)
        sheet.text(document, size + 4, side="left", left=16 + size + 12, room=sheet.room - size - 44)
    sheet.space(12)
    sheet.frame(top, sheet.y)
    sheet.space(14)


def _code(sheet: Sheet, slip: Slip, wide: bool) -> None:
    """On wide paper what it is for stands beside the code, on narrow paper below it."""
    if slip.address is None:
        return
    sheet.rule()
    sheet.space(22)
    if not wide:
        sheet.y += sheet.code(slip.address, sheet.width) + 16
        sheet.text(slip.scan, 26, most=3)
        sheet.space(8)
        return
    top, code = sheet.y, sheet.code(slip.address, 330, left=14)
    beside = sheet.room - code - 40
    sheet.space(max(0, (code - 40 * len(lines(slip.scan, 30, beside, 6))) // 2))
    sheet.text(slip.scan, 30, side="left", left=code + 40, most=6)
    sheet.y = max(sheet.y, top + code) + 22


def _foot(sheet: Sheet, slip: Slip, wide: bool) -> None:
    size = 26 if wide else 24
    sheet.rule()
    sheet.space(10)
    sheet.text(slip.courtesy, size, most=3)
    sheet.text(slip.foot, size, most=3)
    sheet.text(slip.taken, size)
    sheet.space(12)
