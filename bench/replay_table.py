"""The table of a replayed day, as markdown."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.findings import Findings, Waits
from bench.record import Day


@dataclass(frozen=True, slots=True)
class Notes:
    """How a replay through a server went: refusals by code; `took`: real seconds from each command to its answer."""

    refused: Mapping[str, int]
    took: Waits
    speed: int


STATES = ("waiting", "called", "serving", "held", "done", "missed", "cancelled", "expired")


def table(day: Day, bank: Mapping[str, Waits], columns: Mapping[str, Findings], notes: Notes | None) -> str:
    """`bank`: the waits in the record. Waits in seconds of the recorded day, of those who were called."""
    head = ["", "the bank itself", *columns]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for level, name in (("ordinary", "ordinary"), ("vip", "VIP")):
        own = [bank[level], *(found.waits[level] for found in columns.values())]
        rows.append([f"{name}: called", *(f"{waits.count}" for waits in own)])
        rows.append([f"{name}: wait, mean", *(f"{waits.mean:.0f} s" for waits in own)])
        rows.append([f"{name}: wait, p95", *(f"{waits.p95:.0f} s" for waits in own)])
        rows.append([f"{name}: wait, longest", *(f"{waits.longest:.0f} s" for waits in own)])
    for name, number in (("tickets called twice", "twice"), ("overtakings beyond the promise gap", "beyond")):
        rows.append([name, "", *(str(getattr(found, number)) for found in columns.values())])
    rows.append(["most later tickets before one ticket", "", *(str(found.most_passed) for found in columns.values())])
    rows.append(["issued = sum of all states", "", *map(_sum, columns.values())])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([_about(day), "", *lines, "", _noted(notes) if notes else ""]).rstrip()


def _sum(found: Findings) -> str:
    parts = " + ".join(f"{found.states[state]} {state}" for state in STATES if found.states[state])
    return f"{found.issued} {'=' if found.conserved else '≠'} {parts}"


def _about(day: Day) -> str:
    dropped = ", ".join(f"{count} {reason}" for reason, count in sorted(day.dropped.items()))
    return (
        f"{day.date}: {len(day.arrivals)} customers, {len(day.serves)} counters in {len(day.shifts)} spells; "
        f"rows left out: {sum(day.dropped.values())} ({dropped or 'none'})."
    )


def _noted(notes: Notes) -> str:
    counts = ", ".join(f"{count} {code}" for code, count in sorted(notes.refused.items()))
    took = notes.took
    return (
        f"{took.count} commands, answered in {took.mean * 1000:.0f} ms (mean; p95 {took.p95 * 1000:.0f} ms): of the day that is "
        f"{took.mean * notes.speed:.1f} s each. Refused to clerks and customers: {counts or 'none'}."
    )
