"""Steps of scripts into the figures. They are half of all facts: each is counted once, by all that it is about, and told to the
tables when the day's figures are asked for (measured: a fold takes a third of the time)."""

from app.hall.events import OfWalk, StepDone
from app.reports.figures import FULL, TABLES, Cell, Figures, by_hour

MEASURES = ("times", "took", "longest", "late", "skipped", "moments", "kept")
assert TABLES["steps"].measures == MEASURES
assert TABLES["post_steps"].measures == (*MEASURES[:4], *MEASURES[5:])
_About = tuple[str, str | None, str, str, str]
"""Post, person, script, step and hour."""


class Stepbook:
    def __init__(self) -> None:
        self._cells: dict[_About, Cell] = {}

    def done(self, fact: StepDone, hour: str) -> None:
        cell = self._cell(fact, fact.step, hour)
        took = fact.at - fact.entered
        cell[0] += 1
        cell[1] += took
        if took > cell[2]:
            cell[2] = took
        cell[3] += fact.late
        cell[4] += fact.reason is not None
        if fact.moment:
            cell[5] += 1
            cell[6] += bool(fact.kept)

    def owed(self, fact: OfWalk, step: str, hour: str) -> None:
        """A moment of truth that a walk left out."""
        self._cell(fact, step, hour)[5] += 1

    def _cell(self, fact: OfWalk, step: str, hour: str) -> Cell:
        about = fact.post, fact.who, fact.script, step, hour
        if (cell := self._cells.get(about)) is None:
            cell = self._cells[about] = [0] * len(MEASURES)
        return cell

    def into(self, figures: Figures) -> None:
        """Tells all that came since it was last asked."""
        told = [(post, who, script, step, hour, cell) for (post, who, script, step, hour), cell in self._cells.items()]
        figures.gather(by_hour("steps"), (((script, step, hour), cell) for _, _, script, step, hour, cell in told))
        of_all = [(who or post, script, step, hour, [*cell[:4], *cell[5:]]) for post, who, script, step, hour, cell in told]
        figures.gather(by_hour("posts"), (((name, hour), cell) for name, _, _, hour, cell in of_all))
        figures.gather("post_steps", (((name, script, step), cell) for name, script, step, _, cell in of_all))
        marks = [(post, who, [cell[5], FULL * cell[6]]) for post, who, *_, cell in told if cell[5]]
        figures.gather("post_marks", (((post, "moments"), cell) for post, _, cell in marks))
        figures.gather("person_marks", (((who, "moments"), cell) for _, who, cell in marks if who is not None))
        self._cells.clear()
