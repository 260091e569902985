"""Everybody can tell the letters from their ground: WCAG 2.2 AA close up, 7:1 across the room, in every theme."""

import re
from pathlib import Path

import pytest

from app.hall.colours import contrast

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "shared_ui" / "static"
CLOSE = (
    *(("--ink", ground) for ground in ("--ground", "--card", "--soon-soft", "--late-soft", "--free-soft", "--vip-soft")),
    *(("--quiet", ground) for ground in ("--ground", "--card")),
    *(("--brand", ground) for ground in ("--ground", "--card")),
    *(
        (colour, ground)
        for colour in ("--soon", "--late", "--free", "--vip")
        for ground in ("--ground", "--card", f"{colour}-soft")
    ),
    ("--brand-ink", "--brand"),
    ("--late-ink", "--late"),
    ("--vip-ink", "--vip"),
    ("--call-ink", "--call"),
    ("--white", "--stale"),
)
FAR = (("--ink", "--ground"), ("--ink", "--card"), ("--quiet", "--ground"), ("--quiet", "--card"), ("--call-ink", "--call"))
"""What a TV shows."""
EDGES = (("--focus", "--ground"), ("--focus", "--card"))
"""What is no letter, but must be seen: 3:1."""


def block(css: str, selector: str) -> dict[str, str]:
    """The properties that stand under this selector, wherever it stands."""
    found = re.findall(rf"(?m)^\s*{re.escape(selector)} \{{(.*?)\}}", css, re.S)
    assert found, selector
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", " ".join(found)))


TOKENS, WAYS = (re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text("utf-8"), flags=re.S) for name in ("tokens.css", "ways.css"))
PAPER = block(TOKENS, ":root") | {"--white": "#fff"}
NIGHT = PAPER | block(TOKENS, '[data-theme="night"]')
HIGH = '[data-contrast="high"]'
THEMES = {
    "paper": PAPER,
    "night": NIGHT,
    "high": PAPER | block(WAYS, HIGH),
    "high night": NIGHT | block(WAYS, HIGH) | block(WAYS, HIGH + '[data-theme="night"]'),
}


def colour(theme: dict[str, str], name: str) -> str:
    """As #rrggbb, its variables followed."""
    value = name
    while value.startswith(("--", "var(")):
        value = theme[value.removeprefix("var(").removesuffix(")")].strip()
    digits = value.lstrip("#")
    return "#" + ("".join(2 * one for one in digits) if len(digits) == 3 else digits)


def too_faint(theme: dict[str, str], pairs: tuple[tuple[str, str], ...], least: float) -> dict[tuple[str, str], float]:
    found = {pair: round(contrast(*(colour(theme, name) for name in pair)), 2) for pair in pairs}
    return {pair: ratio for pair, ratio in found.items() if ratio < least}


@pytest.mark.parametrize("theme", THEMES)
def test_letters_have_the_contrast_of_aa_in_every_theme(theme: str):
    assert too_faint(THEMES[theme], CLOSE, 4.5) == {}
    assert too_faint(THEMES[theme], EDGES, 3) == {}


@pytest.mark.parametrize("theme", ["night", "high night"])
def test_what_is_read_across_the_room_has_seven_to_one(theme: str):
    assert too_faint(THEMES[theme], FAR, 7) == {}


@pytest.mark.parametrize("theme", ["high", "high night"])
def test_high_contrast_has_seven_to_one_everywhere(theme: str):
    assert too_faint(THEMES[theme], CLOSE, 7) == {}


def test_the_measure_finds_what_is_too_faint():
    assert too_faint(PAPER | {"--quiet": "#9a9a9a"}, CLOSE, 4.5).keys() == {("--quiet", "--ground"), ("--quiet", "--card")}


def test_who_told_their_machine_so_gets_the_same_high_contrast():
    assert block(WAYS, ":root:not([data-contrast])") == block(WAYS, HIGH)
    assert block(WAYS, ':root:not([data-contrast])[data-theme="night"]') == block(WAYS, HIGH + '[data-theme="night"]')


# ------------------------------------------------------------ from right to left
STYLES = sorted(
    path for package in ("shared_ui", "kiosk_ui", "counter_ui", "display_ui") for path in (ROOT / package).rglob("*.css")
)
SIDED = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right|float|clear)\s*:|:\s*(?:left|right)\b"
)
FOUR = re.compile(r"(?<![\w-])(margin|padding|inset|border-width|border-radius):\s*([^;{}]+)")


def sided(css: str) -> list[str]:
    """The declarations that know left from right."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    declared = [one.strip() for body in re.findall(r"\{([^{}]*)\}", css) for one in body.split(";")]
    return [one for one in declared if SIDED.search(one) or any(_lopsided(*found) for found in FOUR.findall(one))]


def _lopsided(name: str, values: str) -> bool:
    """Four values: the second and the fourth, or two corners side by side, differ."""
    flat = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", lambda call: call[0].replace(" ", ""), values).split()
    if len(flat) != 4:
        return False
    return (flat[0], flat[2]) != (flat[1], flat[3]) if name == "border-radius" else flat[1] != flat[3]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_style_knows_left_from_right(path: Path):
    assert sided(path.read_text("utf-8")) == []


def test_the_search_finds_every_way_to_write_a_side():
    css = "a { margin-left: 1em; left: 0; text-align: right; padding: 0 1em 0 0; border-left-width: 0; inset: 0 0 auto 0 }"
    assert len(sided(css)) == 5


RESTS = r"animation: none !important|animation-delay: 4s !important"
"""What comes to rest; and a kiosk that never went live says so when it has had its time."""


def test_motion_rests_at_once_for_who_wants_none():
    rule = re.search(
        r"@media \(prefers-reduced-motion: reduce\) \{ \*, \*::before, \*::after \{([^}]*)\}",
        (STATIC / "parts.css").read_text("utf-8"),
    )
    assert rule
    for rest in ("animation-duration: 1ms", "animation-delay: 0s", "animation-iteration-count: 1", "transition: none"):
        assert f"{rest} !important" in rule[1]
    slow = [
        path.name
        for path in STYLES
        if path.name != "parts.css"
        and re.search(r"(animation|transition)[^;}]*!important", re.sub(RESTS, "", path.read_text("utf-8")))
    ]
    assert slow == [], "nothing is more important than that"
