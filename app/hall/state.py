"""The state of a hall: a fold of its facts. What each fact changes stands in `app/hall/rules/`."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.hall import calling, events
from app.hall.bulletin import Bulletin
from app.hall.call import MOST_CALLS, NEW, RECENT_CALLS, Call
from app.hall.calling import Choice, Queues, Rule
from app.hall.complaint import Complaint
from app.hall.counter import Counter, CounterState, Served
from app.hall.curve import Curve
from app.hall.day import Instant
from app.hall.matters import Attention, Away, FollowUp, Help, Offered, Page, Print, Trouble, WorkOrder
from app.hall.plan import CounterPlan, Offer, Plan, Text
from app.hall.playlist import Entry, Logo
from app.hall.refusals import UnknownCounter, UnknownOffer, UnknownTicket
from app.hall.rehearsal import Rehearsal
from app.hall.rules import RULES, complaints, counters, days, matters, printers, tickets, voices, walks
from app.hall.script import Script
from app.hall.snapshot import Snapshot
from app.hall.ticket import GONE, State, Ticket
from app.hall.voices import Questionnaire, Survey
from app.hall.walk import Edition, Ended, Walk, limit_of

if TYPE_CHECKING:
    from app.hall.summary import Neighbour

__all__ = ["Hall", "Known", "Snapshot", "complaints", "counters", "days", "matters", "printers", "tickets", "voices", "walks"]

RECENT_WALKS = 256


@dataclass(frozen=True, slots=True)
class Known:
    """What staff wrote down about the customer of a ticket. It lies beside the log, in the erasable table, and is no part of
    the fold."""

    note: str | None = None
    customer: str | None = None
    phone: str | None = field(default=None, repr=False)
    """The whole number, for the act that shows it; screens ask `masked_phone`."""


def masked(phone: str) -> str:
    """138****5678: what tells customers apart, and calls nobody."""
    ends = (3, 4) if len(phone) >= 10 else (0, 2)
    return phone[: ends[0]] + "*" * (len(phone) - sum(ends)) + phone[-ends[1] :]


class Hall:
    """One hall. Only `apply` changes it; what it answers needs no clock but the instant that it is given."""

    def __init__(self) -> None:
        self.plan: Plan
        self.version = 0
        self.in_public = 0
        """The version after the newest fact that customers' screens may show: a step at a counter shows on none."""
        self.last_at: Instant = 0
        self.day = ""
        self.tickets: dict[str, Ticket] = {}
        self.carried: dict[tuple[str, str], Ticket] = {}
        self.held: dict[tuple[str, str], Ticket] = {}
        self.counters: dict[int, Counter] = {}
        self.works: dict[int, CounterPlan] = {}
        """What each counter serves and takes first today: by the plan, unless a manager has assigned it."""
        self.queues = Queues()
        self.issued: dict[str, int] = {}
        self.served: dict[str, Served] = {}
        self.curve = Curve()
        self.calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self.helps: dict[str, Help] = {}
        self.scripts: dict[str, Edition] = {}
        """The current edition of each script."""
        self.older: dict[tuple[str, int], Edition] = {}
        """Editions that a walk still goes by."""
        self.versions: dict[str, int] = {}
        """How far the versions of each script have counted, gone ones too."""
        self.walks: dict[str, Walk] = {}
        """Those that are under way, in the order in which they began."""
        self.timed: set[str] = set()
        """The walks whose step has a limit, and those at kiosks: on these alone the clock must be kept."""
        self.ended: deque[Ended] = deque(maxlen=RECENT_WALKS)
        self.pages: dict[str, Page] = {}
        """Open ones, and those answered today."""
        self.attentions: dict[str, Attention] = {}
        """Today's: those that are open, and of each matter and place the last that was seen."""
        self.follow_ups: dict[str, FollowUp] = {}
        self.work_orders: dict[str, WorkOrder] = {}
        self.complaints: dict[str, Complaint] = {}
        """The open cases, and those that were closed lately."""
        self.bulletins: dict[str, Bulletin] = {}
        """Drafts, by period."""
        self.published: dict[str, Bulletin] = {}
        self.offered: dict[tuple[str, str], tuple[Offered, ...]] = {}
        self.away: dict[str, Away] = {}
        self.lounge: set[tuple[str, str]] = set()
        self.notice: Text | None = None
        self.rehearsal: Rehearsal | None = None
        """In a rehearsal hall: what is played, or was played last."""
        self.playlist: tuple[Entry, ...] = ()
        self.logos: dict[str, Logo] = {}
        self.questionnaires: dict[str, Questionnaire] = {}
        self.surveys: dict[str, Survey] = {}
        """The last rounds of the staff survey."""
        self.troubles: dict[str, Trouble] = {}
        """What ails printers, by printer."""
        self.prints: dict[tuple[str, str], Print] = {}
        """Tickets that were to come on paper lately, the oldest first."""
        self.known: dict[tuple[str, str], Known] = {}
        self.told: dict[str, dict[int, Known]] = {}
        """What was written down in each case, by the fact beside which it lies; it is no part of the fold."""
        self.neighbours: Mapping[str, Neighbour] = {}
        """Other halls of the chain by id, as far as is known now; it is no part of the fold."""
        self.open_by_service: dict[str, list[CounterPlan]] = {}
        """Looked up once for each service until a counter opens or closes."""

    # ------------------------------------------------------------ questions
    def ticket(self, number: str) -> Ticket:
        """The ticket of today or else one of an earlier day that is still at a counter."""
        found = self.tickets.get(number) or next(
            (t for t in self.carried.values() if t.number == number and t.state not in GONE), None
        )
        if found is None:
            raise UnknownTicket(number=number)
        return found

    def counter(self, number: int) -> Counter:
        try:
            return self.counters[number]
        except KeyError:
            raise UnknownCounter(counter=number) from None

    def offer(self, id: str) -> Offer:
        found = next((offer for offer in self.plan.offers if offer.id == id), None)
        if found is None:
            raise UnknownOffer(offer=id)
        return found

    def in_hand(self, counter: Counter) -> Ticket | None:
        if counter.ticket is None:
            return None
        day, number = counter.ticket
        return self.tickets[number] if day == self.day else self.carried[day, number]

    def serving(self, service: str) -> list[CounterPlan]:
        """The open counters that serve a service."""
        found = self.open_by_service.get(service)
        if found is None:
            found = self.open_by_service[service] = [
                plan
                for plan in self.works.values()
                if service in plan.services and self.counters[plan.number].state == CounterState.OPEN
            ]
        return found

    def rule(self, counter: int) -> Rule:
        plan = self.works[counter]

        def covered(service: str) -> bool:
            return any(other.number != counter and not other.first for other in self.serving(service))

        return Rule(counter, plan.services, plan.first, covered)

    def next_for(self, counter: int) -> Choice | None:
        return calling.next_for(self.queues, self.rule(counter))

    def upcoming(self, counter: int, limit: int) -> list[Choice]:
        return calling.upcoming(self.queues, self.rule(counter), limit)

    def passed_by(self, counter: int, ticket: Ticket) -> tuple[str, ...]:
        return calling.passed(self.queues, self.rule(counter), ticket)

    def missed(self) -> list[Ticket]:
        """The latest first: whoever comes to ask was mostly called just now."""
        missed = [ticket for ticket in self.everyone() if ticket.state == State.MISSED]
        return sorted(missed, key=lambda ticket: -(ticket.ended_at or 0))

    def everyone(self) -> Iterator[Ticket]:
        yield from self.carried.values()
        yield from self.tickets.values()

    def next_hold_ends(self) -> Instant | None:
        return min((t.held_until for t in self.held.values() if t.held_until is not None), default=None)

    def script_of(self, walk: Walk) -> Script:
        """By the edition with which the walk began."""
        current = self.scripts.get(walk.script)
        if current is not None and current.version == walk.version:
            return current.script
        return self.older[walk.script, walk.version].script

    def walks_about(self, ticket: tuple[str, str]) -> list[Walk]:
        return [walk for walk in self.walks.values() if walk.ticket == ticket]

    def walk_at(self, counter: int) -> Walk | None:
        """The walk that the clerk sees: the one that began last."""
        return next((walk for walk in reversed(self.walks.values()) if walk.counter == counter), None)

    def know(
        self, about: tuple[str, str], note: str | None, customer: str | None, phone: str | None = None, *, seq: int = 0
    ) -> None:
        """Keeps what was noted about a customer who is in the hall or is owed something; it is no fact. `about`: day, and the
        number, the walk or the case; `seq`: beside which fact."""
        if (note, customer, phone) == (None, None, None):
            return
        if about[1] in self.complaints:  # also what was written as it was closed
            self.told.setdefault(about[1], {})[seq] = Known(note, customer, phone)
        if self.concerns(about):
            before = self.known.get(about, Known())
            self.known[about] = Known(note or before.note, customer or before.customer, phone or before.phone)

    def concerns(self, about: tuple[str, str]) -> bool:
        """Whether the customer of this ticket, walk or case is in the hall or is owed something."""
        day, id = about
        here = (id in self.tickets) if day == self.day else (about in self.carried)
        return here or id in self.walks or self.owes(about)

    def owes(self, about: tuple[str, str]) -> bool:
        """Whether a follow-up or a case is open for which this was noted."""
        return any(promise.notes(about) for promise in self.follow_ups.values()) or any(
            case.open and case.notes(about) for case in self.complaints.values()
        )

    def about_of(self, follow_up: FollowUp) -> tuple[str, str] | None:
        """With which ticket or walk the phone number of whoever is owed this lies; None: there is none."""
        return next((about for about, known in self.known.items() if known.phone and follow_up.notes(about)), None)

    def known_of(self, follow_up: FollowUp) -> Known:
        return next((known for about, known in self.known.items() if follow_up.notes(about)), Known())

    def phone_of(self, about: tuple[str, str], now: Instant) -> str | None:
        """The phone number that was given with a ticket or in a walk, until the hall's retention is over or, if the customer is
        owed something, until that is done."""
        phone = self.known.get(about, Known()).phone
        ticket = self.tickets.get(about[1]) if about[0] == self.day else self.carried.get(about)
        old = ticket is not None and ticket.taken_at + self.plan.retention <= now
        owed = old and self.owes(about)
        return phone if owed or not old else None

    def masked_phone(self, about: tuple[str, str], now: Instant) -> str | None:
        """As staff see it until one of them asks for the whole."""
        phone = self.phone_of(about, now)
        return masked(phone) if phone is not None else None

    def forget(self, about: tuple[str, str]) -> None:
        self.known.pop(about, None)
        self.told.pop(about[1], None)

    # ------------------------------------------------------------ change
    def apply(self, fact: events.Fact) -> None:
        self.version += 1
        if not isinstance(fact, events.OfWalk) or fact.counter is None:
            self.in_public = self.version
        self.last_at = max(self.last_at, fact.at)
        RULES[type(fact)](self, fact)

    def apply_all(self, facts: Iterable[events.Fact]) -> None:
        for fact in facts:
            self.apply(fact)

    def put(self, ticket: Ticket, before: Ticket | None = None) -> None:
        """The only place where a ticket changes: it keeps queue and indexes with the state."""
        if before is not None and before.state == State.WAITING:
            self.queues.remove(before)
            self.curve.at(self.last_at).waiting -= 1
        if ticket.state == State.WAITING:
            self.queues.add(ticket)
            self.curve.at(self.last_at).waiting += 1
        if ticket.state == State.HELD:
            self.held[ticket.day, ticket.number] = ticket
        elif before is not None and before.state == State.HELD:
            del self.held[ticket.day, ticket.number]
        if ticket.day == self.day:
            self.tickets[ticket.number] = ticket
        else:
            self.carried[ticket.day, ticket.number] = ticket

    def of_fact(self, fact: events.OfTicket) -> Ticket:
        """The ticket that a fact is about, as it is now."""
        return self.tickets[fact.number] if fact.day == self.day else self.carried[fact.day, fact.number]

    def change(self, fact: events.OfTicket, **changes: Any) -> Ticket:
        before = self.of_fact(fact)
        after = replace(before, **changes)
        self.put(after, before)
        return before

    def free(self, number: int, **changes: Any) -> None:
        self.counters[number] = replace(
            self.counters[number], ticket=None, because=None, away_since=None, away_to=None, **changes
        )

    def settle(self) -> None:
        """After the plan or an assignment has changed."""
        self.works = {plan.number: self.counters[plan.number].at_work(plan) for plan in self.plan.counters}
        self.open_by_service = {}

    def put_walk(self, walk: Walk) -> None:
        """The only place where a walk changes."""
        self.walks[walk.id] = walk
        if walk.runner == "kiosk" or limit_of(self.plan, walk, self.script_of(walk).step(walk.step)) is not None:
            self.timed.add(walk.id)
        else:
            self.timed.discard(walk.id)

    def announce(self, call: Call) -> None:
        self.calls.appendleft(call)
        while len(self.calls) > RECENT_CALLS and call.at - self.calls[-1].at > NEW:
            self.calls.pop()

    # ------------------------------------------------------------ as values
    def snapshot(self) -> Snapshot:
        return Snapshot(
            self.plan,
            self.version,
            self.last_at,
            self.day,
            tuple(self.everyone()),
            tuple(self.counters.values()),
            dict(self.issued),
            dict(self.served),
            tuple(self.calls),
            tuple(self.helps.values()),
            (*self.scripts.values(), *self.older.values()),
            tuple(self.walks.values()),
            tuple(self.ended),
            tuple(self.pages.values()),
            tuple(self.follow_ups.values()),
            tuple(self.work_orders.values()),
            tuple((day, offered) for (day, _), offered in self.offered.items()),
            tuple(self.away.values()),
            tuple(sorted(self.lounge)),
            dict(self.versions),
            self.notice,
            self.rehearsal,
            tuple(self.troubles.values()),
            tuple(self.prints.values()),
            self.playlist,
            dict(self.logos),
            tuple(self.complaints.values()),
            tuple(self.bulletins.values()),
            tuple(self.published.values()),
            tuple(self.attentions.values()),
            self.curve.stored(),
            questionnaires=tuple(self.questionnaires.values()),
            surveys=tuple(self.surveys.values()),
        )

    @classmethod
    def restored(cls, stored: Snapshot) -> "Hall":
        hall = cls()
        hall.plan, hall.version, hall.last_at, hall.day = stored.plan, stored.version, stored.last_at, stored.day
        hall.in_public = stored.version
        hall.counters = {counter.number: counter for counter in stored.counters}
        hall.settle()
        hall.issued, hall.served = dict(stored.issued), dict(stored.served)
        hall.calls = deque(stored.calls, maxlen=MOST_CALLS)
        hall.helps = {help.id: help for help in stored.helps}
        hall.scripts = {edition.script.id: edition for edition in stored.editions if edition.current}
        hall.older = {(edition.script.id, edition.version): edition for edition in stored.editions if not edition.current}
        for walk in stored.walks:
            hall.put_walk(walk)
        hall.ended = deque(stored.ended, maxlen=RECENT_WALKS)
        hall.pages = {page.id: page for page in stored.pages}
        hall.attentions = {one.id: one for one in stored.attentions}
        hall.follow_ups = {one.id: one for one in stored.follow_ups}
        hall.work_orders = {one.id: one for one in stored.work_orders}
        hall.offered = {(day, offered[0].number): offered for day, offered in stored.offered}
        hall.away = {away.post: away for away in stored.away}
        hall.lounge, hall.notice, hall.rehearsal = set(stored.lounge), stored.notice, stored.rehearsal
        hall.versions = dict(stored.versions)
        hall.playlist, hall.logos = stored.playlist, dict(stored.logos)
        hall.troubles = {trouble.printer: trouble for trouble in stored.troubles}
        hall.prints = {(print.day, print.number): print for print in stored.prints}
        hall.complaints = {case.id: case for case in stored.complaints}
        hall.bulletins = {one.id: one for one in stored.bulletins}
        hall.published = {one.id: one for one in stored.published}
        hall.questionnaires = {one.id: one for one in stored.questionnaires}
        hall.surveys = {one.id: one for one in stored.surveys}
        for ticket in stored.tickets:
            hall.put(ticket)
        hall.curve = Curve(stored.curve)
        return hall
