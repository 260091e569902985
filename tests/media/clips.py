"""Small pictures and films, made by hand: what a file says of itself, and no more."""

import io
import struct

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 36), **more) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#0a5c8f").save(file, kind, **more)
    return file.getvalue()


def logo(colour: str) -> bytes:
    drawn = Image.new("RGBA", (60, 20), (0, 0, 0, 0))
    drawn.paste(colour, (5, 5, 55, 15))
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def box(kind: str, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind.encode("latin-1")) + content


def track(handler: str, codec: str) -> bytes:
    hdlr = box("hdlr", bytes(8) + handler.encode() + bytes(13))
    stsd = box("stsd", struct.pack(">II", 0, 1) + box(codec, bytes(8)))
    return box("trak", box("mdia", hdlr + box("minf", box("stbl", stsd))))


def mp4(*tracks: bytes, data: bytes = b"frames", index_last: bool = True) -> bytes:
    moov, mdat = box("moov", b"".join(tracks)), box("mdat", data)
    return box("ftyp", b"isom\0\0\2\0") + (mdat + moov if index_last else moov + mdat)


def element(id: int, content: bytes) -> bytes:
    size = len(content)
    return id.to_bytes((id.bit_length() + 7) // 8, "big") + (0x10000000 | size).to_bytes(4, "big") + content


def webm(*codecs: str, doctype: str = "webm", unknown_size: bool = True, void: int = 0) -> bytes:
    head = element(0x1A45DFA3, element(0x4282, doctype.encode()))
    tracks = element(0x1654AE6B, b"".join(element(0xAE, element(0x86, codec.encode())) for codec in codecs))
    if not unknown_size:
        return head + element(0x18538067, tracks)
    return (
        head
        + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
        + b"\xec\x80" * void
        + tracks
        + b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff..."
    )
