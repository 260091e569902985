"""What a file is, told by its first bytes; its name and what the browser says of it are not believed."""

from typing import Literal

Format = Literal["png", "jpeg", "webp", "gif", "mp4", "webm", "svg"]

PICTURES: tuple[Format, ...] = ("png", "jpeg", "webp", "gif")
HEAD = 1024
"""So many bytes are looked at."""


def format_of(head: bytes) -> Format | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    return "svg" if b"<svg" in head.lower() else None
