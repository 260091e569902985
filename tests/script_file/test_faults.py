"""Every fault that is refused, each with its line."""

import pytest

from app.script_file_parts import KINDS, MOST_STEPS
from tests.script_file.small import FILE, NEXT, SMALL, added, changed, fault, faults, script

DO = "do: {zh: 做, en: do}"


def test_the_id_is_the_files_name() -> None:
    told = "the id `open-account` isn't the file's name: write `id: other`, or call the file open-account.yaml"
    assert fault(SMALL, "x/other.yaml") == (1, told)
    assert "call the file open-account.yaml" in fault(SMALL, "x/open-account.yml")[1]
    assert "can't be an id" in fault(changed("id: open-account", "id: Open_Account"))[1]
    instead = "the id `open-account` isn't the file's name: call the file open-account.yaml"
    assert [fault(SMALL, file)[1] for file in ("x/Open Account.yaml", "x/open-account.yml")] == [instead] * 2


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("title:", "titel:", 1, "a service script needs `title`: add it"),
        ("title:", "titel:", 2, "`titel` is not a key of a service script; did you mean `title`?"),
        ("moment:", "momnet:", 4, "`momnet` is not a key of a step; did you mean `moment`?"),
        ("cue:", "ceu:", 4, "`ceu` is not a key of a step; known here: id, say, ask"),
        (
            "{then: explain}",
            "{then: explain, lable: {zh: 甲, en: A}}",
            5,
            "`lable` is not a key of the answer `no`; did you mean `label`?",
        ),
        ("id: welcome, ", "", 4, "a step needs `id`: add it"),
        ("kind: greeting", "kind: greting", 4, "there is no kind `greting`; did you mean `greeting`?"),
        ("degree: plain", "degree: big", 9, "there is no degree `big`; known here: plain, heightened, specific"),
        ("kind: thanks", "kind: offer", 9, "`degree` belongs to `kind: thanks`: leave it out"),
        ("kind: greeting, ", "", 4, f"every sentence to a customer is of a kind: add `kind` ({', '.join(KINDS)})"),
        ("kind: request, ", "", 5, f"every sentence to a customer is of a kind: add `kind` ({', '.join(KINDS)})"),
        ("have: check", "have: chek", 5, "there is no step `chek`; did you mean `check`?"),
        ("then: explain", "then: explian", 5, "there is no step `explian`; did you mean `explain`?"),
        ("then: farewell", "then: farwell", 6, "there is no step `farwell`; did you mean `farewell`?"),
        ("id: check", "id: system", 8, "the step `system` is already used in line 7: give each its own"),
        ("within: 3m", "within: 0m", 8, "is not a duration"),
        ("within: 3m", "within: -3m", 8, "is not a duration"),
        ("within: 3m", "within: 3", 8, "is not a duration"),
        ("within: 3m", "each: true", 8, "`each` says that `within` is meant for every account"),
        ("moment: true", "moment: yes", 4, "true or false is needed here, not `yes`"),
        ("{zh: 您好, en: Good morning}", "{zh: 您好}", 4, "a text needs `en`: add it"),
        ("{zh: 您好, en: Good morning}", "{en: Good morning}", 4, "a text needs `zh`: add it"),
        ("{zh: 您好, en: Good morning}", "您好", 4, "`您好` is needed in both languages: write {zh: …, en: …}"),
        ("{zh: 您好, en: Good morning}", "{zh: 您好, en: Good morning, fr: Bonjour}", 4, "`fr` is not a key of a text"),
        ("{zh: 您好, en: Good morning}", "{zh: 您好, en: 5}", 4, "`5` should be a text"),
        ("{zh: 起立, en: stand}", "{zh: 起立}", 4, "a text needs `en`: add it"),
        ("[{zh: 姓名, en: name}]", "[{zh: 姓名}]", 7, "a text needs `en`: add it"),
        ("[{zh: 姓名, en: name}]", "{zh: 姓名, en: name}", 7, "a list is needed here"),
        ("[{zh: 姓名, en: name}]", "[]", 7, "this list is empty"),
        (
            "do: {zh: 系统内开户, en: open in the system}",
            "then: farewell",
            8,
            "the step `system` does nothing: give it one of `say`, `ask`",
        ),
        ("checklist:", "do: {zh: 做, en: do}, checklist:", 7, "a step does one thing, not both `do` and `checklist`"),
        (
            "kind: request, ask:",
            "kind: request, say: {zh: 好, en: so}, ask:",
            5,
            "a step does one thing, not both `say` and `ask`",
        ),
        ("id: check,", "id: check, kind: offer,", 7, "`kind` belongs to `say` and `ask`, not to `checklist`"),
        ("id: check,", "id: check, enter: note,", 7, "`enter` belongs to `ask` and `do`, not to `checklist`"),
        ("id: check,", "id: check, answers: {a: system},", 7, "`answers` belongs to `ask`, not to `checklist`"),
        (", answers: {have: check, no: {then: explain}}", "", 5, "asks, but nothing can be answered: add `answers` or `enter`"),
        ("{have: check, no: {then: explain}}", "{}", 5, "`answers` is empty: write at least one answer"),
        ("{have: check, no: {then: explain}}", "[check]", 5, "`answers` is written as `key: value` pairs, not as a list"),
        ("have: check", "Have: check", 5, "`Have` can't be an id"),
        ("have: check", "1: check", 5, "`1` should be a text"),
        ("have: check", "no: check", 5, "`no` stands here a second time"),
        ("have: check", "have: ", 5, "`have` has no value"),
        ("within: 3m", "within: 3m, enter: nonsense", 8, "there is no entry `nonsense`"),
        ("within: 3m", "within: 3m, by: Duty Manager", 8, "`Duty Manager` can't be an id"),
        ("title: {zh: 普通开户入网, en: Open an account}", "title: {zh: 普通开户入网}", 2, "a text needs `en`"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, sentence: str) -> None:
    found = [(one.line, one.sentence) for one in faults(changed(old, new))]
    assert any(at == line and sentence in told for at, told in found), found


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = changed("within: 3m", "within: 0m").replace("degree: plain", "degree: big").replace("kind: greeting", "kind: hello")
    assert [one.line for one in faults(text)] == [4, 8, 9]
    assert str(faults(text)[1]).startswith(f"{FILE}:8: ")


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [
        ("tickets", "there is no effect `tickets`; did you mean `ticket`?"),
        ("{tickets: {}}", "there is no effect `tickets`; did you mean `ticket`?"),
        ("{ticket: {levle: vip}}", "`levle` is not a key of the effect `ticket`; did you mean `level`?"),
        ("{leaflet: {to: x}}", "`to` is not a key of the effect `leaflet`"),
        ("{ticket: {}, leaflet: {}}", "a step or an answer has one effect, `ticket` is another"),
        ("{ticket: }", "`ticket` has no value"),
        ("{ticket: vip}", "the effect `ticket` is written as `key: value` pairs, not as `vip`"),
        ("{}", "this effect is empty"),
        ("[ticket]", "an effect is written as `key: value` pairs, not as a list"),
        ("{self-service: {channel: web}}", "there is no channel `web`"),
        ("{page-manager: {who: boss}}", "there is no such word `boss`; known here: duty-manager, hall-manager, either"),
        ("{page-manager: {reason: Not A Code}}", "`Not A Code` can't be an id"),
        ("{recommend: {outcome: no}}", "there is no such word `no`"),
        ("{transfer: {counter: zero}}", "a whole number from 1 to 999"),
        ("{follow-up: {within: 6}}", "is not a duration"),
        ("{follow-up: {months: 0}}", "a whole number from 1 to 999"),
    ],
)
def test_an_effect_and_what_it_is_told_must_be_known(effect: str, sentence: str) -> None:
    for text, line in (
        (added(f"id: x, {DO}, effect: {effect}"), NEXT),
        (changed("{then: explain}", f"{{then: explain, effect: {effect}}}"), 5),
    ):
        at, told = fault(text)
        assert (at, sentence in told) == (line, True), told


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("importent", "there is no condition `importent`; did you mean `important`?"),
        ("vip", "there is no condition `vip`"),
        ("important:yes", "`important` is written without a value: `important`"),
        ("level", "`level` is not a condition: write `level:ID`"),
        ("level:", "list"),
        ('"level:"', "`level:` is not a condition: write `level:ID`"),
        ("level:VIP", "`level:VIP` is not a condition: write `level:ID`"),
        ("level: vip", "write `level:vip`, without a blank after the colon"),
        ("setting:9", "write `setting:NAME`"),
        ("answer:papers", "write `answer:STEP=ANSWER`"),
        ("answer:papers=", "write `answer:STEP=ANSWER`"),
        ("answer:paper=have", "there is no step `paper`; did you mean `papers`?"),
        ("answer:papers=hav", "there is no answer of papers `hav`; did you mean `have`?"),
        ("answer:papers=done", "there is no answer of papers `done`; known here: have, no"),
        ("answer:check=yes", "there is no answer of check `yes`; known here: done"),
        ("at:desk", "a script is walked at kiosk, greeter, counter, not at `desk`"),
        ("at", "a script is walked at kiosk, greeter, counter, not at ``"),
        ("5", "`5` should be a text"),
        ("[important]", "a text is needed here, not a list"),
    ],
)
def test_a_condition_must_be_known(word: str, sentence: str) -> None:
    if word == "level:":
        word, sentence = "{level: }", "write `level:vip`"
    line, told = fault(added(f"id: x, {DO}, when: [others-waiting, {word}]"))
    assert (line, sentence in told) == (NEXT, True), told


