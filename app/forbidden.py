"""Forbidden phrases 服务禁语: what no customer may read or hear, where it is wrong, and what to say instead.

The phrases are data, `forbidden_zh.toml` and `forbidden_en.toml`; the first of them says how they are written.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from app.hall.plan import Text
from app.languages import LANGUAGES, First

Where = Literal["anywhere", "order", "question", "reply"]

_SENTENCES = re.compile(r"[^。!?;.\n]+[。!?;.\n]*")
_CLAUSES = re.compile(r"[^,、:()\"“”「」《》—]+")
_ENDS = "。!?;.\n '’~"
_PLEASE = {
    "zh": re.compile(r"请|麻烦|劳驾|有劳|能否|能不能|可否|可不可以|可以|方便"),
    "en": re.compile(r"\b(please|kindly|could|would|can|may|might|welcome)\b"),
}
"""With one of these words an order is a request."""
_ASKS = {"zh": re.compile(r"(吗|吧|么|呢|没有?)$"), "en": re.compile(r"(?!)")}


class Instead(NamedTuple):
    phrase: str
    better: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A forbidden phrase; `wrong` and `right` are examples, and the tests hold the rule to them."""

    phrase: str
    where: Where
    words: tuple[str, ...]
    match: re.Pattern[str]
    unless: re.Pattern[str] | None
    better: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]

    def is_in(self, sentence: str, language: First) -> bool:
        if self.unless is not None:
            sentence = self.unless.sub("\0", sentence)
        if self.where == "anywhere":
            return self.match.search(sentence) is not None
        return any(self._is_clause(clause, asks, language) for clause, asks in _clauses(sentence))

    def _is_clause(self, clause: str, asks: bool, language: First) -> bool:
        if self.where == "reply":
            return self.match.fullmatch(clause) is not None
        if self.where == "order" and _PLEASE[language].search(clause):
            return False
        if self.where == "question" and not asks and not _ASKS[language].search(clause):
            return False
        return self.match.search(clause) is not None


def forbidden(text: Text | str, language: str, label: bool = False) -> list[Instead]:
    """The forbidden phrases in a text. A label is what the customer says: bare replies such as «不知道» are allowed there."""
    spoken = LANGUAGES[language]
    rules = spoken.fallback
    plain = _plain(spoken.folded(text.in_(language) if isinstance(text, Text) else text), rules)
    near = [one for word, one in _by_word(rules) if word in plain]
    sentences = _SENTENCES.findall(plain) if near else []
    wanted = [one for one in dict.fromkeys(near) if not (label and one.where == "reply")]
    return [Instead(one.phrase, one.better) for one in wanted if any(one.is_in(said, rules) for said in sentences)]


@cache
def phrases(language: First) -> tuple[Phrase, ...]:
    file = Path(__file__).with_name(f"forbidden_{language}.toml")
    return tuple([_phrase(entry) for entry in tomllib.loads(file.read_text("utf-8"))["phrase"]])


@cache
def _by_word(language: First) -> tuple[tuple[str, Phrase], ...]:
    """Flat, for the first look at each text: 5 µs."""
    return tuple([(word, one) for one in phrases(language) for word in one.words])


def _phrase(entry: dict[str, Any]) -> Phrase:
    return Phrase(
        phrase=entry["phrase"],
        where=entry["where"],
        words=tuple(entry["words"]),
        match=re.compile("|".join(entry.get("match") or map(re.escape, entry["words"]))),
        unless=re.compile("|".join(entry["unless"])) if "unless" in entry else None,
        better=entry["better"],
        wrong=tuple(entry["wrong"]),
        right=tuple(entry["right"]),
    )


def _plain(text: str, language: First) -> str:
    """As it is compared: punctuation of one width, small letters, no blanks among Chinese characters."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return "".join(folded.split()) if language == "zh" else " ".join(folded.split())


def _clauses(sentence: str) -> Iterator[tuple[str, bool]]:
    """The parts of a sentence between commas, and whether each is asked."""
    parts = _CLAUSES.findall(sentence)
    for place, part in enumerate(parts, 1):
        yield part.strip(_ENDS), "?" in part and place == len(parts)
