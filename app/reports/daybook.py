"""The day's figures as a fold of its facts: what happened to tickets, at counters, in scripts and around them.

What is under way when a day ends is carried into the next one, and counts there when it ends. Nothing personal is in a fact, so nothing
personal is in a figure.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson

from app.hall import events
from app.hall.day import Instant, zone
from app.hall.plan import MINUTE
from app.reports.figures import Figures

NOBODY = ""
"""Who served, where nobody had said who opened the counter."""
HOUR = 60 * MINUTE
F = TypeVar("F", bound=events.Fact)


@dataclass(slots=True)
class Visit:
    """A ticket on its way. `since`: it waits since then; `counter`: where it is called or served; `missed`: nobody came when it was
    called."""

    service: str
    level: str
    taken: Instant
    promised: Instant
    since: Instant
    counter: int | None = None
    called: Instant | None = None
    started: Instant | None = None
    missed: bool = False


@dataclass(slots=True)
class Desk:
    """A counter: who sits there, in which state and since when; the reason of a pause."""

    who: str = NOBODY
    state: str = "closed"
    since: Instant = 0
    reason: str = ""


@dataclass(slots=True)
class Carried:
    """What goes over from one day into the next."""

    timezone: str = "UTC"
    promises: dict[str, int] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    follow_ups: dict[str, str] = field(default_factory=dict)

    def encode(self) -> str:
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def decode(cls, told: str) -> "Carried":
        found = orjson.loads(told)
        found["visits"] = {key: Visit(**one) for key, one in found["visits"].items()}
        found["desks"] = {key: Desk(**one) for key, one in found["desks"].items()}
        return cls(**found)


class Daybook:
    """Takes the facts of one business day in their order; `figures` are what they come to so far."""

    def __init__(self, carried: Carried | None = None) -> None:
        self.carried = carried or Carried()
        self.figures = Figures()
        self._hours: dict[int, str] = {}

    def take(self, fact: events.Fact) -> None:
        takes = _TAKES.get(type(fact))
        if takes is not None:
            takes(self, fact)

    # ------------------------------------------------------------ tickets
    def _taken(self, fact: events.TicketTaken) -> None:
        promise = self.carried.promises.get(fact.level, 0)
        self.carried.visits[_of(fact)] = Visit(fact.service, fact.level, fact.at, fact.at + promise, fact.at)
        self.figures.add("taken", (self._hour(fact.at), fact.service, fact.level), tickets=1)

    def _called(self, fact: events.TicketCalled) -> None:
        visit = self.carried.visits.get(_of(fact))
        if visit is None:
            return
        visit.counter, visit.called, visit.started = fact.counter, fact.at, None
        about, waited = (visit.service, visit.level), fact.at - visit.since
        promised = int(fact.at <= visit.promised)
        key = self._hour(visit.taken), *about
        self.figures.add("waits", key, calls=1, waited=waited, longest=waited, promised=promised)
        self.figures.add("wait_minutes", (*about, str(waited // MINUTE)), calls=1)
        if fact.why == "chosen":
            self.figures.add("jumps", (str(fact.counter), fact.reason or "other"), calls=1, passed=len(fact.passed))

    def _resumed(self, fact: events.TicketResumed) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            visit.counter, visit.called, visit.started = fact.counter, fact.at, None

    def _started(self, fact: events.ServiceStarted) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            self._until_started(visit, fact.at)
            visit.started = fact.at

    def _leg(self, fact: events.LegBegan) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            self._served(visit, fact.at)
            visit.service, visit.started = fact.service, fact.at

    def _finished(self, fact: events.ServiceFinished) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            self._until_started(visit, fact.at)
            self._served(visit, fact.at)
            self._ended(fact, "done")

    def _missed(self, fact: events.TicketMissed) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            self._until_started(visit, fact.at)
            self.figures.add("missed", (self._who(fact.counter), str(fact.counter), visit.service), calls=1)
            visit.counter, visit.called, visit.missed = None, None, True

    def _rejoined(self, fact: events.TicketRejoined) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            visit.since, visit.promised, visit.missed = fact.at, max(visit.promised, fact.at), False
            self.figures.add("missed", (NOBODY, "", visit.service), rejoined=1)

    def _held(self, fact: events.TicketHeld) -> None:
        self._left_counter(fact)

    def _waits_again(self, fact: events.HoldEnded) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            visit.since = fact.at

    def _transferred(self, fact: events.TicketTransferred) -> None:
        if (visit := self._left_counter(fact)) is not None:
            visit.service, visit.since = fact.service, fact.at

    def _changed(self, fact: events.ServiceChanged) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            visit.service = fact.service

    def _cancelled(self, fact: events.TicketCancelled) -> None:
        self._left_counter(fact)
        self._ended(fact, "cancelled")

    def _expired(self, fact: events.TicketExpired) -> None:
        visit = self.carried.visits.get(_of(fact))
        self._ended(fact, "missed" if visit is not None and visit.missed else "expired")

    def _left_counter(self, fact: events.OfTicket) -> Visit | None:
        """What was done for it there counts as a service."""
        visit = self.carried.visits.get(_of(fact))
        if visit is not None and visit.counter is not None:
            self._until_started(visit, fact.at)
            if visit.started is not None:
                self._served(visit, fact.at)
            visit.counter = visit.called = visit.started = None
        return visit

    def _until_started(self, visit: Visit, now: Instant) -> None:
        """How long the counter waited for its customer."""
        if visit.counter is not None and visit.called is not None and visit.started is None:
            self._at_counter(visit.counter, calling=now - visit.called)

    def _served(self, visit: Visit, now: Instant) -> None:
        if visit.counter is None or visit.started is None:
            return
        took, who = now - visit.started, self._who(visit.counter)
        key = who, str(visit.counter), visit.service
        self.figures.add("served", key, services=1, took=took, longest=took)
        self.figures.add("service_minutes", (visit.service, str(took // MINUTE)), services=1)
        self._at_counter(visit.counter, serving=took)

    def _ended(self, fact: events.OfTicket, outcome: str) -> None:
        if (visit := self.carried.visits.pop(_of(fact), None)) is not None:
            self.figures.add("ends", (visit.service, visit.level, outcome), tickets=1)

    # ------------------------------------------------------------ counters
    def _opened(self, fact: events.CounterOpened) -> None:
        self._turn(fact.counter, fact.at, "open", who=fact.staff or NOBODY)

    def _paused(self, fact: events.CounterPaused) -> None:
        self._turn(fact.counter, fact.at, "paused", reason=fact.reason or "other")

    def _closed(self, fact: events.CounterClosed) -> None:
        self._turn(fact.counter, fact.at, "closed")

    def _turn(self, counter: int, now: Instant, state: str, who: str | None = None, reason: str = "") -> None:
        """The state that ends counts, and another one begins."""
        desk = self.carried.desks.setdefault(str(counter), Desk())
        took = now - desk.since
        if desk.state == "open":
            self._at_counter(counter, open=took)
        elif desk.state == "paused":
            self._at_counter(counter, paused=took)
            self.figures.add("pauses", (str(counter), desk.who, desk.reason), times=1, took=took)
        if who is not None and (who or desk.state == "closed"):
            desk.who = who
        desk.state, desk.since, desk.reason = state, now, reason

    def _at_counter(self, counter: int, **measures: int) -> None:
        self.figures.add("counters", (str(counter), self._who(counter)), **measures)

    def _who(self, counter: int) -> str:
        desk = self.carried.desks.get(str(counter))
        return desk.who if desk is not None else NOBODY

    def _recovered(self, fact: events.SystemRecovered) -> None:
        self.figures.add("faults", (str(fact.counter),), times=1, took=fact.lasted)

    # ------------------------------------------------------------ scripts, and what they bring about
    def _step(self, fact: events.StepDone) -> None:
        who = fact.who or fact.post
        kept, skipped = int(bool(fact.moment and fact.kept)), int(fact.reason is not None)
        measures = {"took": fact.at - fact.entered, "late": int(fact.late), "moments": int(fact.moment)}
        self.figures.add("steps", (fact.script, fact.step, who), times=1, kept=kept, skipped=skipped, **measures)
        if fact.stood_in is not None and fact.moment:
            self.figures.add("steps", (fact.script, fact.step, fact.stood_in), moments=1, kept=kept)

    def _walk_ended(self, fact: events.WalkEnded) -> None:
        for step in fact.owed:
            self.figures.add("steps", (fact.script, step, fact.who or fact.post), moments=1)
        if fact.runner != "counter":
            self.figures.add("guided", (fact.runner, fact.outcome), walks=1)

    def _diverted(self, fact: events.CustomerDiverted) -> None:
        self.figures.add("diverted", (fact.service, fact.channel), customers=1)

    def _recommended(self, fact: events.Recommended) -> None:
        self.figures.add("offers", (fact.offer or "other", fact.post, fact.outcome), times=1)

    def _page(self, fact: events.ManagerPaged) -> None:
        self.carried.pages[fact.page] = fact.reason
        self.figures.add("pages", (fact.reason,), times=1)

    def _page_answered(self, fact: events.PageAnswered) -> None:
        if (reason := self.carried.pages.pop(fact.page, None)) is not None:
            self.figures.add("pages", (reason,), answered=1, waited=fact.waited)

    def _page_withdrawn(self, fact: events.PageWithdrawn) -> None:
        if (reason := self.carried.pages.pop(fact.page, None)) is not None:
            self.figures.add("pages", (reason,), withdrawn=1)

    def _follow_up(self, fact: events.FollowUpSet) -> None:
        self.carried.follow_ups[fact.follow_up] = fact.what
        self.figures.add("follow_ups", (fact.what,), set=1)

    def _follow_up_done(self, fact: events.FollowUpDone) -> None:
        if (what := self.carried.follow_ups.pop(fact.follow_up, None)) is not None:
            self.figures.add("follow_ups", (what,), done=1, late=int(fact.late))

    # ------------------------------------------------------------ the day
    def _plan(self, fact: events.HallSet) -> None:
        self.carried.timezone = fact.plan.timezone
        self.carried.promises = {level.id: level.promise for level in fact.plan.levels}
        self._hours.clear()

    def _day(self, fact: events.DayBegan) -> None:
        self.figures.add("days", (), days=1)

    def _hour(self, at: Instant) -> str:
        """By the hall's clock, 00 to 23. A quarter of an hour has one hour in every zone."""
        slot = at // (HOUR // 4)
        if (hour := self._hours.get(slot)) is None:
            hour = self._hours[slot] = f"{_wall_hour(self.carried.timezone, at):02d}"
        return hour


