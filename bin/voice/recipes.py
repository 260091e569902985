"""How each clip is spoken: every text is spelled in the model's own phonemes, so that digits are never read as a quantity and no
tone changes unasked."""

from typing import NamedTuple


class Recipe(NamedTuple):
    """`style` is the least row of the voice's style table: the model picks the row by length. `rest` is the silence in seconds
    that belongs to the clip's end, beyond the common 30 ms."""

    phonemes: str
    voice: str
    speed: float = 1.0
    style: int = 0
    rest: float = 0.0


# fmt: off
SPELLED = {
    "A": "ˈA", "B": "bˈi", "C": "sˈi", "D": "dˈi", "E": "ˈi", "F": "ˈɛf", "G": "ʤˈi", "H": "ˈAʧ", "J": "ʤˈA", "K": "kˈA",
    "L": "ˈɛl", "M": "ˈɛm", "N": "ˈɛn", "P": "pˈi", "Q": "kjˈu", "R": "ˈɑɹ", "S": "ˈɛs", "T": "tˈi", "U": "jˈu", "V": "vˈi",
    "W": "dˈʌbᵊlju", "X": "ˈɛks", "Y": "wˈI", "Z": "zˈi",
}  # no I, no O: they are taken for 1 and 0
# fmt: on

# ---------------------------------------------------------------- Mandarin
ZH = "zm_yunyang"
DIGITS = ["li↗ŋ", "i→", "ɚ↘", "sa→n", "sɨ↘", "u↓", "ljou↘", "ʨʰi→", "pa→", "ʨjou↓"]
YAO = "jau→"
PLEASE, NUMBER, TO = "ʨʰi↓ŋ", "xau↘", "tau↘"
COUNTERS = {"taixi": " tʰai↗ɕi↗", "chuangkou": " ꭧʰwa→ŋkʰou↓", "guitai": " kwei↘tʰai↗"}  # 台席, 窗口, 柜台
# Mandarin listeners take an unaspirated P and T for B and D.
ZH_LETTERS = SPELLED | {"P": "pʰˈi", "T": "tʰˈiː"}
ZH_PHRASES = {
    "please": f"{PLEASE},",  # 请
    "guest-to": f"{NUMBER} kʰɤ↘xu↘, {TO}.",  # 号客户，到
    "no-to": f"{NUMBER}, {TO}.",  # 号，到
    "to": f"{TO}.",  # 到
    "handle": "pa↘nli↓ je↘u↘.",  # 办理业务
    "again": "ʦai↘ʦʰɨ↘ xu→ʨjau↘,",  # 再次呼叫
    "hello": "ni↗nxau↓,",  # 您好
}


