"""A recorded day of a call centre, read as the day of a hall. Times are seconds after midnight, durations seconds.

The layout is that of the «Anonymous Bank» files (Guedj and Mandelbaum, Technion): docs/replay.md says which rows count.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

NIGHT_ENDS = 6 * 3600
"""Before six nobody works: what is logged there are clock errors and calls that nobody could take."""
LONGEST_QUEUE = 30 * 60
LONGEST_SERVICE = 60 * 60
AWAY = 5 * 60
"""An agent unseen for so long is away. Measured on the sample day: when somebody waited, 96 % of the pauses were shorter."""
RARE = 0.02
"""A call type with a smaller share of the served calls says nothing about who can serve it: every counter does."""
VIP = "2"
DAY = 24 * 3600


class RecordError(Exception):
    """The file can't be replayed; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One call, as it is logged. None: that did not happen."""

    date: str
    priority: str
    type: str
    vru_exit: int | None
    q_start: int | None
    q_exit: int | None
    outcome: str
    ser_start: int | None
    ser_exit: int | None
    server: str

    @property
    def arrival(self) -> int | None:
        return self.q_start if self.q_start is not None else self.vru_exit

    @property
    def queued(self) -> int:
        """How long; 0 for who never queued."""
        return self.q_exit - self.q_start if self.q_start is not None and self.q_exit else 0

    @property
    def service(self) -> tuple[int, int] | None:
        """Begin and end; a service that ends after midnight is logged with the next day's clock."""
        if not self.server or self.ser_start is None or self.ser_exit is None:
            return None
        end = self.ser_exit + DAY * (self.ser_exit < self.ser_start)
        return self.ser_start, end


@dataclass(frozen=True, slots=True)
class Arrival:
    """A customer. `takes`: the service once it has begun; `patience`: leaves if not called by then, None: stays.

    `waited` is what the caller waited in the record; None: hung up.
    """

    at: int
    service: str
    vip: bool
    takes: int
    patience: int | None
    waited: int | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A counter is open from `opens` to `closes`."""

    counter: int
    opens: int
    closes: int


@dataclass(frozen=True)
class Day:
    """`serves`: the services of each counter. `dropped`: rows that were left out, by reason."""

    date: str
    arrivals: tuple[Arrival, ...]
    shifts: tuple[Shift, ...]
    serves: dict[int, tuple[str, ...]]
    dropped: dict[str, int]

    @property
    def services(self) -> list[str]:
        return sorted({arrival.service for arrival in self.arrivals})

    @property
    def begins(self) -> int:
        return min([self.shifts[0].opens, self.arrivals[0].at])

    @property
    def ends(self) -> int:
        return max(max(shift.closes for shift in self.shifts), self.arrivals[-1].at)


def read_day(path: Path, date: str | None = None) -> Day:
    """The day of a file, or one of several; `.gz` is unpacked. Raises RecordError."""
    try:
        with _opened(path) as file:
            rows = [row for row in _rows(file) if date in (None, row.date)]
    except OSError as error:
        raise RecordError(f"{path} can't be read: {error.strerror or error}.") from None
    dates = sorted({row.date for row in rows})
    if len(dates) != 1:
        raise RecordError(f"{path} has {len(dates)} such days: choose one with --date." if dates else f"{path} has no such day.")
    return day_of(rows)


def _opened(path: Path) -> TextIO:
    return gzip.open(path, "rt") if path.suffix == ".gz" else open(path)


def _rows(file: Iterable[str]) -> Iterator[Row]:
    for line, raw in enumerate(csv.DictReader(file), 2):
        try:
            times = {name: int(raw[name]) if raw[name] else None for name in _TIMES}
            yield Row(**times, **{name: raw[name] or "" for name in _TEXTS})  # type: ignore[arg-type]
        except (KeyError, ValueError, TypeError):
            raise RecordError(f"line {line} is not a call as the Anonymous Bank logged them.") from None


_TIMES = ("vru_exit", "q_start", "q_exit", "ser_start", "ser_exit")
_TEXTS = ("date", "priority", "type", "outcome", "server")


def day_of(rows: list[Row]) -> Day:
    """The arrivals in their order, and the counters: S01, S02 … as far as seen become 1, 2 …"""
    reasons = Counter(reason for row in rows if (reason := unfit(row)))
    fit = [row for row in rows if not unfit(row)]
    served = [row for row in fit if row.service]
    if not served:
        raise RecordError("nobody is served on this day.")
    agents = {agent: number for number, agent in enumerate(sorted({row.server for row in served}), 1)}
    return Day(
        rows[0].date,
        tuple(_arrivals(sorted(fit, key=lambda row: row.arrival or 0), served)),
        tuple(sorted(_shifts(served, agents), key=lambda shift: (shift.opens, shift.counter))),
        _skills(served, agents),
        dict(reasons),
    )


def unfit(row: Row) -> str | None:
    """Why a row is not replayed; None: it is."""
    if row.outcome == "PHANTOM":
        return "phantom"
    if row.arrival is None or row.arrival < NIGHT_ENDS:
        return "night"
    if not 0 <= row.queued <= LONGEST_QUEUE:
        return "clock error"
    if row.outcome == "HANG":
        return None if row.q_start is not None else "hung up before queueing"
    if row.service is None:
        return "nobody served"
    begin, end = row.service
    return "clock error" if end - begin > LONGEST_SERVICE else None


def _arrivals(rows: list[Row], served: list[Row]) -> Iterator[Arrival]:
    """Who hung up was never served: should they be called here, they take as long as the last served one of their type."""
    latest = {row.type: _takes(row) for row in reversed(served)}
    for row in rows:
        if row.service:
            latest[row.type] = _takes(row)
        patience = row.queued if row.outcome == "HANG" else None
        waited = None if row.outcome == "HANG" else row.queued
        takes = latest.get(row.type) or _takes(served[0])
        yield Arrival(row.arrival or 0, row.type.lower(), row.priority == VIP, takes, patience, waited)


def _takes(row: Row) -> int:
    assert row.service is not None
    begin, end = row.service
    return max(1, end - begin)


def _shifts(served: list[Row], agents: dict[str, int]) -> Iterator[Shift]:
    seen = defaultdict(list)
    for row in served:
        seen[row.server].append(row.service or (0, 0))
    for agent, spans in seen.items():
        (opens, closes), *later = sorted(spans)
        for begin, end in later:
            if begin - closes > AWAY:
                yield Shift(agents[agent], opens, closes)
                opens = begin
            closes = max(closes, end)
        yield Shift(agents[agent], opens, closes)


def _skills(served: list[Row], agents: dict[str, int]) -> dict[int, tuple[str, ...]]:
    """A counter serves the types that its agent was seen with on that day, and the rare ones."""
    share = Counter(row.type for row in served)
    rare = {kind for kind, count in share.items() if count < RARE * len(served)}
    seen: dict[int, set[str]] = {number: set(rare) for number in agents.values()}
    for row in served:
        seen[agents[row.server]].add(row.type)
    return {number: tuple(sorted(kind.lower() for kind in kinds)) for number, kinds in sorted(seen.items())}
