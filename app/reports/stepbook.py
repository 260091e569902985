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
        about = fact.post, fact.who, fact.script, fact.step, hour
        if (cell := self._cells.get(about)) is None:
            cell = self._cells[about] = [0] * len(MEASURES)
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
        self._cells.setdefault((fact.post, fact.who, fact.script, step, hour), [0] * len(MEASURES))[5] += 1

    def into(self, figures: Figures) -> None:
        """Tells all that came since it was last asked."""
        told, people = self._cells.items(), Figures()
        figures.gather(by_hour("steps"), ((about[2:], cell) for about, cell in told))
        of_all = [(about, [*cell[:4], *cell[5:]]) for about, cell in told]
        figures.gather("post_steps", (((who or post, script, step), cell) for (post, who, script, step, _), cell in of_all))
        people.gather(by_hour("posts"), (((post, who or "", hour), cell) for (post, who, _, _, hour), cell in of_all))
        for (post, who, hour), cell in people.tables.get(by_hour("posts"), {}).items():
            figures.gather(by_hour("posts"), [((who or post, hour), cell)])
            if cell[4]:
                marks = [cell[4], FULL * cell[5]]
                figures.gather("post_marks", [((post, "moments"), marks)])
                figures.gather("person_marks", [((who, "moments"), marks)] if who else [])
        self._cells.clear()
