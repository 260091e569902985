"""Counts of complaints as tables with bars."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.complaint_figures import Figures, shares
from app.hall.plan import Complaints
from app.hall.state import Hall
from counter_ui.complaints.words import named
from shared_ui.sentences import label, say

TABLES = ("about", "cause", "about-cause", "source", "severity", "orders", "outcome", "recommended")


@dataclass(frozen=True, slots=True)
class Counted:
    name: str
    count: int
    part: int
    """Of the largest, in hundredths: the bar's length."""


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    name: str
    rows: list[Counted]


def tables(hall: Hall, figures: Figures | Mapping[str, Mapping[str, int]], spoken: str) -> list[Table]:
    told: Figures = {name: dict(counts) for name, counts in figures.items()}
    return [Table(id, say(spoken, f"bulletin.{id}"), _rows(hall, told, id, spoken)) for id in TABLES if told.get(id)]


def _rows(hall: Hall, figures: Figures, id: str, spoken: str) -> list[Counted]:
    rows = shares(figures, id)
    most = max((count for _, count in rows), default=1)
    return [Counted(_name(hall, id, code, spoken), count, round(100 * count / most)) for code, count in rows]


def _name(hall: Hall, id: str, code: str, spoken: str) -> str:
    rules = hall.plan.complaints
    match id:
        case "about":
            return named(rules.classes, code, spoken)
        case "cause":
            return _cause(rules, code, spoken)
        case "about-cause":
            about, _, cause = code.partition("/")
            return f"{named(rules.classes, about, spoken)} · {_cause(rules, cause, spoken)}"
        case "recommended":
            offers = {one.id: one.name.in_(spoken) for one in hall.plan.offers}
            return offers.get(code, say(spoken, "cases.other_offer"))
        case "orders" | "outcome":
            return label(spoken, f"bulletin.{id}_of", code)
        case _:
            return label(spoken, f"cases.{id}", code)


def _cause(rules: Complaints, code: str, spoken: str) -> str:
    return say(spoken, "bulletin.unknown") if code == "unknown" else named(rules.causes, code, spoken)
