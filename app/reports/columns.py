"""What can stand in a column of a report: counts, times and shares, made of the measures of a cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.hall.plan import MINUTE

Kind = Literal["count", "time", "share", "mean"]
Value = int | float | None
"""A count or a mean, milliseconds, or a share from 0 to 1; None: there is nothing that it could be of."""


@dataclass(frozen=True, slots=True)
class Column:
    """One measure, or a measure for each of another; `nothing`: what it is where it wasn't measured."""

    kind: Kind
    of: str
    per: str = ""
    nothing: Value = 0

    def value(self, cell: Mapping[str, int]) -> Value:
        if not self.per:
            return cell.get(self.of, self.nothing)
        if not (each := cell.get(self.per, 0)):
            return None
        whole = cell.get(self.of, 0)
        return whole / each if self.kind in ("share", "mean") else round(whole / each)


_TIMES = ("longest", "open", "serving", "calling", "idle", "paused", "took", "faulty")
COLUMNS: dict[str, Column] = {
    **{
        name: Column("count", name)
        for name in (
            *("taken", "tickets", "done", "left", "missed", "calls", "again", "jumps", "services", "times", "steps", "late"),
            *("moments", "kept", "skipped", "diverted", "guided", "customers", "walks", "offers", "accepted", "passed"),
            *("pages", "answered", "withdrawn", "faults", "promises", "fulfilled", "rejoined", "lost", "set"),
            *("ratings", "satisfied", "complaints", "orders", "in_time", "replies", "answers"),
        )
    },
    **{name: Column("time", name) for name in _TIMES},
    "p90": Column("time", "p90", nothing=None),
    "within": Column("share", "promised", "calls"),
    "mean_wait": Column("time", "waited", "calls"),
    "mean_service": Column("time", "took", "services"),
    "mean_step": Column("time", "took", "steps"),
    "mean_time": Column("time", "took", "times"),
    "mean_answer": Column("time", "waited", "answered"),
    "use": Column("share", "serving", "open"),
    "late_share": Column("share", "late", "times"),
    "late_steps": Column("share", "late", "steps"),
    "kept_share": Column("share", "kept", "moments"),
    "accepted_share": Column("share", "accepted", "offers"),
    "mean_score": Column("mean", "score", "ratings"),
    "mean_answer_given": Column("mean", "points", "answers"),
    "satisfied_share": Column("share", "satisfied", "ratings"),
    "in_time_share": Column("share", "in_time", "answered"),
    "mean_reply": Column("time", "took", "answered"),
    "missed_share": Column("share", "missed", "taken"),
}


def with_idle(cell: dict[str, int]) -> dict[str, int]:
    """An open counter that neither serves nor waits for whom it called is idle."""
    if "open" in cell:
        cell["idle"] = max(0, cell["open"] - cell["serving"] - cell["calling"])
    return cell


def ninetieth(minutes: Mapping[int, int]) -> int:
    """Milliseconds within which nine of ten were, to the minute; `minutes`: how many by the full minutes that they took."""
    left = 0.9 * sum(minutes.values())
    for minute, count in sorted(minutes.items()):
        left -= count
        if left <= 1e-9:
            return (minute + 1) * MINUTE
    return 0
