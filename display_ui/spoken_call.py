"""What is said for a call: the sentence of each language as clips, in the order in which they are played.

«请 A 零二三 号客户，到 三号台席 办理业务», «Ticket A 0 2 3, please go to counter three».
In a number 0 is 零 and 2 is 二, never 两; 1 is 一, or 幺 where the hall wants it. Three digits are one clip, which is
heard far better than three; a number past 999 is said two by two.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sys import intern

from app.hall.plan import One, Plan, Text, Tongue

CLIPS: dict[str, int] = json.loads((Path(__file__).parent / "static" / "voice" / "manifest.json").read_text("utf-8"))
"""Every clip there is, and how long it lasts, in ms."""
GAP = 40
"""Milliseconds between two clips; a test holds the screen's own to it."""
ZH_COUNTERS = {"台席": "taixi", "窗口": "chuangkou", "柜台": "guitai"}
EN_COUNTERS = ("counter", "window", "desk")
"""What a counter may be called aloud; whatever else the hall calls it, its number alone is said."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Clips, and how long they last together, in ms."""

    clips: tuple[str, ...]
    ms: int

    @classmethod
    def of(cls, tongue: Tongue, *keys: str) -> "Saying":
        clips = tuple([intern(f"{tongue}/{key}") for key in keys])  # thousands of sentences are made of the same few
        return cls(clips, sum(CLIPS.get(clip, 0) for clip in clips) + GAP * (len(clips) - 1))


@dataclass(frozen=True, slots=True)
class Sentences:
    """The whole sentence in each of the hall's languages; and, for when many wait, shorter ones in the first of them."""

    whole: tuple[Saying, ...]
    short: Saying
    least: Saying


def sentences(plan: Plan, number: str, counter: int, again: bool = False) -> Sentences:
    return _sentences(plan.voice.languages, plan.voice.one, plan.counter_word, number, counter, again)


@lru_cache(maxsize=4096)
def _sentences(tongues: tuple[Tongue, ...], one: One, word: Text, number: str, counter: int, again: bool) -> Sentences:
    whole = tuple([_WHOLE[tongue](one, word, number, counter, again) for tongue in tongues])
    return Sentences(whole, *_SHORTER[tongues[0]](one, word, number, counter))


def often_said(plan: Plan) -> tuple[str, ...]:
    """Of which the calls of this hall consist, but for the last digits of their numbers."""
    letters, counters = tuple(service.letter for service in plan.services), tuple(plan.counter)
    return _often_said(plan.voice.languages, plan.counter_word, letters, counters)


@lru_cache(maxsize=256)
def _often_said(tongues: tuple[Tongue, ...], word: Text, letters: tuple[str, ...], counters: tuple[int, ...]) -> tuple[str, ...]:
    said = [_sentences(tongues, "yi", word, f"{letter}000", counters[0], True) for letter in letters]
    said += [_sentences(tongues, "yi", word, f"{letters[0]}000", counter, True) for counter in counters]
    clips = [clip for told in said for saying in (*told.whole, told.short, told.least) for clip in saying.clips]
    digits = [f"en/d{digit}" for digit in range(10)] if "en" in tongues else []
    return tuple(dict.fromkeys(["chime", *(clip for clip in clips if clip != "zh/n000"), *digits]))


# ------------------------------------------------------------ Mandarin
def zh_number(number: str, one: One = "yi") -> list[str]:
    """A023 → letter-A n023; A1023 → letter-A p10 p23; A12345 → letter-A p12 n345."""
    letter, digits = number[0], number[1:]
    if one == "yao" and "1" in digits:
        return [f"letter-{letter}", *([f"y{digits}"] if f"zh/y{digits}" in CLIPS else _zh_single(digits))]
    head = len(digits) - 3 if len(digits) % 2 else len(digits)
    pairs = [f"p{digits[at : at + 2]}" for at in range(0, head, 2)]
    return [f"letter-{letter}", *pairs, *([f"n{digits[-3:]}"] if head < len(digits) else [])]


def _zh_single(digits: str) -> list[str]:
    return ["y1" if digit == "1" else f"d{digit}" for digit in digits]


def _zh_counter(word: Text, counter: int) -> str:
    return f"{ZH_COUNTERS.get(word.zh, 'no')}-{counter}"


def _zh(one: One, word: Text, number: str, counter: int, again: bool) -> Saying:
    """[再次呼叫] 请 A 零二三 号客户，到 三号台席 办理业务."""
    beginning = ["again"] if again else []
    return Saying.of("zh", *beginning, "please", *zh_number(number, one), "guest-to", _zh_counter(word, counter), "handle")


def _zh_shorter(one: One, word: Text, number: str, counter: int) -> tuple[Saying, Saying]:
    """A 零二三 号，到 三号台席; A 零二三 到 三号."""
    told = zh_number(number, one)
    return Saying.of("zh", *told, "no-to", _zh_counter(word, counter)), Saying.of("zh", *told, "to", f"no-{counter}")


# ------------------------------------------------------------ English
def en_number(number: str) -> list[str]:
    return [f"letter-{number[0]}", *(f"d{digit}" for digit in number[1:])]


def _en_counter(word: Text) -> str:
    return word.en.lower() if word.en.lower() in EN_COUNTERS else "number"


def _en(one: One, word: Text, number: str, counter: int, again: bool) -> Saying:
    """[Repeating the call.] Ticket A zero two three, please go to counter three."""
    beginning = ["again"] if again else []
    return Saying.of("en", *beginning, "ticket", *en_number(number), f"go-{_en_counter(word)}", f"no-{counter}")


def _en_shorter(one: One, word: Text, number: str, counter: int) -> tuple[Saying, Saying]:
    """A zero two three, to counter three."""
    short = Saying.of("en", *en_number(number), f"to-{_en_counter(word)}", f"no-{counter}")
    return short, short


_WHOLE = {"zh": _zh, "en": _en}
_SHORTER = {"zh": _zh_shorter, "en": _en_shorter}
