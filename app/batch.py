"""What the desk has in hand: wishes and questions that wait, and what one transaction writes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.hall.day import Instant
from app.hall.events import Fact
from app.hall.state import Hall
from app.log import Remembered
from app.personal import Noted
from app.wishes import Answer, Wish

T = TypeVar("T")


class Broken(Exception):
    """A fact could not be applied or answered for: the hall in memory can't be trusted, and nothing of it is committed. The rest
    of the batch is decided anew without the wish that did it."""

    job: "Job | None" = None


def raisable(error: Exception) -> Exception:
    """A future refuses a StopIteration, and whoever sets one gets a TypeError instead: it would stop the desk."""
    return RuntimeError("something that must be there was not found") if isinstance(error, StopIteration) else error


@dataclass(slots=True, eq=False)
class Job:
    wish: Wish
    future: "asyncio.Future[Answer]"
    since: float
    """When it was asked for, by the event loop's clock."""
    outcome: Answer | Exception | None = None


@dataclass(slots=True, eq=False)
class Read(Generic[T]):
    hall: str
    question: Callable[[Hall, Instant], T]
    future: "asyncio.Future[T]"
    newest: bool = False


@dataclass(slots=True)
class Batch:
    """What one transaction writes. Facts by hall, behind the version that the hall had."""

    after: dict[str, int] = field(default_factory=dict)
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    days: list[dict[str, Any]] = field(default_factory=list)
    commands: list[tuple[Any, ...]] = field(default_factory=list)
    answers: dict[tuple[str, bytes], Remembered] = field(default_factory=dict)
    personal: list[Noted] = field(default_factory=list)
