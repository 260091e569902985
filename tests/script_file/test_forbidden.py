"""The forbidden phrases: every example in their files, and the product's own sentences."""

import re
import unicodedata

import pytest

from app.forbidden import Instead, Phrase, forbidden, phrases
from app.hall.plan import Text
from app.languages import FIRST, First
from shared_ui.sentences import SENTENCES

ALL = [(language, phrase) for language in FIRST for phrase in phrases(language)]
WRONG = [(language, phrase, words) for language, phrase in ALL for words in phrase.wrong]
RIGHT = [(language, words) for language, phrase in ALL for words in (*phrase.right, phrase.better)]


@pytest.mark.parametrize(("language", "phrase", "words"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_wrong_is_found(language: First, phrase: Phrase, words: str) -> None:
    assert Instead(phrase.phrase, phrase.better) in forbidden(words, language)


@pytest.mark.parametrize(("language", "words"), RIGHT)
def test_what_is_right_is_let_through(language: First, words: str) -> None:
    assert forbidden(words, language) == []


@pytest.mark.parametrize(("language", "phrase"), ALL, ids=lambda value: value if isinstance(value, str) else value.phrase)
def test_each_phrase_is_told_with_examples_and_a_better_one(language: First, phrase: Phrase) -> None:
    assert len(phrase.wrong) >= 2
    assert len(phrase.right) >= 2
    assert phrase.better
    assert phrase.better != phrase.phrase
    for text in (*phrase.words, *phrase.wrong, *phrase.right):
        assert any("\u4e00" <= c <= "\u9fff" for c in text) == (language == "zh"), text


@pytest.mark.parametrize(("language", "phrase"), ALL, ids=lambda value: value if isinstance(value, str) else value.phrase)
def test_each_exception_is_needed_by_an_example(language: First, phrase: Phrase) -> None:
    """An exception that no right example needs would be there for nothing."""
    if phrase.unless is None:
        return
    without = Phrase(**{name: getattr(phrase, name) for name in phrase.__slots__} | {"unless": None})
    assert any(without.is_in(words, language) for words in map(plain, phrase.right)), phrase.phrase


def plain(words: str) -> str:
    """As the phrases are compared, but for Chinese blanks."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return folded.replace(" ", "") if any(c >= "\u4e00" for c in words) else folded


def test_the_phrases_that_the_handbook_names() -> None:
    for wrong in ("你还没听懂啊", "听懂了吧", "先交钱", "把证件给我", "您先交钱吧。", "听懂了吧？", "请稍等，身份证给我"):
        assert forbidden(wrong, "zh"), wrong
    for right in ("请给我看一下您的证件", "给我们提个建议", "您把资料交给我就可以", "请把证件给我看一下", "请您先核对，再交费"):
        assert not forbidden(right, "zh"), right


@pytest.mark.parametrize(
    "words", ["先 交 钱", "ＰＡＹ　ＦＩＲＳＴ", "Pay  first", "PAY FIRST!", "«Pay first»", "Didn’t you understand?"]
)
def test_blanks_width_and_case_hide_nothing(words: str) -> None:
    assert forbidden(words, "zh" if "钱" in words else "en")


def test_each_language_has_its_own_phrases() -> None:
    text = Text("请稍等", "Pay first")
    assert (forbidden(text, "zh"), [one.phrase for one in forbidden(text, "en")]) == ([], ["pay first"])
    assert forbidden("Pay first", "zh") == []


def test_an_order_with_please_is_a_request_in_its_own_clause_only() -> None:
    assert forbidden("请把证件给我", "zh") == []
    assert forbidden("请坐，把证件给我", "zh")
    assert forbidden("Please sit down, give me your card", "en")


def test_a_customer_may_say_what_staff_may_not_reply() -> None:
    assert forbidden("不知道", "zh")
    assert forbidden("不知道", "zh", label=True) == []
    assert forbidden("先交钱", "zh", label=True)


@pytest.mark.parametrize(("language", "phrase"), ALL, ids=lambda value: value if isinstance(value, str) else value.phrase)
def test_no_text_can_be_read_in_so_many_ways_that_it_takes_forever(language: First, phrase: Phrase) -> None:
    """A part that repeats is a choice of plain words, none of them made of the others: `(那|就|那就)*` would take 2^n steps."""
    for rule in filter(None, (phrase.match, phrase.unless)):
        for repeated in re.findall(r"\(((?:[^()]|\([^()]*\))*)\)[*+]", rule.pattern):
            words = repeated.split("|")
            assert "(" not in repeated
            for word in words:
                others = "|".join(re.escape(other) for other in words if other != word)
                assert len(words) == 1 or not re.fullmatch(f"({others})+", word), (repeated, word)


@pytest.mark.parametrize(
    "words", ["", " ", "，。？", "{customer}", "\0", "请" * 500, "给我" * 250, "(" * 500, "ß" * 500, "你" * 500 + "钱"]
)
def test_any_words_are_looked_at_quickly(words: str) -> None:
    for language in FIRST:
        assert isinstance(forbidden(words, language), list)


@pytest.mark.parametrize("language", FIRST)
def test_no_sentence_of_the_product_contains_one(language: First) -> None:
    assert len(SENTENCES[language]) > 100
    found = {key: forbidden(words, language) for key, words in SENTENCES[language].items() if forbidden(words, language)}
    assert found == {}
