"""What a day's log says about the waiting, and whether the promises of the rule were kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Event = Mapping[str, Any]
ENDS = {
    "TicketCalled": "called",
    "TicketResumed": "called",
    "ServiceStarted": "serving",
    "TicketHeld": "held",
    "HoldEnded": "waiting",
    "TicketTransferred": "waiting",
    "TicketRejoined": "waiting",
    "ServiceFinished": "done",
    "TicketMissed": "missed",
    "TicketCancelled": "cancelled",
    "TicketExpired": "expired",
}
"""The state in which each event leaves its ticket."""
APART = ("TicketRejoined", "TicketLetPass", "TicketResumed", "HoldEnded", "TicketTransferred")
"""Tickets that were moved by hand are counted apart, as the design has it."""


@dataclass(slots=True)
class Story:
    """A ticket. `taken` and `called` in seconds; `calls` since it last began to wait."""

    number: str
    level: str
    service: str
    taken: float
    state: str = "waiting"
    called: float | None = None
    calls: int = 0
    apart: bool = False
    passed_by: int = 0


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of the recorded day."""

    count: int
    mean: float
    p95: float
    longest: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Waits":
        ordered = sorted(seconds)
        if not ordered:
            return cls(0, 0.0, 0.0, 0.0)
        return cls(len(ordered), sum(ordered) / len(ordered), ordered[max(0, -(-95 * len(ordered) // 100) - 1)], ordered[-1])


@dataclass
class Findings:
    """`beyond`: overtakings of more than the gap between the promises. `most_passed`: later tickets that went before one
    ticket, at most. `states`: how many tickets ended in each."""

    waits: dict[str, Waits]
    issued: int
    states: Counter[str]
    twice: int
    beyond: int
    most_passed: int

    @property
    def conserved(self) -> bool:
        return self.issued == sum(self.states.values())


def instant(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()


class Reader:
    """Follows a log. `serves`: the services of each counter; `promises`: seconds by level, in the log's own time."""

    def __init__(self, serves: Mapping[int, Iterable[str]], promises: Mapping[str, float], speed: int = 1) -> None:
        self._serves = {counter: set(services) for counter, services in serves.items()}
        self._promises, self._speed = promises, speed
        self._stories: dict[str, Story] = {}
        self._waiting: dict[str, Story] = {}
        self._twice = self._beyond = 0

    def read(self, events: Iterable[Event]) -> Findings:
        for event in events:
            kind, data = event["type"], event["data"]
            if kind == "TicketTaken":
                self._take(data, instant(event["at"]))
            elif kind in ENDS:
                self._change(kind, data, instant(event["at"]))
        return self._findings()

    def _take(self, data: Mapping[str, Any], at: float) -> None:
        story = Story(data["number"], data["level"], data["service"], at)
        self._stories[story.number] = self._waiting[story.number] = story

    def _change(self, kind: str, data: Mapping[str, Any], at: float) -> None:
        story = self._stories[data["number"]]
        if kind == "TicketCalled":
            self._call(story, data, at)
        story.apart |= kind in APART
        story.state = ENDS[kind]
        if story.state == "waiting":
            story.calls = 0
            self._waiting[story.number] = story
        else:
            self._waiting.pop(story.number, None)

    def _call(self, story: Story, data: Mapping[str, Any], at: float) -> None:
        story.calls += 1
        self._twice += story.calls > 1
        story.called = story.called or at
        if data["why"] != "due" or story.apart:
            return
        for other in self._waiting.values():
            if other.taken < story.taken and not other.apart and other.service in self._serves[data["counter"]]:
                other.passed_by += 1
                self._beyond += story.taken - other.taken > self._gap(other.level, story.level)

    def _gap(self, passed: str, called: str) -> float:
        """By how much later `called` may have come; 1 ms for the clock's grain."""
        return max(0.0, self._promises[passed] - self._promises[called]) + 0.001

    def _findings(self) -> Findings:
        stories = self._stories.values()
        waits: dict[str, list[float]] = defaultdict(list)
        for story in stories:
            if story.called is not None:
                waits[story.level].append((story.called - story.taken) * self._speed)
        return Findings(
            waits={level: Waits.of(waits[level]) for level in self._promises},
            issued=len(stories),
            states=Counter(story.state for story in stories),
            twice=self._twice,
            beyond=self._beyond,
            most_passed=max((story.passed_by for story in stories), default=0),
        )
