"""Every command at random, in any order, on the hall and on the model: they never differ, and the promises hold."""

from collections import Counter as Count
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.hall import assigning, decide, events, rating
from app.hall.events import TicketCalled, TicketTaken
from app.hall.plan import MINUTE, CounterPlan, Level
from app.hall.refusals import Refusal
from app.hall.ticket import AT_COUNTER, State
from tests.hall.floor import ACCOUNT, BILL, PLAN, SIM, Floor, named
from tests.hall.model import GONE, OVER, Model, No

FULL = replace(
    PLAN,
    levels=(*PLAN.levels, Level("gold", named("gold"), 5 * MINUTE)),
    counters=(
        CounterPlan(1, (ACCOUNT, BILL)),
        CounterPlan(2, (ACCOUNT, BILL, SIM), first=("vip",)),
        CounterPlan(3, (BILL, SIM), first=("gold",)),
    ),
)
NO_SIM = replace(
    FULL,
    services=FULL.services[:2],
    counters=tuple(replace(c, services=tuple(s for s in c.services if s != SIM)) for c in FULL.counters),
)
NO_GOLD = replace(FULL, levels=FULL.levels[:2], counters=(*FULL.counters[:2], replace(FULL.counters[2], first=("vip",))))
NO_COUNTER_3 = replace(FULL, counters=FULL.counters[:2])
TWO_OPEN_TO_ALL = replace(FULL, counters=(*FULL.counters[:2], CounterPlan(3, (ACCOUNT, BILL, SIM))))
PLANS = {"full": FULL, "no SIM": NO_SIM, "no gold": NO_GOLD, "no counter 3": NO_COUNTER_3, "two open to all": TWO_OPEN_TO_ALL}

FITTING = {
    None: ["call_next", "call_next", "call_next", "call", "resume", "open_counter", "pause", "close"],
    "called": ["start", "start", "start", "recall", "no_show", "hold", "transfer", "call_next"],
    "serving": ["finish", "call_next", "call_next", "hold", "transfer", "pause", "close", "open_counter"],
}
"""What a counter mostly does, by the state of the ticket in hand."""
LEADS_TO = {
    events.TicketTaken: "waiting",
    events.TicketCalled: "called",
    events.TicketResumed: "called",
    events.ServiceStarted: "serving",
    events.TicketHeld: "held",
    events.HoldEnded: "waiting",
    events.TicketTransferred: "waiting",
    events.TicketRejoined: "waiting",
    events.ServiceFinished: "done",
    events.TicketMissed: "missed",
    events.TicketCancelled: "cancelled",
    events.TicketExpired: "expired",
}
ANYTHING = sorted({verb for verbs in FITTING.values() for verb in verbs})

counters = st.sampled_from([1, 2, 3])
services = st.sampled_from([ACCOUNT, BILL, SIM])
levels = st.sampled_from(["ordinary", "vip", "gold"])
choices = st.integers(0, 30)
details = st.integers(0, 9999)
"""One number for all the details of a wish: drawing each by itself costs more than the hall and the model together."""
SECONDS, MINUTES, HOURS = (1, 1000, 20_000), tuple(m * MINUTE for m in (1, 5, 10, 15)), tuple(h * 60 * MINUTE for h in (1, 7, 60))

ELSEWHERE = {"rate": rating.by_phone, "assign": assigning.assign}
"""What is decided in another module."""


