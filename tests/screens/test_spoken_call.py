"""What is said for a call, as clips; and that each of them is there."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import display_ui
from app.hall.plan import Text, Voice
from app.hall_file_parts import LETTERS, MOST_COUNTERS
from display_ui.spoken_call import CLIPS, GAP, sentences
from tests.hall.floor import PLAN

STATIC = Path(display_ui.__file__).parent / "static"
WINDOW = replace(PLAN, counter_word=Text("窗口", "window"))


def zh(number: str, counter: int, plan=PLAN, again: bool = False) -> str:
    return said(sentences(plan, number, counter, again).whole[0])


def en(number: str, counter: int, plan=PLAN, again: bool = False) -> str:
    return said(sentences(plan, number, counter, again).whole[1])


def said(saying) -> str:
    return " ".join(clip.partition("/")[2] for clip in saying.clips)


def with_voice(**voice):
    return replace(PLAN, voice=Voice(**voice))


def test_a_call_is_a_whole_courteous_sentence_in_each_language():
    assert zh("A023", 3) == "please letter-A n023 guest-to taixi-3 handle"  # 请 A 零二三 号客户，到 三号台席 办理业务
    assert en("A023", 3) == "ticket letter-A d0 d2 d3 go-counter no-3"


def test_a_recall_says_that_it_is_one():
    assert zh("A023", 3, again=True) == "again please letter-A n023 guest-to taixi-3 handle"
    assert en("A023", 3, again=True) == "again ticket letter-A d0 d2 d3 go-counter no-3"


@pytest.mark.parametrize(
    ("number", "zh_digits", "en_digits"),
    [
        ("B001", "n001", "d0 d0 d1"),
        ("B222", "n222", "d2 d2 d2"),  # 二二二, never 两
        ("B999", "n999", "d9 d9 d9"),
        ("B1000", "p10 p00", "d1 d0 d0 d0"),
        ("B1023", "p10 p23", "d1 d0 d2 d3"),
        ("B12345", "p12 n345", "d1 d2 d3 d4 d5"),
    ],
)
def test_a_number_is_read_digit_by_digit_past_999_too(number: str, zh_digits: str, en_digits: str):
    assert f"letter-B {zh_digits} guest-to" in zh(number, 3)
    assert f"letter-B {en_digits} go-counter" in en(number, 3)


def test_one_is_read_as_yao_only_where_the_hall_wants_it():
    yao = with_voice(one="yao")
    assert "letter-A y117 guest-to taixi-1 " in zh("A117", 1, yao)  # 幺幺七 … 一号台席: a counter's number is a quantity
    assert "letter-A y1 d0 d2 d3 guest-to" in zh("A1023", 1, yao)
    assert "letter-A p20 p23 guest-to" in zh("A2023", 1, yao)
    assert "letter-A n023 guest-to" in zh("A023", 1, yao)
    assert "letter-A n117 guest-to" in zh("A117", 1)


def test_the_hall_says_what_its_counters_are_called_aloud():
    desk, other = (replace(PLAN, counter_word=word) for word in (Text("柜台", "desk"), Text("服务岛", "island")))
    assert zh("A023", 12, WINDOW).endswith("guest-to chuangkou-12 handle")
    assert zh("A023", 12, desk).endswith("guest-to guitai-12 handle")
    assert zh("A023", 12, other).endswith("guest-to no-12 handle")  # 到 十二号 办理业务
    assert [en("A023", 12, plan).split()[-2] for plan in (WINDOW, desk, other)] == ["go-window", "go-desk", "go-number"]


def test_the_languages_are_the_halls_in_its_order():
    told = sentences(with_voice(languages=("en", "zh")), "A023", 3)
    assert [saying.clips[0] for saying in told.whole] == ["en/ticket", "zh/please"]
    assert said(told.short) == said(told.least) == "letter-A d0 d2 d3 to-counter no-3"
    only = sentences(with_voice(languages=("zh",)), "A023", 3)
    assert len(only.whole) == 1


def test_while_many_wait_number_and_counter_are_said_in_the_first_language():
    told = sentences(PLAN, "A1023", 3)
    assert said(told.short) == "letter-A p10 p23 no-to taixi-3"
    assert said(told.least) == "letter-A p10 p23 to no-3"
    assert told.least.ms < told.short.ms < told.whole[0].ms


def every_clip():
    """Of every letter, number, counter, word and way to say it."""
    plans = [
        replace(PLAN, counter_word=Text(zh, en), voice=Voice(one=one))
        for zh, en, one in (("台席", "counter", "yi"), ("窗口", "window", "yao"), ("柜台", "desk", "yi"), ("?", "?", "yao"))
    ]
    plans += [replace(plan, voice=Voice(languages=("en", "zh"))) for plan in plans]
    numbers = [f"{letter}023" for letter in LETTERS] + [
        f"A{n:03}" for n in (*range(1000), *(n * 100 + 10 for n in range(10, 100)), *(1000 + n for n in range(100)))
    ]
    for plan in plans:
        for number in numbers:
            yield from sentences(plan, number, 1, again=True).whole
        for counter in range(1, MOST_COUNTERS + 1):
            told = sentences(plan, "A001", counter)
            yield from (*told.whole, told.short, told.least)


def test_there_is_a_clip_for_all_that_can_be_said_and_no_other():
    used = {clip for saying in every_clip() for clip in saying.clips} | {"chime", "zh/hello", "en/hello"}
    assert used == set(CLIPS)
    there = {str(file.relative_to(STATIC / "voice"))[:-4] for file in (STATIC / "voice").rglob("*.ogg")}
    assert there == set(CLIPS)


def test_clips_last_as_long_as_speech_does_and_weigh_little():
    assert all(100 <= ms <= 2500 for ms in CLIPS.values())
    assert sum(file.stat().st_size for file in (STATIC / "voice").rglob("*.ogg")) < 8_000_000
    assert all(file.read_bytes()[:4] == b"OggS" for file in (STATIC / "voice").rglob("*.ogg"))


def test_the_screen_reckons_with_the_same_times():
    order = (STATIC / "speaking-order.js").read_text("utf-8")
    assert re.findall(r"clips: (\d+),", order) == [str(GAP)]
    assert re.findall(r"CHIME = (\d+)", order) == [str(CLIPS["chime"])]
    saying = sentences(PLAN, "A023", 3).least
    assert saying.ms == sum(CLIPS[clip] for clip in saying.clips) + 3 * GAP


def test_the_clips_come_with_their_licence():
    notice = (STATIC / "voice" / "NOTICE").read_text("utf-8")
    assert "Kokoro-82M" in notice
    assert "Apache License" in notice
    assert json.loads((STATIC / "voice" / "manifest.json").read_text("utf-8")) == CLIPS


def test_the_sentences_that_are_kept_share_their_words():
    one, other = (sentences(PLAN, number, 3).whole[0].clips for number in ("A023", "A024"))
    assert [word is same for word, same in zip(one, other, strict=True)] == [
        word == same for word, same in zip(one, other, strict=True)
    ]
