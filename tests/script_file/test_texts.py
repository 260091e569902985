"""Placeholders, and phrases that no customer may read or hear."""

import pytest

from app.hall.script import PLACEHOLDERS
from tests.script_file.small import NEXT, added, changed, fault, faults, last, script

SAY = 'id: x, kind: offer, say: {{zh: 好, en: "{}"}}'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{huall}", "there is no placeholder `{huall}`; did you mean `hall`?"),
        ("{}", "there is no placeholder `{}`"),
        ("{0}", "there is no placeholder `{0}`"),
        ("{Hall}", "there is no placeholder `{Hall}`; did you mean `hall`?"),
        ("{ hall }", "there is no placeholder `{ hall }`"),
        ("{hall!r}", "there is no placeholder `{hall!r}`"),
        ("{wait:>9}", "there is no placeholder `{wait:>9}`"),
        ("{hall.name}", "there is no placeholder `{hall.name}`"),
        ("{setting}", "there is no placeholder `{setting}`"),
        ("{setting.}", "there is no placeholder `{setting.}`"),
        ("{setting.__class__}", "there is no placeholder `{setting.__class__}`"),
        ("{setting.a.b}", "there is no placeholder `{setting.a.b}`"),
        ("{setting.a[0]}", "there is no placeholder `{setting.a[0]}`"),
    ],
)
def test_a_placeholder_must_be_known(text: str, sentence: str) -> None:
    line, told = fault(added(SAY.format(text)))
    assert (line, sentence in told) == (NEXT, True), told


@pytest.mark.parametrize("text", ["{hall", "hall}", "{{hall}", "{{hall}}", "} {", "{hall}}"])
def test_a_brace_has_its_partner(text: str) -> None:
    found = faults(added(SAY.format(text)))
    assert "has a brace without its partner: a placeholder is written as `{hall}`" in found[-1].sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("en: Open an account", 'en: "{x}"'),
        ("en: Good morning", 'en: "{x}"'),
        ("en: stand", 'en: "{x}"'),
        ("en: Do you have your card", 'en: "{x}"'),
        ("{then: explain}", '{then: explain, label: {zh: 没有, en: "{x}"}}'),
        ("en: name", 'en: "{x}"'),
        ("en: open in the system", 'en: "{x}"'),
        ("zh: 系统内开户", 'zh: "{x}"'),
    ],
)
def test_placeholders_are_checked_in_every_text(old: str, new: str) -> None:
    assert "there is no placeholder `{x}`" in fault(changed(old, new))[1]


@pytest.mark.parametrize("name", [*PLACEHOLDERS, "setting.x", "setting.a_b-9"])
def test_every_placeholder_may_be_used(name: str) -> None:
    step = last(SAY.format(f"a {{{name}}} b {{{name}}}"))
    assert step.text is not None
    assert step.text.en == f"a {{{name}}} b {{{name}}}"


@pytest.mark.parametrize(
    ("old", "new", "line", "phrase"),
    [
        ("zh: 普通开户入网", "zh: 先交钱", 2, "先交钱"),
        ("en: Open an account", "en: Pay first", 2, "pay first"),
        ("zh: 您好", "zh: 把证件给我", 4, "给我"),
        ("en: Good morning", "en: Give me your card", 4, "give me"),
        ("zh: 您带证件了吗", "zh: 你还没听懂啊", 5, "你还没听懂啊"),
        ("{then: explain}", "{then: explain, label: {zh: 先交钱, en: No}}", 5, "先交钱"),
    ],
)
def test_a_forbidden_phrase_is_refused_with_a_better_one(old: str, new: str, line: int, phrase: str) -> None:
    at, sentence = fault(changed(old, new))
    assert at == line
    assert f"contains the forbidden phrase `{phrase}`: say rather `" in sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zh: 起立", "zh: 不要说：先交钱"),
        ("zh: 系统内开户", "zh: 把证件给我"),
        ("zh: 姓名", "zh: 先交钱"),
        ("{then: explain}", "{then: explain, label: {zh: 不知道, en: I don't know}}"),
    ],
)
def test_what_staff_read_and_what_customers_say_is_not_held_to_it(old: str, new: str) -> None:
    assert script(changed(old, new))
