"""The plans that a hall has had: who set each, and when."""

from dataclasses import dataclass

from app.hall.day import Instant
from app.hall.events import HallSet
from app.hall.plan import Plan
from app.hall.refusals import Refusal
from app.log import Log, Recorded

MOST = 100
"""So many versions are listed; an older one can still be asked for by its number."""


class UnknownVersion(Refusal):
    code = "unknown_version"


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """`version`: the seq of the fact that set it. `by` None: older than the record of hands."""

    version: int
    at: Instant
    by: str | None
    back_to: int | None
    plan: Plan


def plan_versions(log: Log, hall: str, most: int = MOST) -> list[PlanVersion]:
    """The newest first."""
    return [_version(one) for one in log.settings(hall, HallSet, most)]


def plan_version(log: Log, hall: str, version: int) -> PlanVersion:
    """Raises UnknownVersion."""
    found = next(log.since(hall, version - 1, 1), None)
    if found is None or found.seq != version or not isinstance(found.fact, HallSet):
        raise UnknownVersion(version=version)
    return _version(found)


def _version(one: Recorded) -> PlanVersion:
    assert isinstance(one.fact, HallSet)
    return PlanVersion(one.seq, one.fact.at, one.fact.by, one.fact.back_to, one.fact.plan)
