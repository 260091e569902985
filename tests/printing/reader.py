"""Reads QR codes: pictures come in on standard input, what they say goes out, one line each.

A process of its own, as the library prints a page about itself when its process ends: pytest's summary shall be the last word.
"""

import json
import struct
import subprocess
import sys
from functools import cache
from io import BytesIO

from PIL import Image


@cache
def _started() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.printing.reader"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def code_on(picture: Image.Image) -> str | None:
    """What a phone reads on the paper."""
    drawn = BytesIO()
    picture.convert("L").save(drawn, "PNG")
    process = _started()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(struct.pack("<I", drawn.tell()) + drawn.getvalue())
    process.stdin.flush()
    found: str | None = json.loads(process.stdout.readline())
    return found


def _read() -> None:
    from zxingcpp import BarcodeFormat, read_barcodes

    while head := sys.stdin.buffer.read(4):
        picture = Image.open(BytesIO(sys.stdin.buffer.read(struct.unpack("<I", head)[0])))
        found = read_barcodes(picture, formats=BarcodeFormat.QRCode)
        print(json.dumps(found[0].text if found else None), flush=True)


if __name__ == "__main__":
    _read()