def _wall_hour(timezone: str, at: Instant) -> int:
    return datetime.fromtimestamp(at // 1000, UTC).astimezone(zone(timezone)).hour


def _of(fact: events.OfTicket) -> str:
    return f"{fact.day} {fact.number}"


_TAKES: dict[type[events.Fact], Callable[[Daybook, Any], None]] = {
    events.TicketTaken: Daybook._taken,
    events.TicketCalled: Daybook._called,
    events.TicketResumed: Daybook._resumed,
    events.ServiceStarted: Daybook._started,
    events.LegBegan: Daybook._leg,
    events.ServiceFinished: Daybook._finished,
    events.TicketMissed: Daybook._missed,
    events.TicketRejoined: Daybook._rejoined,
    events.TicketHeld: Daybook._held,
    events.HoldEnded: Daybook._waits_again,
    events.TicketTransferred: Daybook._transferred,
    events.ServiceChanged: Daybook._changed,
    events.TicketCancelled: Daybook._cancelled,
    events.TicketExpired: Daybook._expired,
    events.CounterOpened: Daybook._opened,
    events.CounterPaused: Daybook._paused,
    events.CounterClosed: Daybook._closed,
    events.SystemRecovered: Daybook._recovered,
    events.StepDone: Daybook._step,
    events.WalkEnded: Daybook._walk_ended,
    events.CustomerDiverted: Daybook._diverted,
    events.Recommended: Daybook._recommended,
    events.ManagerPaged: Daybook._page,
    events.PageAnswered: Daybook._page_answered,
    events.PageWithdrawn: Daybook._page_withdrawn,
    events.FollowUpSet: Daybook._follow_up,
    events.FollowUpDone: Daybook._follow_up_done,
    events.HallSet: Daybook._plan,
    events.DayBegan: Daybook._day,
}
COUNTED = tuple(_TAKES)
"""The facts that the figures are made of."""
