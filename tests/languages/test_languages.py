"""A language is its file: what is in shared_ui/ is spoken, and nothing in such a file stops a screen."""

import re
from pathlib import Path

import orjson
import pytest
from pydantic import TypeAdapter
from starlette.requests import HTTPConnection

from app.cli.check import missing
from app.forbidden import forbidden
from app.hall.plan import Plan, Text
from app.hall_file import HallFileError, read_hall_text
from app.languages import FAULTS, FIRST, FOLDER, LANGUAGES, known_as, read_languages
from app.script_file_parts import script
from app.yaml_file import Sheet, compose
from shared_ui.sentences import SENTENCES, language_of, say, sentence
from shared_ui.spoken import spoken
from tests.hall_file.small import SMALL
from tests.screens.guidance import ACCOUNT, Guided

THIRD = tuple(code for code in LANGUAGES if code not in FIRST)
GAELIC = """
[language]
name = "Gàidhlig"
html = "gd"
direction = "ltr"
accepts = ["gd"]
fallback = "en"

[kiosk]
back = "Air ais"
back_in = "{left} diogan"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The product's own two languages, and room for a third."""
    for code in FIRST:
        (tmp_path / code).symlink_to(FOLDER / code)
    return tmp_path


def placeholders(words: str) -> list[str]:
    """Without the counter's word, which not every language needs."""
    return sorted({name for name in re.findall(r"\{(\w+)\}", words) if name.lower() != "word"})


def test_traditional_chinese_is_one_file_and_the_product_speaks_it():
    assert THIRD == ("zh-Hant",)
    assert not FAULTS
    assert not (FOLDER / "zh-Hant").exists()
    assert say("zh-Hant", "kiosk.question") == "請問您辦理什麼業務？"


def test_chinese_and_english_have_the_same_sentences_and_placeholders():
    zh, en = SENTENCES["zh"], SENTENCES["en"]
    assert zh.keys() == en.keys()
    assert [key for key in zh if placeholders(zh[key]) != placeholders(en[key])] == []


@pytest.mark.parametrize("code", THIRD)
def test_every_further_language_says_all_of_it_once_what_it_lacks_is_lent(code: str):
    assert SENTENCES[code].keys() == SENTENCES["zh"].keys()
    other = SENTENCES["zh"]
    assert [key for key, words in SENTENCES[code].items() if placeholders(words) != placeholders(other[key])] == []


def test_traditional_sentences_hold_no_simplified_letter_and_no_discourteous_you():
    own = {key: words for key, words in LANGUAGES["zh-Hant"].sentences.items() if key not in LANGUAGES["zh-Hant"].missing}
    simplified = set("们这请时间业务办开关进还没听对应号码显继续预计户员导错误")
    assert {key: words for key, words in own.items() if simplified & set(words)} == {}
    assert [key for key, words in own.items() if "你" in words] == []


def test_a_new_sentence_of_the_product_is_read_in_the_fallback_and_named_by_the_check(folder: Path):
    (folder / "gd.toml").write_text(GAELIC, "utf-8")
    found, faults = read_languages(folder)
    assert not faults
    assert list(found) == ["zh", "en", "gd"]
    assert found["gd"].sentences["kiosk.back"] == "Air ais"
    assert found["gd"].sentences["kiosk.done"] == SENTENCES["en"]["kiosk.done"]
    assert missing(found["gd"]).startswith(f"Gàidhlig (gd) lacks {len(SENTENCES['en']) - 2} sentences, shown in en: ")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("{left} diogan", "{secs} diogan", 11, "`kiosk.back_in` has the placeholders {secs}, but what is filled in is {left}"),
        ("{left} diogan", "{left diogan", 11, "`kiosk.back_in` has the placeholders none"),
        ('back = "Air ais"', 'bakc = "Air ais"', 10, "`kiosk.bakc` is no sentence of the product"),
        ('"Air ais"', "3", 10, "`kiosk.back` needs a sentence in quotes"),
    ],
)
def test_a_sentence_that_can_not_be_used_is_lent_too_and_is_a_fault_at_its_line(
    folder: Path, old: str, new: str, line: int, words: str
):
    (folder / "gd.toml").write_text(GAELIC.replace(old, new), "utf-8")
    found, faults = read_languages(folder)
    assert [fault.line for fault in faults] == [line]
    assert faults[0].sentence.startswith(words)
    assert found["gd"].sentences["kiosk.back_in"].format(left=3)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[language]", "[language", "this language can't be used: Expected ']'"),
        ('html = "gd"', "", "this language can't be used: `[language]` needs `html`"),
        ('"ltr"', '"up"', "this language can't be used: its name is a language's tag"),
        ('fallback = "en"', 'fallback = "gd"', "this language can't be used: its name is a language's tag"),
        ("[language]", "[tongue]", "this language can't be used: `[language]` needs `language`"),
    ],
)
def test_a_file_that_is_no_language_is_left_out_and_told(folder: Path, old: str, new: str, words: str):
    (folder / "gd.toml").write_text(GAELIC.replace(old, new), "utf-8")
    found, faults = read_languages(folder)
    assert list(found) == ["zh", "en"]
    assert faults[0].sentence.startswith(words)


