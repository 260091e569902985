import pytest

from app.hall.plan import Channel, Text
from app.hall.script import EFFECTS, Answer, Condition, Effect
from app.script_file import read_script_text
from app.script_file_effects import NAMES
from app.script_file_parts import DEGREES, ENTRIES, KINDS
from tests.script_file.small import SMALL, added, changed, last, script

CONTRACT = """\
id: open-account
title: {zh: 普通开户入网, en: Open an account}
steps:
  - {id: welcome, kind: greeting, say: {zh: 您好, en: Good morning}, cue: {zh: 起立迎接, en: stand}, moment: true}
  - {id: papers, kind: request, ask: {zh: 您带了吗, en: Do you have it},
     answers: {have: check, missing: {label: {zh: 没有, en: No}, then: explain}}}
  - {id: explain, kind: apology, say: {zh: 抱歉, en: Sorry}, moment: true, then: farewell}
  - {id: check, checklist: [{zh: 姓名, en: name}]}
  - {id: system, do: {zh: 系统内开户, en: open in the system}, within: 3m, moment: true}
  - {id: manager, do: {zh: 请示, en: ask}, by: duty-manager, effect: page-manager, when: [important]}
  - {id: farewell, kind: farewell, say: {zh: 再见, en: Goodbye}}
"""


def test_the_contracts_script_is_read() -> None:
    found = read_script_text(CONTRACT, "open-account.yaml")
    assert (found.id, found.title) == ("open-account", Text("普通开户入网", "Open an account"))
    assert [step.verb for step in found.steps] == ["say", "ask", "say", "checklist", "do", "do", "say"]
    welcome, papers, explain, check, system, manager, farewell = found.steps
    assert (welcome.kind, welcome.text, welcome.cue, welcome.moment) == (
        "greeting",
        Text("您好", "Good morning"),
        Text("起立迎接", "stand"),
        True,
    )
    assert papers.answers == (Answer("have", "check"), Answer("missing", "explain", Text("没有", "No")))
    assert (explain.then, check.items, system.within) == ("farewell", (Text("姓名", "name"),), 180_000)
    assert (manager.by, manager.effect, manager.when) == ("duty-manager", Effect("page-manager"), (Condition("important"),))
    assert (farewell.moment, farewell.each, farewell.enter, farewell.degree, farewell.effect) == (False, False, None, None, None)


def test_no_and_yes_are_answers_and_then_may_be_left_out() -> None:
    answers = script(changed("{have: check, no: {then: explain}}", "{yes: check, no: {}, on: explain}")).steps[1].answers
    assert answers == (Answer("yes", "check"), Answer("no"), Answer("on", "explain"))


def test_an_answer_has_a_label_a_step_and_an_effect() -> None:
    more = "{label: {zh: 没有, en: No}, then: explain, effect: {follow-up: {what: callback, within: 6h, months: 3}}}"
    answer = script(changed("{then: explain}", more)).steps[1].answers[1]
    assert answer == Answer(
        "no", "explain", Text("没有", "No"), Effect("follow-up", {"what": "callback", "within": 21_600_000, "months": 3})
    )


@pytest.mark.parametrize(
    ("word", "condition"),
    [
        ("level:vip", Condition("level", "vip")),
        ("setting:batch_brands", Condition("setting", "batch_brands")),
        ("answer:papers=no", Condition("answer", "no", "papers")),
        ("answer:check=done", Condition("answer", "done", "check")),
        ("at:kiosk", Condition("at", "kiosk")),
        ("vip-claimed", Condition("vip-claimed")),
        ("documents-needed", Condition("documents-needed")),
        ("offer-left", Condition("offer-left")),
    ],
)
def test_conditions_are_words_or_have_a_value(word: str, condition: Condition) -> None:
    for form in (f"[{word}]", f'["{word}"]'):
        assert last(f"id: x, do: {{zh: 做, en: do}}, when: {form}").when == (condition,)


@pytest.mark.parametrize("name", NAMES)
def test_an_effect_may_be_its_name_alone(name: str) -> None:
    assert last(f"id: x, do: {{zh: 做, en: do}}, effect: {name}").effect == Effect(name)  # type: ignore[arg-type]
    assert last(f"id: x, do: {{zh: 做, en: do}}, effect: {{{name}: {{}}}}").effect == Effect(name)  # type: ignore[arg-type]


def test_every_argument_of_every_effect_is_read() -> None:
    values = {"level": "vip", "channel": "online", "service": "pay-bill", "number": "7", "script": "own", "code": "a-code"}
    for name, arguments in EFFECTS.items():
        for argument, form in arguments.items():
            word = "90s" if form == "duration" else values.get(form, form.split(" | ")[-1])
            read = last(f"id: x, do: {{zh: 做, en: do}}, effect: {{{name}: {{{argument}: {word}}}}}").effect
            assert read == Effect(name, {argument: 90_000 if form == "duration" else int(word) if word == "7" else word})


def test_all_kinds_degrees_entries_and_channels_are_known() -> None:
    for kind in KINDS:
        assert last(f"id: x, kind: {kind}, say: {{zh: 好, en: good}}").kind == kind
    for degree in DEGREES:
        assert last(f"id: x, kind: thanks, degree: {degree}, say: {{zh: 谢谢, en: thanks}}").degree == degree
    for entry in ENTRIES:
        assert last(f"id: x, kind: request, ask: {{zh: 请输入, en: enter}}, enter: {entry}").enter == entry
        assert last(f"id: x, do: {{zh: 请输入, en: enter}}, enter: {entry}").enter == entry
    for channel in Channel.__args__:
        assert last(f"id: x, do: {{zh: 做, en: do}}, effect: {{self-service: {{channel: {channel}}}}}").effect


def test_a_limit_may_be_for_every_account() -> None:
    step = last("id: x, do: {zh: 做, en: do}, within: 1m, each: true, when: [others-waiting]")
    assert (step.within, step.each) == (60_000, True)


def test_placeholders_are_kept_for_later() -> None:
    zh = "{hall}{greeting}{counter}{service}{number}{wait}{nearby}{customer}{elsewhere}{documents}{offer}"
    step = last(f'id: x, kind: offer, say: {{zh: "{zh}", en: "{{setting.sim_fee}} yuan, {{setting.other-1}}"}}')
    assert step.text == Text(zh, "{setting.sim_fee} yuan, {setting.other-1}")


def test_a_script_in_blocks_with_comments_is_read() -> None:
    blocks = "id: a\ntitle:\n  zh: 甲\n  en: A\nsteps:\n  # one\n  - id: only\n    do:\n      zh: 做\n      en: do\n"
    assert [step.id for step in read_script_text(blocks, "x/a.yaml").steps] == ["only"]


def test_a_file_saved_by_notepad_is_read() -> None:
    assert script("\ufeff" + SMALL.replace("\n", "\r\n")) == script(SMALL)


def test_a_step_that_ends_the_walk_may_stand_in_the_middle() -> None:
    ending = changed(
        "{zh: 非常抱歉, en: We are sorry}, then: farewell", "{zh: 非常抱歉, en: We are sorry}, effect: {end: {outcome: gone}}"
    )
    step = script(ending).step("explain")
    assert (step.ends, step.effect) == (True, Effect("end", {"outcome": "gone"}))
    assert script(added("id: x, do: {zh: 做, en: do}")).steps[-1].id == "x"
