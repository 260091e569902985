"""The ticket as a picture."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.printing.logo import Logos, dots
from app.printing.picture import WIDTHS, picture
from app.printing.sheet import LONGEST
from app.printing.type import ELLIPSIS, face, lines
from shared_ui.sentences import LANGUAGES, SENTENCES
from tests.media import clips
from tests.printing.reader import code_on
from tests.printing.slips import ADDRESS, ALL, LONG, ZH

PAPERS = pytest.mark.parametrize("paper", list(WIDTHS))
MILLIMETRE = 8
HALLS = Path(__file__).parents[2] / "halls"


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box around all that is black."""
    box = ImageChops.invert(picture.convert("L")).getbbox()
    assert box is not None
    return box


@PAPERS
@pytest.mark.parametrize("slip", ALL.values(), ids=ALL)
def test_a_ticket_is_as_wide_as_its_paper_and_nothing_runs_over_the_edge(slip, paper):
    drawn = picture(slip, paper)
    left, _, right, bottom = ink(drawn)
    assert (drawn.mode, drawn.width) == ("1", WIDTHS[paper])
    assert left >= 4
    assert right <= WIDTHS[paper] - 4
    assert bottom < drawn.height < LONGEST


@PAPERS
@pytest.mark.parametrize("slip", ALL.values(), ids=ALL)
def test_a_phone_reads_the_code(slip, paper):
    assert code_on(picture(slip, paper)) == ADDRESS


@PAPERS
def test_a_phone_reads_a_long_address_and_a_printer_that_swallows_dots(paper):
    address = f"https://queue.a-rather-long-name-of-a-company.example.com.cn/t/{'x' * 40}.2147483647.{'y' * 22}"
    drawn = picture(replace(ZH, address=address), paper)
    assert code_on(drawn) == address
    for column in range(3, drawn.width, 97):  # a dead dot of the head is a white line down the paper
        drawn.paste(1, (column, 0, column + 1, drawn.height))
    assert code_on(drawn) == address


@PAPERS
def test_without_an_address_there_is_no_code(paper):
    drawn = picture(replace(ZH, address=None), paper)
    assert code_on(drawn) is None
    assert drawn.height < picture(ZH, paper).height - 20 * MILLIMETRE


@PAPERS
def test_the_number_is_what_is_read_from_afar(paper):
    """Nothing else on the paper is half as high: its digits are at least 11 mm on narrow paper and 16 on wide."""
    drawn = picture(replace(ZH, hall="", lead="", service="", facts=(), where="", documents=(), address=None), paper)
    rows = [row for row in range(drawn.height) if drawn.crop((40, row, drawn.width - 40, row + 1)).getextrema()[0] == 0]
    runs = [len(run) for run in _runs(rows)]
    assert max(runs) >= (16 if paper == "80mm" else 11) * MILLIMETRE
    assert sorted(runs)[-2] * 2 < max(runs)


def _runs(rows: list[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for row in rows:
        if found and found[-1][-1] == row - 1:
            found[-1].append(row)
        else:
            found.append([row])
    return found


@PAPERS
def test_the_same_words_give_the_same_picture_and_another_word_another(paper):
    assert picture(ZH, paper).tobytes() == picture(ZH, paper).tobytes()
    others = [replace(ZH, **{name: "别的"}) for name in ("hall", "lead", "service", "where", "bring", "scan", "courtesy", "foot")]
    others += [replace(ZH, number="A024"), replace(ZH, facts=ZH.facts[:1]), replace(ZH, documents=()), replace(ZH, taken="昨天")]
    assert len({picture(one, paper).tobytes() for one in (ZH, *others)}) == 1 + len(others)


@PAPERS
def test_a_name_of_500_characters_ends_with_an_ellipsis_and_the_rest_of_the_ticket_is_there(paper):
    drawn = picture(replace(LONG, service="业务" * 250, hall="x" * 500), paper)
    assert drawn.height < picture(LONG, paper).height + 20 * MILLIMETRE
    assert code_on(drawn) == ADDRESS


@PAPERS
def test_the_halls_logo_stands_above_all_else_and_a_white_one_is_left_out(paper):
    logo = dots(clips.picture(size=(1200, 300)))
    assert logo is not None
    assert logo.width <= 360
    with_it, without = picture(ZH, paper, logo), picture(ZH, paper)
    assert with_it.height == without.height + 12 + logo.height
    assert with_it.crop((0, 12 + logo.height, *with_it.size)).tobytes() == without.tobytes()
    assert code_on(with_it) == ADDRESS
    white = BytesIO()
    Image.new("RGBA", (400, 100), (255, 255, 255, 128)).save(white, "PNG")
    assert dots(white.getvalue()) is None


def test_a_logo_that_can_not_be_read_is_left_out_and_read_again_later():
    tries: list[str] = []

    def fetch(hall: str, media: str) -> bytes | None:
        tries.append(media)
        if media == "away":
            raise OSError("the database is away")
        return {"good": clips.picture(), "bad": b"no picture at all"}.get(media)

    logos = Logos(fetch)
    assert logos.of("dongcheng", None) is None
    assert [logos.of("dongcheng", media) is not None for media in ("good", "bad", "away", "gone", "good", "away", "gone")] == [
        True,
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert tries == ["good", "bad", "away", "gone", "away", "gone"], "what was read is not read again, what failed is"


def test_a_long_name_is_broken_where_people_break_it():
    chinese = lines("请在等候区休息，留意大屏幕和叫号。", 30, 30 * 7 + 2, 5)
    assert chinese == ["请在等候区休", "息，留意大屏", "幕和叫号。"], (
        "a mark never begins a line, and no character is alone in one"
    )
    assert lines("用手机扫一扫，随时查看前面还有几位", 30, 8 * 30, 5) == ["用手机扫一扫，", "随时查看前面", "还有几位"]
    assert lines("Open an account", 30, 200, 5) == ["Open an", "account"]
    assert lines("A" * 40, 30, 200, 2)[-1].endswith(ELLIPSIS)


def test_every_sentence_of_the_product_has_its_characters():
    """No box on paper: the documents in every language, the words of a ticket, the names in the halls that ship."""
    told = [text for one in LANGUAGES for key, text in SENTENCES[one].items() if key.startswith(("slip.", "documents."))]
    halls = [file.read_text("utf-8") for file in HALLS.glob("*.yaml")]
    assert halls
    letters = {letter for text in (*told, *halls) for letter in text if not letter.isspace()}
    box = _glyph("\U000f1234")
    assert [letter for letter in letters if _glyph(letter) == box] == []
    assert _glyph("𠮷") == box, "the control: what the font doesn't have is a box"


def _glyph(letter: str) -> bytes:
    mask = face(40).getmask(letter)
    return bytes(mask) + repr(mask.size).encode()
