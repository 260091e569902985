"""The day's figures as a fold of its facts: what happened to tickets, at counters, in scripts and around them.

What is under way when a day ends is carried into the next one, and counts there when it ends. Nothing personal is in a fact, so
nothing personal is in a figure.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from app.hall import events
from app.hall.day import Instant, zone
from app.hall.plan import MINUTE
from app.ratings import BRAND_STEPS
from app.reports import casebook, markbook
from app.reports.figures import VERSION, Figures, Key, by_hour
from app.reports.stepbook import Stepbook

NOBODY = ""
"""Who served, where nobody had said who opened the counter."""
OTHER = "other"
SLOT = 15 * MINUTE
"""A quarter of an hour has one hour of the clock in every zone."""


@dataclass(slots=True)
class Visit:
    """A ticket on its way. `counter`: where it is called or served; `first`: it was never called yet; `missed`: nobody came."""

    service: str
    level: str
    taken: Instant
    due: Instant
    counter: int | None = None
    called: Instant | None = None
    started: Instant | None = None
    first: bool = True
    missed: bool = False


@dataclass(slots=True)
class Desk:
    """A counter: who sits there, in which state and since when; the reason of a pause."""

    who: str = NOBODY
    state: str = "closed"
    since: Instant = 0
    reason: str = OTHER


@dataclass(slots=True)
class Carried:
    """What goes over from one day into the next. `pages`, `follow_ups` and `complaints`: what each open one is about; `brands`:
    which one the customer of a ticket of this day has; `causes` and `traced`: what an open complaint
    was counted under; `questionnaires`: the seq of the fact that set each version."""

    timezone: str = "UTC"
    visits: dict[str, Visit] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    follow_ups: dict[str, str] = field(default_factory=dict)
    printers: dict[str, Instant] = field(default_factory=dict)
    brands: dict[str, str] = field(default_factory=dict)
    complaints: dict[str, str] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)
    traced: dict[str, str] = field(default_factory=dict)
    questionnaires: dict[str, int] = field(default_factory=dict)
    version: int = VERSION

    def encode(self) -> str:
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def decode(cls, told: str) -> "Carried":
        found = orjson.loads(told)
        found["visits"] = {key: Visit(**one) for key, one in found["visits"].items()}
        found["desks"] = {key: Desk(**one) for key, one in found["desks"].items()}
        return cls(**found)


class Daybook:
    """Takes the facts of one business day in their order."""

    def __init__(self, carried: Carried | None = None, figures: Figures | None = None, share: "Share | None" = None) -> None:
        """`share`: what is counted; by default all."""
        self.carried, self.seq, self.steps = carried or Carried(), 0, Stepbook()
        self.figures = figures or Figures()
        self.share = share or WHOLE
        self._hours: dict[int, str] = {}

    def take(self, seq: int, fact: events.Fact) -> None:
        self.seq = seq
        if (takes := self.share.get(type(fact))) is not None:
            takes(self, fact)

    def so_far(self) -> Figures:
        """With what is added up only now."""
        self.steps.into(self.figures)
        return self.figures.added_up()

    # ------------------------------------------------------------ tickets
    def _taken(self, fact: events.TicketTaken) -> None:
        self.carried.visits[_of(fact)] = Visit(fact.service, fact.level, fact.at, fact.due)
        self.count("taken", (fact.service, fact.level), fact.at, tickets=1)

    def _called(self, fact: events.TicketCalled) -> None:
        if (visit := self._at(fact, fact.counter)) is None:
            return
        if visit.first:
            self._waited(visit, fact.at, fact.waited)
        else:
            self._waited_again(visit, fact.at, fact.waited)
        visit.first = visit.missed = False
        if fact.why == "chosen":
            self.count("jumps", (str(fact.counter), fact.reason or OTHER), fact.at, calls=1, passed=len(fact.passed))

    def _waited(self, visit: Visit, now: Instant, waited: int) -> None:
        """The promise is about the wait from the ticket to its first call. It stands in the hour in which the customer came."""
        told = {"calls": 1, "waited": waited, "longest": waited, "promised": int(now <= visit.due)}
        minute = str(waited // MINUTE)
        self.count("waits", (visit.service, visit.level), visit.taken, **told)
        self.figures.add("wait_minutes", (visit.service, visit.level, minute), calls=1)
        self.figures.add("hour_minutes", (self._hour(visit.taken), minute), calls=1)

    def _waited_again(self, visit: Visit, now: Instant, waited: int) -> None:
        self.count("waits_again", (visit.service, visit.level), now, calls=1, waited=waited, longest=waited)

    def _at(self, fact: events.OfTicket, counter: int) -> Visit | None:
        visit = self.carried.visits.get(_of(fact))
        if visit is not None:
            visit.counter, visit.called, visit.started = counter, fact.at, None
        return visit

    def _resumed(self, fact: events.TicketResumed) -> None:
        self._at(fact, fact.counter)

    def _let_pass(self, fact: events.TicketLetPass) -> None:
        """Who lets others go before is promised to be called later."""
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            visit.due = max(visit.due, fact.due)

    def _started(self, fact: events.ServiceStarted) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            self._until_started(visit, fact.at)
            visit.started = fact.at

    def _leg(self, fact: events.LegBegan) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            self._until_started(visit, fact.at)
            self._served(visit, fact.at)
            visit.service, visit.started = fact.service, fact.at

    def _finished(self, fact: events.ServiceFinished) -> None:
        self._left_counter(fact)
        self._ended(fact, "done")

    def _missed(self, fact: events.TicketMissed) -> None:
        if (visit := self._left_counter(fact)) is not None:
            visit.missed = True
            self.count("missed", (visit.service,), fact.at, calls=1)
            self.count("missed_at", (str(fact.counter), self._who(fact.counter)), fact.at, calls=1)

    def _rejoined(self, fact: events.TicketRejoined) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            visit.missed = False
            self.count("missed", (visit.service,), fact.at, rejoined=1)

    def _transferred(self, fact: events.TicketTransferred) -> None:
        if (visit := self._left_counter(fact)) is not None:
            visit.service = fact.service

    def _changed(self, fact: events.ServiceChanged) -> None:
        if (visit := self.carried.visits.get(_of(fact))) is not None:
            visit.service = fact.service

    def _cancelled(self, fact: events.TicketCancelled) -> None:
        self._left_counter(fact)
        self._ended(fact, "cancelled")

    def _expired(self, fact: events.TicketExpired) -> None:
        visit = self.carried.visits.get(_of(fact))
        lost = visit is not None and visit.missed
        if visit is not None and lost:
            self.count("missed", (visit.service,), fact.at, lost=1)
        self._ended(fact, "missed" if lost else "expired")

    def _left_counter(self, fact: events.OfTicket) -> Visit | None:
        """What was done for it there counts as a service."""
        visit = self.carried.visits.get(_of(fact))
        if visit is not None and visit.counter is not None:
            self._until_started(visit, fact.at)
            self._served(visit, fact.at)
            visit.counter = visit.called = visit.started = None
        return visit

    def _until_started(self, visit: Visit, now: Instant) -> None:
        """How long the counter waited for its customer."""
        if visit.counter is not None and visit.called is not None and visit.started is None:
            self._at_counter(visit.counter, "calling", visit.called, now)

    def _served(self, visit: Visit, now: Instant) -> None:
        if visit.counter is None or visit.started is None:
            return
        took, who = now - visit.started, self._who(visit.counter)
        self.count("served", (who, visit.service), visit.started, services=1, took=took, longest=took)
        self.figures.add("service_minutes", (visit.service, str(took // MINUTE)), services=1)
        self._at_counter(visit.counter, "serving", visit.started, now)

    def _ended(self, fact: events.OfTicket, outcome: str) -> None:
        """A ticket that is never called until its day ends has left, as one that is given back: in the hour in which the customer
        came, as nobody knows when they went."""
        if (visit := self.carried.visits.pop(_of(fact), None)) is not None:
            done = outcome == "done"
            at = fact.at if done else visit.taken
            self.count("ends", (visit.service, visit.level, outcome), at, tickets=1, done=int(done), left=int(not done))

    # ------------------------------------------------------------ counters
    def _opened(self, fact: events.CounterOpened) -> None:
        self._turn(fact.counter, fact.at, "open")
        desk = self.carried.desks[str(fact.counter)]
        desk.who = fact.staff or NOBODY

    def _paused(self, fact: events.CounterPaused) -> None:
        self._turn(fact.counter, fact.at, "paused", fact.reason or OTHER)

    def _closed(self, fact: events.CounterClosed) -> None:
        self._turn(fact.counter, fact.at, "closed")

    def _turn(self, counter: int, now: Instant, state: str, reason: str = OTHER) -> None:
        """The state that ends counts, and another one begins."""
        desk = self.carried.desks.setdefault(str(counter), Desk())
        if desk.state != "closed":
            self._at_counter(counter, desk.state, desk.since, now)
        if desk.state == "paused":
            self.count("pauses", (str(counter), desk.who, desk.reason), desk.since, times=1, took=now - desk.since)
        desk.state, desk.since, desk.reason = state, now, reason

    def _at_counter(self, counter: int, what: str, since: Instant, now: Instant) -> None:
        """How long a counter was open is told with each of its services: today's figures agree among themselves."""
        desk = self.carried.desks.get(str(counter))
        if desk is not None and desk.state == "open" and what != "open":
            self._at_counter(counter, "open", desk.since, now)
            desk.since = now
        if since == now:
            return
        slots = _slots(since, now) if since // SLOT != now // SLOT else ((since, now),)
        for begins, ends in slots:
            self.count("counters", (str(counter), self._who(counter)), begins, **{what: ends - begins})

    def _who(self, counter: int) -> str:
        desk = self.carried.desks.get(str(counter))
        return desk.who if desk is not None else NOBODY

    # ------------------------------------------------------------ faults
    def _recovered(self, fact: events.SystemRecovered) -> None:
        self._fault("system", str(fact.counter), fact.at, fact.lasted)

    def _printer_failed(self, fact: events.PrinterFailed) -> None:
        self.carried.printers.setdefault(fact.printer, fact.at)

    def _printer_recovered(self, fact: events.PrinterRecovered) -> None:
        if (since := self.carried.printers.pop(fact.printer, None)) is not None:
            self._fault("printer", fact.printer, fact.at, fact.at - since)

    def _fault(self, kind: str, place: str, now: Instant, took: int) -> None:
        self.count("faults", (kind, place), now, times=1, took=took, longest=took)

    # ------------------------------------------------------------ scripts, and what they bring about
    def _step(self, fact: events.StepDone) -> None:
        self.steps.done(fact, self._hour(fact.at))
        if fact.step in BRAND_STEPS:
            casebook.brand(self, fact)
        if fact.stood_in is not None and fact.moment:
            self.count("stood_in", (fact.stood_in,), fact.at, moments=1, kept=int(bool(fact.kept)))
            markbook.stood_in(self, fact)

    def _walk_ended(self, fact: events.WalkEnded) -> None:
        for step in fact.owed:
            self.steps.owed(fact, step, self._hour(fact.at))
        if fact.runner != "counter":
            self.count("guided", (fact.runner, fact.outcome), fact.at, walks=1)

    def _diverted(self, fact: events.CustomerDiverted) -> None:
        self.count("diverted", (fact.service, fact.channel), fact.at, customers=1)

    def _recommended(self, fact: events.Recommended) -> None:
        self.count(
            "offers", (fact.offer or OTHER, fact.post, fact.outcome), fact.at, times=1, accepted=int(fact.outcome == "accepted")
        )

    def _page(self, fact: events.ManagerPaged) -> None:
        self.carried.pages[fact.page] = fact.reason
        self.count("pages", (fact.reason,), fact.at, times=1)

    def _page_answered(self, fact: events.PageAnswered) -> None:
        if (reason := self.carried.pages.pop(fact.page, None)) is not None:
            self.count("pages", (reason,), fact.at, answered=1, waited=fact.waited, longest=fact.waited)

    def _page_withdrawn(self, fact: events.PageWithdrawn) -> None:
        if (reason := self.carried.pages.pop(fact.page, None)) is not None:
            self.count("pages", (reason,), fact.at, withdrawn=1)

    def _follow_up(self, fact: events.FollowUpSet) -> None:
        self.carried.follow_ups[fact.follow_up] = fact.what
        self.count("follow_ups", (fact.what,), fact.at, set=1)

    def _follow_up_done(self, fact: events.FollowUpDone) -> None:
        if (what := self.carried.follow_ups.pop(fact.follow_up, None)) is not None:
            self.count("follow_ups", (what,), fact.at, done=1, late=int(fact.late))

    # ------------------------------------------------------------ the clock
    def _plan(self, fact: events.HallSet) -> None:
        self.carried.timezone = fact.plan.timezone
        self._hours.clear()

    def count(self, table: str, key: Key, at: Instant, **measures: int) -> None:
        """In the hour of `at`; the table without hours is added up of these."""
        self.figures.put(by_hour(table), (*key, self._hour(at)), measures)

    def _hour(self, at: Instant) -> str:
        """By the hall's clock, 00 to 23."""
        slot = at // SLOT
        if (hour := self._hours.get(slot)) is None:
            wall = datetime.fromtimestamp(at // 1000, UTC).astimezone(zone(self.carried.timezone))
            hour = self._hours[slot] = f"{wall.hour:02d}"
        return hour


def _slots(since: Instant, now: Instant) -> Iterator[tuple[Instant, Instant]]:
    """The time from one instant to another, cut at each quarter of an hour."""
    while since < now:
        ends = min(now, (since // SLOT + 1) * SLOT)
        yield since, ends
        since = ends


_of = casebook.of


Share = dict[type[events.Fact], Callable[[Daybook, Any], object]]
"""Facts, and how they are counted."""
_BESIDE: Share = {
    events.StepDone: Daybook._step,
    events.WalkEnded: Daybook._walk_ended,
}
_CARRYING: Share = {
    events.TicketTaken: Daybook._taken,
    events.TicketCalled: Daybook._called,
    events.TicketResumed: Daybook._resumed,
    events.TicketLetPass: Daybook._let_pass,
    events.ServiceStarted: Daybook._started,
    events.LegBegan: Daybook._leg,
    events.ServiceFinished: Daybook._finished,
    events.TicketMissed: Daybook._missed,
    events.TicketRejoined: Daybook._rejoined,
    events.TicketHeld: Daybook._left_counter,
    events.TicketTransferred: Daybook._transferred,
    events.ServiceChanged: Daybook._changed,
    events.TicketCancelled: Daybook._cancelled,
    events.TicketExpired: Daybook._expired,
    events.CounterOpened: Daybook._opened,
    events.CounterPaused: Daybook._paused,
    events.CounterClosed: Daybook._closed,
    events.SystemRecovered: Daybook._recovered,
    events.PrinterFailed: Daybook._printer_failed,
    events.PrinterRecovered: Daybook._printer_recovered,
    events.CustomerDiverted: Daybook._diverted,
    events.Recommended: Daybook._recommended,
    events.ManagerPaged: Daybook._page,
    events.PageAnswered: Daybook._page_answered,
    events.PageWithdrawn: Daybook._page_withdrawn,
    events.FollowUpSet: Daybook._follow_up,
    events.FollowUpDone: Daybook._follow_up_done,
    events.HallSet: Daybook._plan,
    **casebook.TAKES,
    **markbook.TAKES,
}
WHOLE: Share = _CARRYING | _BESIDE
SHARES: tuple[Share, Share] = (
    _CARRYING | {events.StepDone: casebook.brand},
    _BESIDE | {events.HallSet: Daybook._plan},
)
"""Two that come to the whole together and take about as long: what goes on with what other facts left behind, and steps of
scripts, which need no more than the clock."""
COUNTED = (*WHOLE, events.DayBegan)
"""The facts that figures are made of."""
