"""The bulletin of a period: as its readers have it, and as the analyst writes it."""

from dataclasses import dataclass
from datetime import date

from app.complaint_figures import before, period_of
from app.hall import bulletins
from app.hall.bulletin import Bulletin
from app.hall.day import Instant
from app.hall.plan import Named
from app.hall.state import Hall
from app.rights import ANALYSTS
from counter_ui.complaints.figures import Table, tables
from counter_ui.manager.durations import moment_of
from shared_ui.picture import Look, language


@dataclass(frozen=True, slots=True)
class Checked:
    """A measure of the last bulletin at a branch."""

    measure: str
    text: str
    branch: Named
    carried: str
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """`one`: what is shown; `writes`: the analyst's form stands there, on what was `seen`. `others`: the periods there are."""

    period: str
    others: list[str]
    one: Bulletin | None
    saved: str | None
    tables: list[Table]
    checks: list[Checked]
    may_write: bool
    writes: bool
    seen: int | None


def bulletin(hall: Hall, now: Instant, look: Look) -> Page:
    spoken, rules = language(look), hall.plan.complaints
    may_write = not look.get("staff") or not ANALYSTS.duties.isdisjoint(look.get("duties", "").split())
    current = period_of(date.fromisoformat(hall.day), rules.bulletin)
    there = {*hall.published, *(hall.bulletins if may_write else ()), *((current, before(current)) if may_write else ())}
    others = sorted(there, reverse=True)
    wanted = look.get("period") or next(iter(reversed(hall.published)), before(current))
    writes = may_write and look.get("page") == "write"
    one = bulletins.newest(hall, wanted) if writes else hall.published.get(wanted)
    return Page(
        period=wanted,
        others=others,
        one=one,
        saved=moment_of(hall.plan, now, one.at, spoken) if one else None,
        tables=tables(hall, one.figures, spoken) if one else [],
        checks=_checks(hall, wanted, one),
        may_write=may_write,
        writes=writes,
        seen=one.at if one else None,
    )


def _checks(hall: Hall, period: str, one: Bulletin | None) -> list[Checked]:
    """Each measure of the last published bulletin, at each branch."""
    last = hall.published.get(before(period))
    if last is None:
        return []
    said = {(check.measure, check.branch): check for check in (one.checks if one else ())}
    found = []
    for measure in last.measures:
        for branch in bulletins.branches(hall):
            check = said.get((measure.id, branch.id))
            carried, note = (check.carried, check.note) if check else ("unknown", "")
            found.append(Checked(measure.id, measure.text, branch, carried, note))
    return found