class HallByModel(RuleBasedStateMachine):
    @initialize(
        plan=st.sampled_from(["full", "two open to all"]),
        opened=st.sets(counters, min_size=1),
        behind=st.sampled_from([None, 1, 2]),
    )
    def begins(self, plan, opened, behind):
        plan = replace(PLANS[plan], missed_return=behind)
        self.floor, self.model = Floor(plan), Model(plan)
        self.model.tick(self.floor.now)
        for counter in sorted(opened):
            self.both("open_counter", counter=counter)
        self.customers_come([(0, ACCOUNT, "ordinary"), (0, BILL, "vip"), (0, BILL, "ordinary")])

    def both(self, verb: str, hidden: dict | None = None, **wish) -> list:
        """The same wish to both; `hidden` is what the model needs not know."""
        self.model.tick(self.floor.now)
        before, expected, allowed = len(self.floor.facts), True, True
        try:
            getattr(self.model, verb)(**wish)
        except No:
            expected = False
        try:
            self.floor.unchecked(ELSEWHERE.get(verb) or getattr(decide, verb), **wish, **(hidden or {}))
        except Refusal:
            allowed = False
        assert allowed == expected, verb
        return self.floor.facts[before:]

    def some_number(self, choice: int, state: str | None = None) -> str:
        """Rather one in this state, else one that is still here; now and then one that never was."""
        here = [s for s in self.model.slips if s.day == self.model.day or s.state not in GONE]
        fitting = [s for s in here if s.state == state and choice % 4]
        numbers = [s.number for s in fitting or here]
        return numbers[-1 - choice % len(numbers)] if numbers and choice < 30 else "A077"

    # ------------------------------------------------------------ the clock, the plan
    @rule(pause=st.sampled_from([0, 0, *SECONDS, *MINUTES, *MINUTES, *HOURS]))
    def time_passes(self, pause):
        self.floor.now += pause
        self.model.tick(self.floor.now)
        self.floor.unchecked(lambda hall, now: [])

    @precondition(lambda self: any(s.state in ("missed", *AT_COUNTER) for s in self.model.slips))
    @rule()
    def night_passes(self):
        self.time_passes(24 * 60 * MINUTE)

    @rule(seldom=st.sampled_from([True, False, False]), plan=st.sampled_from(sorted(PLANS)), behind=st.sampled_from([None, 1, 2]))
    def plan_changes(self, seldom, plan, behind):
        if seldom:
            self.both("set_plan", plan=replace(PLANS[plan], missed_return=behind))

    @rule(
        counter=counters,
        moved=st.none() | st.sets(services, min_size=1).map(sorted),
        first=st.sampled_from([None, None, (), ("vip",), ("gold",), ("vip", "gold")]),
    )
    def manager_moves_services(self, counter, moved, first):
        if counter in self.model.desks:
            self.both("assign", counter=counter, services=moved and tuple(moved), first=first)

    # ------------------------------------------------------------ customers
    @precondition(lambda self: sum(s.state == "waiting" for s in self.model.slips) < 9)
    @rule(several=st.lists(st.tuples(st.sampled_from([0, 0, 1, 100, 300]), services, levels), min_size=1, max_size=6))
    def customers_come(self, several):
        for seconds, service, level in several:
            self.floor.now += seconds * 1000
            if service in self.model.plan.service and level in self.model.plan.level:
                self.both("take", {"by": "kiosk"}, service=service, level=level)

    @rule(verb=st.sampled_from(["cancel", "change", "rejoin", "rejoin"]), choice=choices, service=services)
    def customer_wishes(self, verb, choice, service):
        wish = {"service": service} if verb == "change" else {}
        if service in self.model.plan.service:
            self.both(verb, ticket=self.some_number(choice, "missed" if verb == "rejoin" else None), **wish)

    @rule(choice=choices, count=st.integers(1, 5))
    def customer_comes_later(self, choice, count):
        self.both("let_pass", ticket=self.some_number(choice, "waiting"), count=count)

    @rule(choice=choices, score=st.integers(1, 5))
    def customer_rates(self, choice, score):
        self.model.tick(self.floor.now)
        self.both("rate", {"score": score, "day": self.model.day}, ticket=self.some_number(choice, "done"))

    # ------------------------------------------------------------ counters
    @rule(work=st.lists(st.tuples(counters, st.integers(0, 7), details), min_size=3, max_size=16))
    def counters_work(self, work):
        for counter, turn, detail in work:
            current = self.model.in_hand(counter)
            self.at_counter(FITTING[current and current.state][turn], counter, detail)

    @rule(verb=st.sampled_from(ANYTHING), counter=counters, detail=details)
    def counter_tries(self, verb, counter, detail):
        self.at_counter(verb, counter, detail)

    @rule(counter=counters, to_counter=counters, keep_place=st.booleans(), level=levels, service=services)
    def customer_is_sent_on(self, counter, to_counter, keep_place, level, service):
        """Comes, is picked out and sent to another counter, while one more comes."""
        if {counter, to_counter} <= self.model.desks.keys():
            self.customers_come([(0, service, "ordinary")])
            self.both("call", {"reason": "other"}, counter=counter, ticket=self.some_number(1, "waiting"))
            self.customers_come([(100, service, level)])
            self.both("transfer", counter=counter, service=None, to_counter=to_counter, keep_place=keep_place)

    def at_counter(self, verb, counter, detail):
        service = (None, ACCOUNT, BILL, SIM)[detail // 4 % 4]
        to_counter = (None, 1, 2, 3)[detail // 16 % 4]
        known = service in (None, *self.model.plan.service) and to_counter in (None, *self.model.desks)
        if counter in self.model.desks and known:
            self.wishes(verb, counter, service, to_counter, detail)

    def wishes(self, verb, counter, service, to_counter, detail):
        match verb:
            case "call_next":
                self.calls_next(counter, stale=detail % 9 == 8)
            case "call":
                self.both(verb, {"reason": "other"}, counter=counter, ticket=self.some_number(detail % 31, "waiting"))
            case "resume":
                self.both(verb, counter=counter, ticket=self.some_number(detail % 31, "held"))
            case "hold":
                self.both(verb, counter=counter, minutes=(None, 0, 1, 10)[detail % 4])
            case "transfer":
                keep_place = detail % 3 < 2
                self.both(verb, counter=counter, service=service, to_counter=to_counter, keep_place=keep_place)
            case _:
                self.both(verb, counter=counter)

    def calls_next(self, counter, stale):
        self.model.tick(self.floor.now)
        current, by_rule = self.model.in_hand(counter), self.model.next_of(counter, self.model.queue(counter))
        expected = "A077" if stale else current and current.number
        for fact in self.both("call_next", counter=counter, expected_current=expected):
            if isinstance(fact, TicketCalled):
                assert (fact.number, fact.day) == (by_rule.number, by_rule.day)
                assert fact.call == self.floor.hall.calls[0].id == f"c{self.floor.hall.version}"
                self.names_whom_it_passed(fact, by_rule)

    def names_whom_it_passed(self, fact, called):
        """Exact among tickets that were never given another due."""
        if not called.moved:
            waited = [s for s in self.model.queue(fact.counter) if s.taken < called.taken]
            assert set(fact.passed) <= {s.number for s in waited}
            assert {s.number for s in waited if not s.moved} <= set(fact.passed)

    # ------------------------------------------------------------ what always holds
    @invariant()
    def the_hall_is_the_model(self):
        """What ended after its day is over may stay in sight until the next night."""
        day = self.model.day
        here = {(s.day, s.number): s for s in self.model.slips if s.day == day or s.state not in GONE}
        seen = {(t.day, t.number): t for t in self.floor.hall.everyone() if t.day == day or t.state not in GONE}
        assert seen.keys() == here.keys()
        for key, slip in here.items():
            ticket = seen[key]
            assert (ticket.state, ticket.service, ticket.level) == (slip.state, slip.service, slip.level)
            assert (ticket.taken_at, ticket.due, ticket.let_pass) == (slip.taken, slip.due, slip.let_pass)
            assert (ticket.rated_at is not None) == slip.rated
            if slip.state not in OVER:
                assert ticket.counter == (slip.at or slip.only)
                assert ticket.held_until == slip.until
        for number, desk in self.model.desks.items():
            counter = self.floor.hall.counters[number]
            assert (counter.state, counter.leaving) == (desk.state, desk.leaving)
            at = self.floor.hall.works[number]
            assert {*at.services} == {s.id for s in self.model.plan.services if self.model.serves(number, s.id)}
            assert {*at.first} == {*self.model.first(number)}

    @invariant()
    def numbers_of_each_day_and_letter_are_one_to_n(self):
        counts: dict[tuple[str, str], list[int]] = {}
        for fact in self.floor.facts:
            if isinstance(fact, TicketTaken):
                counts.setdefault((fact.day, fact.number[0]), []).append(int(fact.number[1:]))
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in counts.values())

    @invariant()
    def ticket_is_at_one_counter_and_a_counter_has_one_ticket(self):
        hall = self.floor.hall
        at = Count((t.day, t.number) for t in hall.everyone() if t.state in AT_COUNTER)
        held_by = Count(c.ticket for c in hall.counters.values() if c.ticket)
        assert at == held_by
        assert all(hall.in_hand(hall.counters[t.counter]) == t for t in hall.everyone() if t.state in AT_COUNTER)

    @invariant()
    def no_ticket_is_lost(self):
        """The log alone tells the state of every ticket ever issued; who waits stands in exactly one queue."""
        log = {(f.day, f.number): LEADS_TO[type(f)] for f in self.floor.facts if type(f) in LEADS_TO}
        assert log == {(s.day, s.number): s.state for s in self.model.slips}
        hall = self.floor.hall
        assert sum(hall.issued.values()) == len(hall.tickets)
        queued = [t for service in hall.plan.service for t in hall.queues.of_service(service)]
        assert Count(queued) == Count(t for t in hall.everyone() if t.state == State.WAITING)
        assert set(hall.held.values()) == {t for t in hall.everyone() if t.state == State.HELD}

    @invariant()
    def order_is_the_one_that_the_rule_names(self):
        hall = self.floor.hall
        for counter in hall.counters:
            for limit in (3, 99):
                order = [(c.ticket.day, c.ticket.number) for c in hall.upcoming(counter, limit)]
                assert order == [(s.day, s.number) for s in self.model.upcoming(counter, limit)]

    @invariant()
    def ahead_is_what_counting_gives(self):
        slips = {(s.day, s.number): s for s in self.model.slips}
        for ticket in self.floor.hall.everyone():
            if ticket.state == State.WAITING:
                assert self.floor.hall.queues.ahead(ticket) == self.model.ahead(slips[ticket.day, ticket.number])

    @invariant()
    def log_and_snapshot_give_the_hall(self):
        self.floor.check()


TestHallByModel = HallByModel.TestCase
TestHallByModel.settings = settings(
    max_examples=200, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