def zh_quantity(n: int) -> str:
    """1..99 as a quantity: 二, 十二, 二十, 二十二."""
    tens, ones = divmod(n, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("ʂɨ↗" if tens else "") + (DIGITS[ones] if ones else "")


def zh_number(n: int, one: str = DIGITS[1]) -> str:
    """000..999 digit by digit, ending as a phrase that goes on."""
    return " ".join(one if c == "1" else DIGITS[int(c)] for c in f"{n:03d}") + ","


def mandarin() -> dict[str, Recipe]:
    clips = {key: Recipe(spelled, ZH) for key, spelled in ZH_PHRASES.items()}
    clips["please"] = clips["please"]._replace(rest=0.12)  # or 请A runs together, as 请诶
    clips |= {f"letter-{c}": Recipe(spelled + ".", ZH, rest=0.08) for c, spelled in ZH_LETTERS.items()}
    clips |= {f"d{i}": Recipe(spelled + ",", ZH) for i, spelled in enumerate(DIGITS)} | {"y1": Recipe(YAO + ",", ZH)}
    del clips["d1"]  # digits are said one by one only where 一 is 幺
    clips |= {f"n{n:03d}": Recipe(zh_number(n), ZH) for n in range(1000)}
    clips |= {f"p{n:02d}": Recipe(f"{DIGITS[n // 10]} {DIGITS[n % 10]},", ZH) for n in range(100)}
    clips |= {f"y{n:03d}": Recipe(zh_number(n, YAO), ZH) for n in range(1000) if "1" in f"{n:03d}"}
    for key, word in COUNTERS.items():
        clips |= {f"{key}-{n}": Recipe(zh_quantity(n) + NUMBER + word + ".", ZH) for n in range(1, 100)}
    return clips | ZH_OVERRIDES


# What a recogniser misheard, spoken in the way in which it was then heard right.
ZH_OVERRIDES = {
    "n155": Recipe("i→, u↓, u↓,", ZH),
    "n181": Recipe("ji→ pa→ ji→,", ZH),
    "n201": Recipe(zh_number(201), ZH, style=40),
    "n208": Recipe(zh_number(208), ZH, speed=0.9),
    "n219": Recipe("ɚ↘ ji→ ʨjou↓,", ZH),
    "n311": Recipe(zh_number(311), ZH, speed=0.9),
    "n431": Recipe(zh_number(431), ZH, style=40),
}


def zh_cut() -> dict[str, str]:
    """三号, out of 三号窗口."""
    return {f"no-{n}": f"chuangkou-{n}" for n in range(1, 100)}


def zh_joined() -> dict[str, tuple[str, str]]:
    """Numbers that a recogniser misheard as one clip, and heard as these two: 783 as 七八 三 or as 七 八三."""
    ends = {f"n{n}": (f"p{n[:2]}", f"d{n[2]}") for n in ZH_PAIR_FIRST.split()}
    return ends | {f"n{n}": (f"d{n[0]}", f"p{n[1:]}") for n in ZH_DIGIT_FIRST.split()}


ZH_PAIR_FIRST = """
113 115 116 126 130 190 233 245 246 422 427 645 666 675 945 977
"""
ZH_DIGIT_FIRST = """
000 026 076 210 213 214 215 221 224 232 236 240 242 249 266 271 281 296 299 301 319 345 346 349 355 371 415 418 424 434
435 443 444 472 491 494 496 511 515 531 540 547 549 550 552 652 710 718 719 740 741 749 770 775 815 827 828 829 845 846
849 866 872 883 898 922 932 944 955
"""

# ---------------------------------------------------------------- English
EN = "af_heart"
EN_DIGITS = ["zˈɪɹO", "wˈʌn", "tˈu", "θɹˈi", "fˈɔɹ", "fˈIv", "sˈɪks", "sˈɛvən", "ˈAt", "nˈIn"]
EN_TEENS = ["tˈɛn", "ᵻlˈɛvən", "twˈɛlv", "θɜɹtˈin", "fɔɹtˈin", "fɪftˈin", "sɪkstˈin", "sɛvəntˈin", "Atˈin", "nIntˈin"]
EN_TENS = ["", "", "twˈɛnti", "θˈɜɹti", "fˈɔɹti", "fˈɪfti", "sˈɪksti", "sˈɛvənti", "ˈAti", "nˈInti"]
EN_COUNTERS = {"counter": "kˈWntəɹ", "window": "wˈɪndO", "desk": "dˈɛsk", "number": "nˈʌmbəɹ"}
# Long vowels and a full stop: without them D is heard as day, C as say, five as fives.
# fmt: off
EN_LETTERS = SPELLED | {
    "B": "bˈiː", "C": "sˈiː", "D": "dˈiː", "E": "ˈiː", "G": "ʤˈiː", "P": "pˈiː", "Q": "kjˈuː", "R": "ˈɑːɹ", "T": "tˈiː",
    "U": "jˈuː", "V": "vˈiː", "Z": "zˈiː",
}
# fmt: on
EN_PHRASES = {"ticket": "tˈɪkɪt,", "again": "ɹəpˈitɪŋ ðə kˈɔl,", "hello": "həlˈO,"}


def en_quantity(n: int) -> str:
    tens, ones = divmod(n, 10)
    if n < 10:
        return EN_DIGITS[n]
    return EN_TEENS[ones] if tens == 1 else " ".join(filter(None, (EN_TENS[tens], EN_DIGITS[ones] if ones else "")))


def english() -> dict[str, Recipe]:
    clips = {key: Recipe(spelled, EN) for key, spelled in EN_PHRASES.items()}
    for key, word in EN_COUNTERS.items():
        clips[f"go-{key}"] = Recipe(f"plˈiz ɡˌO tə {word},", EN)  # please go to counter
        clips[f"to-{key}"] = Recipe(f"tə {word},", EN)
    clips |= {f"letter-{c}": Recipe(spelled + ".", EN) for c, spelled in EN_LETTERS.items()}
    clips |= {f"d{i}": Recipe(spelled + ".", EN) for i, spelled in enumerate(EN_DIGITS)}
    clips |= {f"no-{n}": Recipe(en_quantity(n) + ".", EN) for n in range(1, 100)}
    return clips | EN_OVERRIDES


EN_OVERRIDES = {
    "d5": Recipe("fˈIv", EN),  # with a full stop: fives
    "no-5": Recipe("fˈIv", EN),
    "letter-H": Recipe("ˈAʧ,", EN),  # with a full stop: eight
    "letter-N": Recipe("ˈɛn,", EN),  # with a full stop: end
}
