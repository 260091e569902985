"""A file is what its content says; what a screen can't show, or what could do harm, is refused."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from app.media import mp4, webm
from app.media.formats import format_of
from app.media.pictures import LONGEST_SIDE, drawn_anew
from app.media.refusals import BadPicture, BadVideo, TooManyPixels
from tests.media import clips


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_known_by_its_content_and_drawn_anew(kind):
    sent = clips.picture(kind)
    assert format_of(sent) == kind.lower()
    drawn = drawn_anew(io.BytesIO(sent))
    assert (drawn.width, drawn.height) == (64, 36)
    assert drawn.content != sent


@pytest.mark.parametrize("text", [b"hello", b"", b"<html><script>", b"GIF8", b"MZ\x90", b"%PDF-1.7"])
def test_other_files_are_none(text):
    assert format_of(text) is None


@pytest.mark.parametrize("text", [b"<svg xmlns='x'>", b"<?xml version='1.0'?>\n<!-- a -->\n<SVG>"])
def test_a_drawing_that_may_hold_scripts_is_known(text):
    assert format_of(text) == "svg"


def test_a_large_picture_becomes_as_large_as_a_screen():
    drawn = drawn_anew(io.BytesIO(clips.picture(size=(4000, 1000))))
    assert (drawn.width, drawn.height) == (LONGEST_SIDE, 480)


def test_nothing_of_the_file_but_the_picture_is_kept_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken by Wang, 39.9 N 116.4 E"
    sent = clips.picture("JPEG", exif=exif.tobytes(), comment=b"secret comment")
    assert b"Wang" in sent
    drawn = drawn_anew(io.BytesIO(sent))
    assert (drawn.width, drawn.height) == (36, 64)
    assert not Image.open(io.BytesIO(drawn.content)).getexif()
    assert b"Wang" not in drawn.content
    assert b"secret comment" not in drawn.content


def test_a_picture_with_something_behind_it_loses_that():
    assert b"<script>" not in drawn_anew(io.BytesIO(clips.picture() + b"<script>alert(1)</script>")).content


def bomb(width: int, height: int) -> bytes:
    """A few bytes that say that they are a huge picture."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = zlib.compress(bytes(1000))
    body = b"IDAT" + data
    return b"\x89PNG\r\n\x1a\n" + head + struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize("size", [(10_000, 6_000), (60_000, 60_000), (2_000_000_000, 1)])
def test_a_small_file_that_says_that_it_is_huge_is_not_decoded(size):
    with pytest.raises(TooManyPixels):
        drawn_anew(io.BytesIO(bomb(*size)))


@pytest.mark.parametrize("cut", [20, 60, 200])
def test_a_broken_picture_is_refused(cut):
    with pytest.raises(BadPicture):
        drawn_anew(io.BytesIO(clips.picture(size=(400, 400), compress_level=0)[:cut]))


def test_a_dark_logo_is_known():
    assert drawn_anew(io.BytesIO(clips.logo("#101010"))).dark
    assert not drawn_anew(io.BytesIO(clips.logo("#ffffff"))).dark
    assert not drawn_anew(io.BytesIO(clips.picture())).dark, "it has a ground of its own"


# ------------------------------------------------------------ films
def of(check, content: bytes) -> str:
    return check(io.BytesIO(content), len(content))


H264, AAC = clips.track("vide", "avc1"), clips.track("soun", "mp4a")


@pytest.mark.parametrize("film", [clips.mp4(H264), clips.mp4(H264, AAC), clips.mp4(AAC, H264, index_last=False)])
def test_a_film_that_screens_play_is_taken(film):
    assert (format_of(film), of(mp4.check, film)) == ("mp4", "video/mp4")


@pytest.mark.parametrize(
    ("film", "found"),
    [
        (clips.mp4(clips.track("vide", "hvc1")), "hvc1"),
        (clips.mp4(clips.track("vide", "mp4v"), AAC), "mp4v"),
        (clips.mp4(H264, clips.track("soun", "ac-3")), "ac?3"),
        (clips.mp4(AAC), "–"),
        (clips.mp4(), "–"),
        (clips.mp4(H264)[:-20], "–"),
        (clips.box("ftyp", b"isom") + b"\0\0\0\x02moov", "–"),
        (clips.box("ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 1 << 60), "–"),
    ],
)
def test_a_film_that_screens_cannot_play_is_refused_with_what_it_has(film, found):
    with pytest.raises(BadVideo) as refused:
        of(mp4.check, film)
    assert refused.value.fields["found"] == found


@pytest.mark.parametrize("film", [clips.webm("V_VP8"), clips.webm("V_VP9", "A_OPUS"), clips.webm("V_AV1", unknown_size=False)])
def test_a_webm_is_taken(film):
    assert (format_of(film), of(webm.check, film)) == ("webm", "video/webm")


@pytest.mark.parametrize(
    "film",
    [
        clips.webm("V_MPEG4/ISO/AVC"),
        clips.webm("A_OPUS"),
        clips.webm(),
        clips.webm("V_VP9", doctype="matroska"),
        clips.webm("V_VP9")[:30],
        b"\x1a\x45\xdf\xa3" + bytes(40),
    ],
)
def test_another_matroska_is_refused(film):
    with pytest.raises(BadVideo):
        of(webm.check, film)


@pytest.mark.parametrize(
    ("check", "film"),
    [
        (mp4.check, clips.box("ftyp", b"isom") + clips.box("free", b"") * mp4.MOST_BOXES + clips.mp4(H264)),
        (webm.check, clips.webm("V_VP8", void=webm.MOST_ELEMENTS)),
    ],
)
def test_a_film_of_nothing_but_small_pieces_is_not_read_to_its_end(check, film):
    with pytest.raises(BadVideo):
        of(check, film)


def test_no_bytes_whatever_make_a_check_fail_otherwise():
    chance = random.Random(7)
    whole = [clips.mp4(H264, AAC), clips.webm("V_VP9", "A_OPUS"), clips.picture(), clips.picture("JPEG"), clips.picture("WEBP")]
    checks = [mp4.check, webm.check, *(lambda file, size: drawn_anew(file).type for _ in range(3))]
    for _ in range(600):
        at = chance.randrange(5)
        film = bytearray(whole[at])
        for _ in range(chance.randint(1, 6)):
            film[chance.randrange(len(film))] = chance.randrange(256)
        try:
            assert of(checks[at], bytes(film)).startswith(("video/", "image/"))
        except (BadVideo, BadPicture, TooManyPixels):
            pass
