"""A service script laid out as a flowchart: boxes from top to bottom in the order of the file; ways that jump run in lanes beside
them, forward ones at the right, those that go back at the left. A step that is jumped to has one lane: no two lines overlap."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from app.hall.script import Answer, Effect, Script, Step

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Way:
    """A way on. `to` is the place of the next step, None: the end; `onward`: it lies right below; `leaves`: an effect ends the
    walk here, or goes on with another script."""

    kind: Literal["answer", "then", "skip"]
    to: int | None
    onward: bool
    leaves: bool
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line across the chart. `left`, `right`: how the lines run through each lane, from the box outwards; `enters`: at which
    sides a jump comes in."""

    part: Literal["head", "body", "way", "gap"]
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    way: Way | None = None
    enters: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """`falls`: an arrow leads from its foot to the box below, or to the end."""

    place: int
    step: Step
    rows: tuple[Row, ...]
    falls: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    boxes: tuple[Box, ...]
    left: int
    right: int


@dataclass(slots=True)
class _Lane:
    """All jumps of one side to one step: from which rows, into which."""

    side: Side
    into: int
    exits: list[int] = field(default_factory=list)
    dashed: set[int] = field(default_factory=set)
    at: int = 0

    @property
    def first(self) -> int:
        return min(self.into, *self.exits)

    @property
    def last(self) -> int:
        return max(self.into, *self.exits)


def draw(script: Script) -> Drawing:
    ways = [tuple(_ways(script, place, step)) for place, step in enumerate(script.steps)]
    lanes = _lanes(ways)
    width = {side: _settle([lane for lane in lanes if lane.side == side]) for side in SIDES}
    boxes, number = [], 0
    for place, step in enumerate(script.steps):
        parts = [Row("head"), Row("body"), *(Row("way", way=way) for way in _shown(ways[place])), Row("gap")]
        rows = tuple(_run(part, number + more, lanes, width) for more, part in enumerate(parts))
        boxes.append(Box(place, step, rows, any(way.onward or _runs_out(way) for way in ways[place])))
        number += len(rows)
    return Drawing(tuple(boxes), width["left"], width["right"])


# ------------------------------------------------------------ ways
def _ways(script: Script, place: int, step: Step) -> Iterator[Way]:
    at = {one.id: other for other, one in enumerate(script.steps)}

    def way(kind: Literal["answer", "then", "skip"], to: str | None, answer: Answer | None = None) -> Way:
        leaves = kind != "skip" and (_ends(step.effect) or (answer is not None and _ends(answer.effect)))
        goes = None if to is None or leaves else at[to]
        return Way(kind, goes, goes == place + 1, leaves, answer)

    yield from (way("answer", script.following(step, answer), answer) for answer in step.answers)
    if not step.answers:
        yield way("then", script.following(step))
    if step.when:
        yield way("skip", script.skipped(step))


def _ends(effect: Effect | None) -> bool:
    return effect is not None and effect.name in ("end", "transfer")


def _runs_out(way: Way) -> bool:
    """It comes to the end of the file."""
    return way.to is None and not way.leaves


def _shown(ways: tuple[Way, ...]) -> list[Way]:
    """Every answer has a line of its own; else only what doesn't simply go on below, and what alone does."""
    alone = [way for way in ways if way.onward] if sum(way.onward for way in ways) == 1 and len(ways) > 1 else []
    return [way for way in ways if way.kind == "answer" or way in alone or not (way.onward or _runs_out(way))]


# ------------------------------------------------------------ lanes
def _lanes(ways: list[tuple[Way, ...]]) -> list[_Lane]:
    heads = list(accumulate(map(_height, ways[:-1]), initial=0))
    found: dict[tuple[Side, int], _Lane] = {}
    for place, step in enumerate(ways):
        for row, way in enumerate(_shown(step), heads[place] + 2):
            if way.to is None or way.onward:
                continue
            side: Side = "right" if way.to > place else "left"
            lane = found.setdefault((side, way.to), _Lane(side, heads[way.to]))
            lane.exits.append(row)
            if way.kind == "skip":
                lane.dashed.add(row)
    return list(found.values())


def _height(ways: tuple[Way, ...]) -> int:
    """Rows of a box: head, body, its ways, the gap below."""
    return 3 + len(_shown(ways))


def _settle(lanes: list[_Lane]) -> int:
    """Gives each lane its place, the short ones nearest to the boxes; how many places are needed."""
    settled: list[_Lane] = []
    for lane in sorted(lanes, key=lambda lane: (lane.last - lane.first, lane.first)):
        taken = {other.at for other in settled if other.first <= lane.last and lane.first <= other.last}
        lane.at = next(at for at in range(len(lanes)) if at not in taken)
        settled.append(lane)
    return max((lane.at + 1 for lane in lanes), default=0)


def _run(row: Row, number: int, lanes: list[_Lane], width: dict[Side, int]) -> Row:
    cells: dict[Side, list[set[str]]] = {side: [set() for _ in range(width[side])] for side in SIDES}
    enters: list[Side] = []
    for lane in lanes:
        _pass(cells[lane.side], lane, number)
        if lane.into == number:
            enters.append(lane.side)
    left, right = (tuple(" ".join(sorted(cell)) for cell in cells[side]) for side in SIDES)
    return Row(row.part, left, right, row.way, tuple(enters))


def _pass(cells: list[set[str]], lane: _Lane, row: int) -> None:
    """The line of one lane in one row: down (`v`, or a half of it) and across to the box (`h`, a half of it at the turn)."""
    if not lane.first <= row <= lane.last:
        return
    cells[lane.at].add("vb" if row == lane.first else "vt" if row == lane.last else "v")
    if row == lane.into or row in lane.exits:
        dashed = {"dashed"} if row in lane.dashed else set()
        cells[lane.at] |= {"turn"} | dashed
        for cell in cells[: lane.at]:
            cell |= {"h"} | dashed
