"""ESC/POS, as far as a picture needs it: dots, the knife, and the bytes by which a printer says how it is."""

from PIL import Image

from app.hall.events.printers import PrinterCode

INIT = b"\x1b@"
CUT = b"\x1dV\x42\x00"
"""Forward to the knife, and all but a last bit of paper."""
BAND = 256
"""Rows of one command: what small printers have memory for."""
ASK = tuple(bytes((0x10, 0x04, of)) for of in (1, 2, 3, 4))
"""DLE EOT: the printer, why it is offline, its errors, its paper. Each is answered by one byte, at once, whatever it is doing."""
ASK_DONE = b"\x1dr\x01"
"""GS r: answered by one byte when all that was sent before is on paper. Some printers don't know it."""


def ticket(picture: Image.Image) -> bytes:
    """All that a printer needs for this ticket."""
    rows = range(0, picture.height, BAND)
    bands = (picture.crop((0, top, picture.width, min(top + BAND, picture.height))) for top in rows)
    return INIT + b"".join(_raster(band) for band in bands) + CUT


def _raster(band: Image.Image) -> bytes:
    """GS v 0. A set bit is a black dot; rows are whole bytes."""
    across = (band.width + 7) // 8
    head = b"\x1dv0\x00" + across.to_bytes(2, "little") + band.height.to_bytes(2, "little")
    return head + band.tobytes("raw", "1;I")


def is_status(answer: int) -> bool:
    """What a printer answers to one of `ASK`."""
    return answer & 0x93 == 0x12


def is_done(answer: int) -> bool:
    """What it answers to `ASK_DONE`."""
    return answer & 0x90 == 0


def told(answers: bytes) -> PrinterCode | None:
    """What the four answers to `ASK` say; None: all is well."""
    if len(answers) != len(ASK) or not all(map(is_status, answers)):
        return "garbled"
    printer, why, errors, paper = answers
    if paper & 0x60 or why & 0x20:
        return "paper_out"
    if why & 0x04:
        return "cover_open"
    if printer & 0x08 or errors & 0x68:
        return "offline"
    return "paper_low" if paper & 0x0C else None