def test_conditions_stand_in_a_list() -> None:
    assert "a list is needed here" in fault(added(f"id: x, {DO}, when: important"))[1]
    assert "this list is empty" in fault(added(f"id: x, {DO}, when: []"))[1]


def test_a_script_has_steps_and_not_too_many() -> None:
    title = SMALL[: SMALL.index("steps:")]
    assert fault(title) == (1, "a service script needs `steps`: add it")
    assert "this list is empty" in fault(title + "steps: []\n")[1]
    assert "a list is needed" in fault(title + "steps: {a: b}\n")[1]
    many = title + "steps:\n" + "".join(f"  - {{id: s{n}, {DO}}}\n" for n in range(MOST_STEPS + 1))
    assert script(many[: many.rindex("  - ")])
    assert fault(many) == (4, "a script has at most 200 steps, this one has 201: make two scripts of it")


def test_a_text_has_at_most_500_characters() -> None:
    line, sentence = fault(changed("en: Good morning", f"en: {'x' * 501}"))
    assert (line, "has 501 characters" in sentence) == (4, True)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "empty"),
        ("id: a\n---\nid: b\n", 2, "second document"),
        ("id: open-account\n\tx: y\n", 2, "indent with spaces"),
        (SMALL + "  - {id: x, do: {zh: a\n", NEXT, "never closed"),
        ("- a\n", 1, "a service script is written as `key: value` pairs, not as a list"),
    ],
)
def test_what_is_not_such_a_file_is_refused_with_its_line(text: str, line: int, sentence: str) -> None:
    at, told = fault(text)
    assert (at, sentence in told) == (line, True), told