def test_a_browser_is_answered_in_the_nearest_language():
    tags = ("zh", "zh-CN", "zh-Hans-SG", "zh-TW", "zh-HK", "zh-Hant-MO", "en-GB", "fr", "zhx")
    assert [known_as(tag) for tag in tags] == ["zh", "zh", "zh", *["zh-Hant"] * 3, "en", None, None]


@pytest.mark.parametrize(
    ("header", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, en; q=0.5, zh-TW; q=0.8", "zh-Hant"),
        ("zh;q=0, en;q=0.1", "en"),
        ("fr", "en"),
        ("zh;q=much, en;q=0.2", "en"),
        ("", "en"),
    ],
)
def test_of_what_a_browser_likes_the_dearest_that_there_is(header: str, spoken: str):
    asked = HTTPConnection({"type": "http", "headers": [(b"accept-language", header.encode())]})
    assert language_of(asked) == spoken


# ------------------------------------------------------------ texts of halls and scripts
def test_a_text_is_stored_and_told_as_it_is_written():
    old = '{"zh":"柜台","en":"counter"}'
    stored = TypeAdapter(Text)
    assert orjson.dumps(stored.validate_json(old)).decode() == old == stored.dump_json(Text("柜台", "counter")).decode()
    three = stored.validate_json('{"zh":"柜台","en":"counter","zh-Hant":"櫃檯"}')
    assert isinstance(three, Text)
    assert [three.in_(code) for code in ("zh", "en", "zh-Hant")] == ["柜台", "counter", "櫃檯"]


def test_a_text_without_traditional_chinese_is_read_in_simplified():
    assert Text("柜台", "counter").in_("zh-Hant") == "柜台"
    assert sentence("kiosk.back").in_("zh-Hant") == "返回"


def test_a_hall_may_write_its_texts_in_a_third_language_and_offer_it():
    text = SMALL.replace("en: Dongcheng Hall}", "en: Dongcheng Hall, zh-Hant: 東城營業廳}") + "languages: [zh-Hant, en]\n"
    plan = read_hall_text(text)
    assert plan.name.in_("zh-Hant") == "東城營業廳"
    assert plan.languages == ("zh-Hant", "en")
    assert TypeAdapter(Plan).validate_json(orjson.dumps(plan)) == plan


def test_a_hall_that_says_nothing_offers_chinese_and_english():
    assert read_hall_text(SMALL).languages == ("zh", "en")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("languages: [zh, xx]", "there is no language `xx`"),
        ("languages: [zh, zh]", "`zh` stands twice"),
        ("languages: []", "this list is empty"),
        ("languages: zh", "a list is needed here"),
        ("counter_word: {zh: 窗口, en: window, zh-Hans: 窗口}", "`zh-Hans` is not a key of a text"),
        ("counter_word: {zh: 窗口, en: window, zh-Hant: 把證件給我}", "contains the forbidden phrase `给我`"),
    ],
)
def test_what_a_hall_writes_wrongly_about_languages_is_told(line: str, words: str):
    with pytest.raises(HallFileError) as refused:
        read_hall_text(SMALL + line + "\n")
    assert any(words in fault.sentence for fault in refused.value.faults), refused.value.faults


def test_a_script_may_be_written_in_a_third_language():
    step = "{id: hi, kind: greeting, say: {zh: 您好, en: Hello, zh-Hant: 您好啊}}"
    text = f"id: hi\ntitle: {{zh: 您好, en: Hello}}\nsteps:\n  - {step}\n"
    sheet = Sheet("hi.yaml")
    found = script(sheet, compose(sheet, text))
    assert not sheet.faults
    assert found.steps[0].text
    assert found.steps[0].text.in_("zh-Hant") == "您好啊"


def test_no_sentence_of_a_script_is_in_two_languages():
    floor = Guided()
    walk = floor.at(floor.begin(ACCOUNT))

    def says(**more: str) -> str:
        text = Text("需要{documents}。", "You need: {documents}.", **more)
        return spoken(floor.hall, floor.now, walk, text, "zh-Hant", public=True)

    assert says() == "需要本人身份证。"
    assert says(**{"zh-Hant": "需要{documents}。"}) == "需要本人身份證。"


@pytest.mark.parametrize("words", ["您還沒聽懂啊", "聽懂了吧？", "把證件給我", "先交錢"])
def test_a_forbidden_phrase_is_found_in_traditional_letters_too(words: str):
    assert forbidden(words, "zh-Hant")
    assert not forbidden("請您出示一下證件", "zh-Hant")


def test_no_sentence_of_the_product_is_forbidden_in_any_language():
    assert {key: words for code in THIRD for key, words in SENTENCES[code].items() if forbidden(words, code)} == {}
