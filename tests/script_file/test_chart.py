"""A script as an outline and as a flowchart."""

import re

import pytest

from app.script_chart import mermaid, outline, span
from tests.script_file.small import SMALL, added, script

FULL = script(
    added(
        "id: manager, do: {zh: 请示, en: ask}, by: duty-manager, effect: {follow-up: {what: callback, within: 6h}}, "
        "within: 90s, each: true, when: [important, 'answer:papers=no']"
    ).replace("{then: explain}", '{then: explain, label: {zh: 没有, en: "No #1 \\"<b>`"}, effect: page-manager}')
)
LINE = re.compile(
    r'  (begin\(\(".+"\)\) --> s1'
    r'|s\d+(\(\[".+"\]\)|\{".+"\}|\[".+"\]|\[\[".+"\]\])'
    r'|over\(\("■"\)\)'
    r'|s\d+ (-->|-\.->)(\|"[^"]+"\|)? (s\d+|over))'
)


def test_an_outline_has_every_step_with_times_moments_posts_and_conditions() -> None:
    assert outline(FULL, "en").splitlines() == [
        "open-account: Open an account",
        "",
        "  1 ◆ welcome: say (greeting): Good morning",
        "        cue: stand",
        "  2   papers: ask (request): Do you have your card",
        "        have → check",
        '        no «No #1 "<b>`», effect page-manager → explain',
        "  3   explain: say (apology): We are sorry",
        "        → farewell",
        "  4   check: checklist:",
        "        [ ] name",
        "  5   system: do: open in the system",
        "        within 3m",
        "  6   farewell: say (plain thanks): Thank you",
        "  7   manager: do: ask",
        "        within 90s each; by duty-manager; effect follow-up (what callback, within 6h); "
        "when important and answer:papers=no",
        "",
        "◆ a moment of truth",
    ]
    assert "系统内开户" in outline(FULL, "zh")


def test_an_outline_says_where_a_walk_ends_and_where_a_skipped_step_leads() -> None:
    ending = script(
        SMALL.replace("{zh: 非常抱歉, en: We are sorry}, then: farewell", "{zh: 抱歉, en: Sorry}, effect: end, when: [important]")
    )
    lines = outline(ending, "en").splitlines()
    assert lines[lines.index("  3   explain: say (apology): Sorry") + 1 :][:3] == [
        "        effect end; when important",
        "        → end",
        "        else → check",
    ]


def test_a_flowchart_has_every_step_and_every_way() -> None:
    lines = mermaid(FULL, "zh").splitlines()
    assert lines[0] == "flowchart TD"
    assert lines[1] == '  begin(("普通开户入网")) --> s1'
    for line in (
        '  s1(["◆ welcome<br/>您好"])',
        '  s2{"papers<br/>您带证件了吗"}',
        '  s4[["check<br/>姓名"]]',
        '  s5["system<br/>系统内开户<br/>within 3m"]',
        '  s2 -->|"have"| s4',
        '  s2 -->|"没有<br/>page-manager"| s3',
        "  s3 --> s6",
        "  s7 --> over",
        "  s7 -.-> over",
    ):
        assert line in lines, line


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_of_a_flowchart_is_a_box_or_a_way_whatever_the_texts_contain(language: str) -> None:
    lines = mermaid(FULL, language).splitlines()  # type: ignore[arg-type]
    assert [line for line in lines[1:] if not LINE.fullmatch(line)] == []
    assert '-->|"No #35;1 #quot;#lt;b#gt;#96;<br/>page-manager"|' in mermaid(FULL, "en")


def test_a_long_text_is_cut_in_a_box_and_whole_in_the_outline() -> None:
    long = script(SMALL.replace("en: Good morning", f"en: {'x' * 400}"))
    assert "x" * 59 + "…" in mermaid(long, "en")
    assert "x" * 60 not in mermaid(long, "en")
    assert "x" * 400 in outline(long, "en")


@pytest.mark.parametrize(
    ("millis", "told"), [(90_000, "90s"), (180_000, "3m"), (21_600_000, "6h"), (86_400_000, "1d"), (1000, "1s")]
)
def test_a_time_is_told_as_a_file_has_it(millis: int, told: str) -> None:
    assert span(millis) == told
