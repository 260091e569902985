"""A service script drawn as a flowchart: where its lines run."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hall.plan import Text
from app.hall.script import Answer, Condition, Effect, Script, Step
from app.script_file import read_script
from counter_ui.manager.drawing import Drawing, Row, draw

SCRIPTS = sorted((Path(__file__).parent.parent.parent / "service_scripts").glob("*.yaml"))


def script(*steps: Step) -> Script:
    return Script("s", Text("s", "s"), steps)


def step(id: str, *answers: Answer, **more: object) -> Step:
    return Step(id, "ask" if answers else "do", Text(id, id), answers=answers, **more)  # type: ignore[arg-type]


def rows(drawing: Drawing) -> list[Row]:
    return [row for box in drawing.boxes for row in box.rows]


def check(drawn: Drawing, of: Script) -> None:
    """Every line begins where it should, ends where it should, and never runs upon another."""
    all_rows = rows(drawn)
    for side, width in (("left", drawn.left), ("right", drawn.right)):
        cells = [getattr(row, side) for row in all_rows]
        assert {len(row) for row in cells} == {width}
        for lane in range(width):
            column = [set(row[lane].split()) for row in cells]
            for upper, lower in pairwise(column):
                assert bool(upper & {"v", "vb"}) == bool(lower & {"v", "vt"}), "a line goes on until it turns"
            for cell in column:
                assert len(cell & {"v", "vt", "vb"}) <= 1, "one line in a lane"
                assert not ("turn" in cell and "h" in cell), "what turns here doesn't go on"
        for row, run in zip(all_rows, cells, strict=True):
            turns = [at for at, cell in enumerate(run) if "turn" in cell.split()]
            assert len(turns) <= 1, "one way across"
            assert [at for at, cell in enumerate(run) if "h" in cell.split()] == list(range(turns[0] if turns else 0))
            jumps = row.way is not None and row.way.to is not None and not row.way.onward
            assert bool(turns) == (side in row.enters or (jumps and _side(drawn, row) == side))
    for place, one in enumerate(of.steps):
        for way in (row.way for row in drawn.boxes[place].rows if row.way):
            if way.to is not None and not way.onward:
                head = drawn.boxes[way.to].rows[0]
                assert ("right" if way.to > place else "left") in head.enters, one.id


def _side(drawn: Drawing, row: Row) -> str:
    place = next(box.place for box in drawn.boxes if row in box.rows)
    assert row.way is not None
    assert row.way.to is not None
    return "right" if row.way.to > place else "left"


@pytest.mark.parametrize("file", SCRIPTS, ids=[file.stem for file in SCRIPTS])
def test_the_lines_of_our_scripts_never_run_upon_each_other(file):
    found = read_script(file)
    check(draw(found), found)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_lines_of_any_script_never_run_upon_each_other(data):
    count = data.draw(st.integers(1, 9))
    ids = [f"s{place}" for place in range(count)]
    target = st.sampled_from([None, *ids])
    steps = []
    for id in ids:
        answers = [Answer(f"a{n}", to) for n, to in enumerate(data.draw(st.lists(target, max_size=3)))]
        when = (Condition("important"),) if data.draw(st.booleans()) else ()
        steps.append(step(id, *answers, then=data.draw(target), when=when))
    check(draw(script(*steps)), script(*steps))


def test_what_simply_goes_on_needs_no_lane():
    drawn = draw(script(step("a"), step("b", Answer("yes"), Answer("no", "c")), step("c")))
    assert (drawn.left, drawn.right) == (0, 0)
    assert [box.falls for box in drawn.boxes] == [True, True, True], "the last one to the end"


def test_ways_to_the_same_step_share_a_lane():
    drawn = draw(script(step("a", Answer("x", "d"), Answer("y")), step("b", then="d"), step("c"), step("d")))
    assert (drawn.left, drawn.right) == (0, 1)
    assert not drawn.boxes[1].falls, "nothing leads from b to c"


def test_going_back_is_drawn_at_the_left():
    drawn = draw(script(step("a"), step("b"), step("c", Answer("again", "a"), Answer("done"))))
    assert (drawn.left, drawn.right) == (1, 0)
    assert drawn.boxes[0].rows[0].enters == ("left",)


def test_where_a_walk_ends_no_arrow_goes_on():
    leaving = step("b", Answer("other", "c", effect=Effect("transfer", {"script": "x"})), Answer("no", "d"))
    drawn = draw(script(step("a", effect=Effect("end")), leaving, step("c"), step("d")))
    first, second = drawn.boxes[0], drawn.boxes[1]
    assert not first.falls
    assert not second.falls
    [ended] = [row.way for row in first.rows if row.way]
    assert (ended.to, ended.leaves) == (None, True)
    assert [row.way.leaves for row in second.rows if row.way] == [True, False]


def test_a_step_that_is_skipped_by_a_jump_says_where_to():
    skipped = step("a", Answer("yes"), when=(Condition("important"),), then="c")
    drawn = draw(script(skipped, step("b"), step("c")))
    ways = [row.way for row in drawn.boxes[0].rows if row.way]
    assert [(way.kind, way.to) for way in ways] == [("answer", 2), ("skip", 2)]
    [dashed] = [row for row in drawn.boxes[0].rows if row.way and row.way.kind == "skip"]
    assert "dashed" in dashed.right[0]


def test_a_condition_by_which_alone_it_goes_on_below_is_told():
    drawn = draw(script(step("a", when=(Condition("important"),), effect=Effect("end")), step("b")))
    assert [row.way.kind for row in drawn.boxes[0].rows if row.way] == ["then", "skip"]
    assert drawn.boxes[0].falls
