"""Each step can be reached, and from each the walk can end."""

import pytest

from app.hall.script import Circumstances, Script, arrive
from app.script_file import read_script_text
from app.yaml_file import Fault
from tests.script_file.small import faults

HEAD = "id: w\ntitle: {zh: 甲, en: A}\nsteps:\n"
FIRST = 4
"""The line of the first step."""


def written(*steps: str) -> str:
    return HEAD + "".join(f"  - {{{step}}}\n" for step in steps)


def walk(*steps: str) -> Script:
    return read_script_text(written(*steps), "w.yaml")


def found(*steps: str) -> list[Fault]:
    return faults(written(*steps), "w.yaml")


def do(id: str, more: str = "") -> str:
    return f"id: {id}, do: {{zh: 做, en: do}}{more}"


def ask(id: str, answers: str, more: str = "") -> str:
    return f"id: {id}, kind: request, ask: {{zh: 问, en: ask}}, answers: {{{answers}}}{more}"


def test_a_step_that_no_way_leads_to_is_refused() -> None:
    [one] = found(do("a", ", then: c"), do("b"), do("c"))
    assert (one.line, one.sentence) == (
        FIRST + 1,
        "no way leads to the step `b`: let an answer or a `then` lead there, or delete it",
    )
    assert [one.line for one in found(do("a", ", effect: end"), do("b"), do("c"))] == [FIRST + 1, FIRST + 2]
    assert [one.line for one in found(ask("a", "x: c, y: {effect: {end: {}}}"), do("b"), do("c"))] == [FIRST + 1]


def test_a_step_behind_a_step_with_conditions_can_be_reached() -> None:
    assert walk(do("a", ", effect: end, when: [important]"), do("b"))
    assert walk(ask("a", "x: c, y: c", ", when: [important]"), do("b"), do("c"))


@pytest.mark.parametrize(
    ("steps", "line", "named"),
    [
        ((do("a", ", then: a"),), FIRST, "`a`"),
        ((do("a"), do("b"), do("c", ", then: b")), FIRST + 2, "`b`, `c`"),
        ((do("a", ", then: c"), do("b", ", then: c"), do("c", ", then: b")), FIRST + 2, "`b`, `c`"),
        ((ask("a", "x: a, y: b"), do("b", ", then: a")), FIRST + 1, "`a`, `b`"),
        ((ask("a", "x: b, y: c"), ask("b", "x: b"), do("c")), FIRST + 1, "`b`"),
        ((do("a", ", then: b, when: [important]"), do("b", ", then: a, when: [others-waiting]")), FIRST + 1, "`a`, `b`"),
    ],
)
def test_a_walk_that_cannot_end_is_refused_where_it_goes_back(steps: tuple[str, ...], line: int, named: str) -> None:
    [one] = found(*steps)
    assert (one.line, one.sentence) == (
        line,
        f"the walk can't end, no way leads out of {named}: let an answer or a `then` lead on",
    )


def test_of_a_long_circle_eight_steps_are_named() -> None:
    eight = [do(f"s{n}") for n in range(7)] + [do("s7", ", then: s0")]
    assert "`s6`, `s7`: let" in found(*eight)[0].sentence
    assert "`s6`, `s7` …: let" in found(*eight[:7], do("s7"), do("s8", ", then: s0"))[0].sentence


def test_each_trap_is_told() -> None:
    told = found(ask("a", "x: b, y: c"), do("b", ", then: b"), do("c", ", then: c"))
    assert [one.line for one in told] == [FIRST + 1, FIRST + 2]


def test_a_way_back_is_allowed_while_another_leads_on() -> None:
    assert walk(do("a"), ask("b", "again: a, enough: c"), do("c"))
    assert walk(do("a"), ask("b", "again: a, enough: {effect: end}", ", then: a"))


def test_a_circle_of_skipped_steps_is_refused() -> None:
    steps = (
        ask("a", "x: {effect: end}, y: b", ", when: [important], then: b"),
        ask("b", "x: {effect: end}, y: a", ", when: [others-waiting], then: a"),
    )
    [one] = found(*steps)
    assert (one.line, one.sentence) == (
        FIRST + 1,
        "when no condition holds the walk goes in a circle, `a`, `b`: let a step without `when` lead out",
    )


def test_a_circle_through_what_is_done_meanwhile_is_refused_too() -> None:
    [one] = found(do("a"), ask("b", "x: {effect: end}", ", when: [important], then: a"))
    assert (one.line, "`a`, `b`" in one.sentence) == (FIRST + 1, True)


def test_skipped_steps_that_lead_on_are_allowed() -> None:
    script = walk(ask("a", "x: {effect: end}, y: b", ", when: [important]"), ask("b", "x: {}, y: a", ", when: [others-waiting]"))
    assert arrive(script, "a", Circumstances()) is None


def test_a_step_that_is_missing_is_told_and_not_what_follows_from_it() -> None:
    [one] = found(do("a", ", then: cc"), do("b"), do("c"))
    assert one.sentence == "there is no step `cc`; known here: a, b, c"
