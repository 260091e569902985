"""The bulletin on a period's complaints: figures, causes, measures, and whether the last measures were carried out."""

from dataclasses import dataclass
from typing import Literal

from app.hall.day import Instant

Carried = Literal["done", "partly", "not", "unknown"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be done so that it doesn't happen again."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a branch has carried out a measure of the last bulletin."""

    measure: str
    branch: str
    carried: Carried
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`version` counts those that were published; a draft has the number that it will have."""

    id: str
    version: int
    at: Instant
    by: str
    first: str
    last: str
    figures: dict[str, dict[str, int]]
    text: str
    measures: tuple[Measure, ...] = ()
    checks: tuple[Check, ...] = ()
    published: bool = False
    readers: tuple[str, ...] = ()
